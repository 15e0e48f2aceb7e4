import { guestKernelRelease, type Kernel } from "../nodes/kernel.js";
import type { PodObject } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";

/** Memory of a pod VM without a memory limit (AKS documentation). */
const defaultMemoryMib = 512;

/** Whether a handler starts a virtual machine with a kernel of its own. */
export function isGuestHandler(handler: string): boolean {
  return handler === "kata" || handler.startsWith("kata-");
}

/** The guest of a pod: memory is the sum of its memory limits, CPUs its CPU limits rounded up, at least one. */
export function guestKernel(pod: PodObject, bootId: string, bootMs: number): Kernel {
  const sum = (name: string) =>
    pod.spec.containers.reduce((total, { resources }) => total + milliValue(resources?.limits?.[name] ?? 0), 0n);
  const bytes = Number(sum("memory") / 1000n);
  const cores = Math.ceil(Number(sum("cpu")) / 1000);
  return {
    release: guestKernelRelease,
    bootId,
    bootMs,
    commandLine: "reboot=k panic=1 systemd.unit=kata-containers.target agent.log=info",
    vcpus: Math.max(1, cores),
    memoryMib: bytes === 0 ? defaultMemoryMib : Math.floor(bytes / 1024 / 1024),
  };
}
