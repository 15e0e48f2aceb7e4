import { jsonAt } from "../json.js";
import { gvisorInstaller } from "./gvisor-installer.js";
import type { SandboxRuntime } from "./runtime.js";

const documentation = "https://gvisor.dev/docs/user_guide/containerd/quick_start/";

/** gVisor (`runsc`, platform systrap, which needs no virtualization) on an ordinary pool. */
export const gvisor: SandboxRuntime = {
  id: "gvisor",
  title: "gVisor (runsc): a kernel in user space for each pod",
  supportedByMicrosoft: false,
  support:
    "Microsoft supports the pool, not gVisor on it: an upgrade of Kubernetes or of the node image can break it, and new nodes come without it",
  pool: {
    workloadRuntime: undefined,
    osSku: "Ubuntu",
    osSkus: ["Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux", "AzureLinux3"],
    osSkusUntold: [],
    apiVersion: undefined,
  },
  feature: undefined,
  aksNodeLabel: undefined,
  runtimeClass: {
    handler: "runsc",
    name: "gvisor",
    builtIn: undefined,
    // gVisor's documentation has no figure: its kernel and file server are two processes a pod.
    overhead: { podFixed: { memory: "64Mi" }, of: "an assumption of this program", evidence: "assumed" },
  },
  variants: [],
  installer: gvisorInstaller,
  imageMarker: undefined,
  // `/proc/version` of gVisor, as its kernel writes it: the date does not change with its releases.
  proof: { kernelBanner: "#1 SMP Sun Jan 10 15:06:54 PST 2016" },
  nodeDemands: [
    {
      id: "containerd-2",
      says: "containerd 2 or newer: an older one does not tell the kubelet its handlers, and the installer refuses it before it changes anything",
      cure: "kubectl get nodes -o wide shows the version, and the installer's log what it refused",
      source: "https://github.com/kubernetes/enhancements/issues/3857",
    },
  ],
  kubernetes: {
    serviceMinimum: "1.20",
    effectiveMinimum: "1.31",
    // `runtimeHandlers` came with the feature RecursiveReadOnlyMounts (KEP-3857), which is on since 1.31.
    effectiveReason: "below 1.31 a kubelet does not report its runtime handlers, so nothing tells when gVisor is there",
    source: "https://github.com/kubernetes/enhancements/issues/3857",
  },
  incompatible: [
    {
      id: "windows",
      setting: "a Windows pool",
      reason: "gVisor runs Linux containers alone",
      source: "https://gvisor.dev/docs/",
      evidence: "verified",
      applies: (pool) => jsonAt(pool, "properties", "osType") === "Windows",
    },
    {
      id: "arm64",
      setting: "an Arm64 VM size",
      reason:
        "the installer's Dockerfile builds for x64, and no image for Arm64 was tried (gVisor has releases for both)",
      source: "https://gvisor.dev/docs/user_guide/install/",
      evidence: "assumed",
    },
  ],
  aliases: ["runsc"],
  presentDay: undefined,
  documentation,
};
