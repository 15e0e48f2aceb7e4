import { kata, kataIncompatibilities, kataNodeDemands, kataOverhead } from "./kata.js";
import type { SandboxRuntime } from "./runtime.js";

/** `docs/how-to/how-to-use-kata-containers-with-firecracker.md` is in this folder. */
const documentation = "https://github.com/kata-containers/kata-containers/blob/4.1.0/docs/how-to";
const chartValues =
  "https://github.com/kata-containers/kata-containers/blob/4.1.0/tools/packaging/kata-deploy/helm-chart/kata-deploy/values.yaml";

/** Kata Containers with the Firecracker hypervisor: kata-deploy's shim `fc`, on nodes whose containerd has devmapper. */
export const firecracker: SandboxRuntime = {
  ...kata,
  id: "firecracker",
  title: "Kata Containers with Firecracker (kata-deploy's kata-fc): a microVM for each pod",
  runtimeClass: { handler: "kata-fc", name: "kata-fc", builtIn: undefined, overhead: kataOverhead("130Mi") },
  variants: [],
  nodeDemands: [
    {
      id: "devmapper",
      says: "containerd's devmapper snapshotter with a thin pool: Firecracker takes block devices alone, and AKS's nodes have no such pool",
      cure: "set one up on each node before kata-deploy runs (a DaemonSet of yours); ctr plugins ls shows devmapper as ok",
      source: documentation,
    },
    ...kataNodeDemands,
  ],
  incompatible: [
    ...kataIncompatibilities,
    {
      id: "arm64",
      setting: "an Arm64 VM size",
      reason: "kata-deploy builds its shim fc for x64 alone",
      source: chartValues,
      evidence: "verified",
    },
  ],
  aliases: ["kata-fc"],
  documentation,
};
