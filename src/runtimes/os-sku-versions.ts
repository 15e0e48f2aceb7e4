import type { Evidence } from "./runtime.js";

/** Between which Kubernetes versions an OS SKU can be made, both included, as `major.minor`. */
export interface OsSkuVersions {
  readonly osSku: string;
  readonly from: string;
  /** Undefined: none is known at which it ends. */
  readonly to: string | undefined;
  readonly reason: string;
  readonly source: string;
  readonly evidence: Evidence;
}

const useAzureLinux = "https://learn.microsoft.com/azure/aks/use-azure-linux";

/** Read in AKS's documentation (2026-08). OS SKUs that are not here: nothing is known of their versions. */
export const azureLinux = {
  osSku: "AzureLinux",
  from: "1.32",
  to: undefined,
  reason:
    "below 1.32 the OS SKU AzureLinux means Azure Linux 2.0, whose node images were removed on 2026-03-31 (https://github.com/Azure/AKS/issues/4988)",
  source: useAzureLinux,
  evidence: "verified",
} as const satisfies OsSkuVersions;

export const osSkuVersions: readonly OsSkuVersions[] = [
  azureLinux,
  {
    osSku: "AzureLinux3",
    from: "1.28",
    to: "1.36",
    reason: "the OS SKU AzureLinux3 is for Kubernetes 1.28 to 1.36 alone",
    source: useAzureLinux,
    evidence: "verified",
  },
];
