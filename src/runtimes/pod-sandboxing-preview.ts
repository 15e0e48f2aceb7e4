import { podSandboxing, podSandboxingIncompatibilities } from "./pod-sandboxing.js";
import type { SandboxRuntime } from "./runtime.js";

/**
 * Pod Sandboxing under the names of its preview (2023-02 to 2025-11). The value `KataMshvVmIsolation` exists in preview
 * api-versions only, behind the feature `KataVMIsolationPreview`; whether a stable one takes it is not known.
 */
export const podSandboxingPreview: SandboxRuntime = {
  ...podSandboxing,
  id: "pod-sandboxing-preview",
  title: "Pod Sandboxing under its preview names",
  supportedByMicrosoft: false,
  support: "a preview that ended with the general availability of 2025-11; Microsoft supports the present-day names",
  pool: {
    workloadRuntime: "KataMshvVmIsolation",
    osSku: "AzureLinux",
    osSkus: ["Mariner", "CBLMariner", "AzureLinux"],
    // Told by the check of old names.
    osSkusUntold: [],
    // Recorded traffic of 2025-11 creates such a pool with this version.
    apiVersion: "2025-09-02-preview",
  },
  feature: { namespace: "Microsoft.ContainerService", name: "KataVMIsolationPreview" },
  aksNodeLabel: { key: "kubernetes.azure.com/kata-mshv-vm-isolation", value: "true" },
  runtimeClass: { ...podSandboxing.runtimeClass, builtIn: "kata-mshv-vm-isolation" },
  incompatible: podSandboxingIncompatibilities,
  aliases: ["KataMshvVmIsolation", "kata-mshv-vm-isolation"],
  presentDay: {
    runtime: podSandboxing.id,
    workloadRuntime: podSandboxing.pool.workloadRuntime,
    builtInClass: podSandboxing.runtimeClass.builtIn,
  },
};
