import { guestKernelRelease, type Kernel } from "../nodes/kernel.js";
import type { PodObject } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";

/** Memory of a pod VM without a memory limit (AKS documentation). */
const defaultMemoryMib = 512;

/** Whether a handler starts a sandbox with a kernel of its own. */
export function isGuestHandler(handler: string): boolean {
  return handler === "runsc" || handler === "kata" || handler.startsWith("kata-");
}

/** gVisor's kernel, as a pod on a real node sees it: a boot of its own, but the host's processors and memory. */
function gvisorKernel(host: Kernel, bootId: string, bootMs: number): Kernel {
  return {
    release: "4.4.0",
    banner: "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016",
    bootId,
    bootMs,
    commandLine: "BOOT_IMAGE=/vmlinuz-4.4.0-gvisor quiet",
    vcpus: host.vcpus,
    memoryMib: host.memoryMib,
  };
}

/** The kernel that a pod of a guest's handler gets. */
export function kernelFor(handler: string, pod: PodObject, host: Kernel, bootId: string, bootMs: number): Kernel {
  return handler === "runsc" ? gvisorKernel(host, bootId, bootMs) : guestKernel(pod, bootId, bootMs);
}

/** The guest of a pod: memory is the sum of its memory limits, CPUs its CPU limits rounded up, at least one. */
function guestKernel(pod: PodObject, bootId: string, bootMs: number): Kernel {
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
