import type { SandboxRuntime } from "./runtime.js";

/**
 * Taints that AKS gives a node at its start and then leaves alone, so that something on the node may remove them
 * (`nodeInitializationTaints`). AKS's documentation (use-node-taints): a preview behind a feature, taken only with the
 * request of a cluster, refused in a request of a pool, and not guaranteed for a node's whole life.
 */
export const initializationTaintsFeature = {
  namespace: "Microsoft.ContainerService",
  name: "NodeInitializationTaintsPreview",
} as const;

/** The oldest contract that was read with the property. */
const since = "2024-06-02-preview";

/** Whether an api-version has the property: previews alone do (contracts of 2024-05 to 2026-05); undefined = the SDK's. */
export function hasInitializationTaints(apiVersion: string | undefined): boolean {
  return apiVersion?.endsWith("-preview") === true && apiVersion >= since;
}

/** What holds a new node of a pool that is made with such a request until its installer has ended; empty: nothing does. */
export function initializationTaintsFor(runtime: SandboxRuntime, apiVersion: string | undefined): readonly string[] {
  const taint = runtime.installer?.startTaint;
  return taint !== undefined && hasInitializationTaints(apiVersion) ? [taint] : [];
}
