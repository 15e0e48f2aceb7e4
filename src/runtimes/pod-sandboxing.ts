import { jsonAt } from "../json.js";
import { defaultRuntimeClassName } from "./marks.js";
import { azureLinux } from "./os-sku-versions.js";
import type { Incompatibility, SandboxRuntime } from "./runtime.js";

const documentation = "https://learn.microsoft.com/azure/aks/use-pod-sandboxing";
const nodeImages = "https://learn.microsoft.com/azure/aks/node-images";
const changelog = "https://github.com/Azure/AKS/blob/master/CHANGELOG.md";

/** Shared by both names of Pod Sandboxing; read in the AKS documentation and change log (to 2026-08). */
export const podSandboxingIncompatibilities: readonly Incompatibility[] = [
  {
    id: "windows",
    setting: "a Windows pool",
    reason: "only the Azure Linux OS SKU carries Kata Containers",
    source: documentation,
    evidence: "verified",
    applies: (pool) => jsonAt(pool, "properties", "osType") === "Windows",
  },
  {
    id: "arm64",
    setting: "an Arm64 VM size",
    reason: "the node image is built for x64, generation 2 only",
    source: nodeImages,
    evidence: "verified",
  },
  {
    id: "generation-1",
    setting: "a generation 1 VM size",
    reason: "the node image is built for generation 2 only",
    source: nodeImages,
    evidence: "verified",
  },
  {
    id: "nested-virtualization",
    setting: "a VM size without nested virtualization",
    reason: "each pod is a virtual machine on the node",
    source: documentation,
    evidence: "verified",
  },
  {
    id: "confidential-size",
    setting: "a confidential VM size",
    reason: "confidential VM sizes do not support Pod Sandboxing",
    source: "https://learn.microsoft.com/azure/aks/use-cvm",
    evidence: "verified",
  },
  {
    id: "ebpf-host-routing",
    setting: "eBPF host routing",
    reason: "it does not support Pod Sandboxing",
    source: "https://learn.microsoft.com/azure/aks/container-network-performance-ebpf-host-routing",
    evidence: "verified",
  },
  {
    id: "fips",
    setting: "enableFIPS",
    reason: "the service refuses FIPS together with Pod Sandboxing since its release of 2026-06-19",
    source: changelog,
    evidence: "verified",
    applies: (pool) => jsonAt(pool, "properties", "enableFIPS") === true,
  },
  {
    id: "artifact-streaming",
    setting: "artifactStreamingProfile.enabled",
    reason: "the service refuses Artifact Streaming together with Pod Sandboxing since its release of 2026-04-28",
    source: changelog,
    evidence: "verified",
    applies: (pool) => jsonAt(pool, "properties", "artifactStreamingProfile", "enabled") === true,
  },
  {
    id: "trusted-launch",
    setting: "Trusted Launch (vTPM or secure boot)",
    reason: "the node image cannot be combined with Trusted Launch",
    source: nodeImages,
    evidence: "verified",
    applies: (pool) =>
      ["enableVTPM", "enableSecureBoot"].some((key) => jsonAt(pool, "properties", "securityProfile", key) === true),
  },
];

/** Pod Sandboxing under its present names: generally available, supported by Microsoft, no feature flag. */
export const podSandboxing = {
  id: "pod-sandboxing",
  title: "Pod Sandboxing (Kata Containers under Microsoft's hypervisor)",
  supportedByMicrosoft: true,
  support: "generally available since 2025-11, under Microsoft's support for AKS",
  pool: {
    workloadRuntime: "KataVmIsolation",
    osSku: "AzureLinux",
    // Whether AzureLinux3 is accepted together with KataVmIsolation is not documented (2026-11): the service decides.
    osSkus: ["AzureLinux", "AzureLinux3"],
    osSkusUntold: ["AzureLinux3"],
    apiVersion: undefined,
  },
  feature: undefined,
  aksNodeLabel: { key: "kubernetes.azure.com/kata-vm-isolation", value: "true" },
  runtimeClass: {
    handler: "kata",
    name: defaultRuntimeClassName,
    builtIn: "kata-vm-isolation",
    // 512Mi for a pod VM without a memory limit, and about 88Mi for its host parts.
    overhead: { podFixed: { memory: "600Mi" }, of: "AKS's own class", evidence: "verified" },
  },
  variants: [],
  installer: undefined,
  imageMarker: "katagen2",
  proof: { kernelBanner: undefined },
  nodeDemands: [],
  kubernetes: {
    serviceMinimum: "1.27",
    effectiveMinimum: azureLinux.from,
    effectiveReason: azureLinux.reason,
    effectiveOsSku: azureLinux.osSku,
    source: azureLinux.source,
  },
  incompatible: podSandboxingIncompatibilities,
  aliases: ["KataVmIsolation", "kata-vm-isolation"],
  presentDay: undefined,
  documentation,
} satisfies SandboxRuntime;
