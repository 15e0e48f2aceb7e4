import { jsonAt } from "../json.js";
import { kataDeploy } from "./kata-deploy.js";
import type { Incompatibility, Overhead, RuntimeVariant, SandboxRuntime } from "./runtime.js";

const installation = "https://github.com/kata-containers/kata-containers/blob/4.1.0/docs/installation.md";

/** Memory of a shim's class in kata-deploy 4.1.0 (`kata-deploy.runtimeClassConfigs` in the chart's `runtimeclasses.yaml`). */
export function kataOverhead(memory: string): Overhead {
  return { podFixed: { memory, cpu: "250m" }, of: "kata-deploy's class", evidence: "verified" };
}

/** The shims of kata-deploy 4.1.0 for x64 that need no GPU, no confidential hardware and not Microsoft's hypervisor. */
const shims: Readonly<Record<string, string>> = {
  "qemu-runtime-rs": "320Mi",
  qemu: "320Mi",
  clh: "130Mi",
  "clh-runtime-rs": "130Mi",
  dragonball: "130Mi",
};
/** kata-deploy's own default for amd64 (`defaultShim` in the chart's values). */
const defaultShim = "qemu-runtime-rs";

function variant(shim: string, memory: string): RuntimeVariant {
  const handler = `kata-${shim}`;
  return {
    name: handler,
    runtimeClass: { handler, name: handler, builtIn: undefined, overhead: kataOverhead(memory) },
  };
}

/** Of every shim of kata-deploy on an ordinary pool. */
export const kataIncompatibilities: readonly Incompatibility[] = [
  {
    id: "windows",
    setting: "a Windows pool",
    reason: "kata-deploy installs on Linux alone",
    source: installation,
    evidence: "verified",
    applies: (pool) => jsonAt(pool, "properties", "osType") === "Windows",
  },
  {
    id: "nested-virtualization",
    setting: "a VM size without nested virtualization",
    reason: "each pod is a virtual machine of the node's KVM",
    source: installation,
    evidence: "verified",
  },
];

/** What the documentation of Kata asks for, and kata-deploy does not bring. */
export const kataNodeDemands: SandboxRuntime["nodeDemands"] = [
  {
    id: "kernel-modules",
    says: "/dev/kvm, and the kernel modules vhost_vsock and vhost_net; containerd 2.0 or newer, 2.1 recommended",
    cure: "kata-deploy's log tells what is missing, and verify whether pods are isolated",
    source: installation,
  },
];

/** Kata Containers as their own project ships them: kata-deploy's Helm chart on an ordinary pool. */
export const kata: SandboxRuntime = {
  id: "kata",
  title: "Kata Containers of the Kata project (kata-deploy): a virtual machine for each pod",
  supportedByMicrosoft: false,
  support:
    "Microsoft supports the pool and its nested virtualization, not what kata-deploy changes on the nodes; Pod Sandboxing is Microsoft's own Kata",
  pool: {
    workloadRuntime: undefined,
    osSku: "Ubuntu",
    osSkus: ["Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux", "AzureLinux3"],
    // Whether the kernel of ordinary Azure Linux nodes has KVM was read nowhere.
    osSkusUntold: ["AzureLinux", "AzureLinux3"],
    apiVersion: undefined,
  },
  feature: undefined,
  aksNodeLabel: undefined,
  runtimeClass: variant(defaultShim, shims[defaultShim] ?? "").runtimeClass,
  variants: Object.entries(shims).map(([shim, memory]) => variant(shim, memory)),
  installer: kataDeploy,
  imageMarker: undefined,
  proof: { kernelBanner: undefined },
  nodeDemands: kataNodeDemands,
  kubernetes: {
    serviceMinimum: "1.22",
    effectiveMinimum: "1.31",
    // `runtimeHandlers` came with the feature RecursiveReadOnlyMounts (KEP-3857), which is on since 1.31.
    effectiveReason: "below 1.31 a kubelet does not report its runtime handlers, so nothing tells when Kata is there",
    source: "https://github.com/kubernetes/enhancements/issues/3857",
  },
  incompatible: [
    ...kataIncompatibilities,
    {
      id: "arm64",
      setting: "an Arm64 VM size",
      reason: "of these shims kata-deploy builds QEMU's alone for Arm64, and no source tells of KVM on such a size",
      source:
        "https://github.com/kata-containers/kata-containers/blob/4.1.0/tools/packaging/kata-deploy/helm-chart/kata-deploy/values.yaml",
      evidence: "assumed",
    },
  ],
  aliases: ["kata-deploy"],
  presentDay: undefined,
  documentation: installation,
};
