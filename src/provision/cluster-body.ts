import type { JsonObject } from "../json.js";
import { layOver } from "../spec/overlay.js";
import type { NewClusterSpec, PoolSpec } from "../spec/sandbox-spec.js";
import { inlinePool, inlineSystemPool } from "./pool-body.js";
import { createdByTags } from "./tags.js";

/**
 * Body of the PUT that makes a cluster, in ARM's wire form; `--set` is laid over it. The sandbox pool travels in the
 * same request: one long operation instead of two. No SSH key: nodes are reached through Kubernetes.
 */
export function clusterBody(
  cluster: { readonly name: string; readonly location: string; readonly resourceGroup: string },
  settings: NewClusterSpec,
  sandboxPool: PoolSpec | undefined,
): JsonObject {
  return layOver(
    {
      location: cluster.location,
      tags: createdByTags(),
      sku: { name: "Base", tier: "Free" },
      identity: { type: "SystemAssigned" },
      properties: {
        dnsPrefix: dnsPrefix(cluster.name, cluster.resourceGroup),
        enableRBAC: true,
        ...(settings.kubernetesVersion === undefined ? {} : { kubernetesVersion: settings.kubernetesVersion }),
        agentPoolProfiles: pools(settings, sandboxPool),
        networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay" },
        oidcIssuerProfile: { enabled: true },
        autoUpgradeProfile: { nodeOSUpgradeChannel: "NodeImage" },
      },
    },
    settings.overlay,
  );
}

function pools(settings: NewClusterSpec, sandboxPool: PoolSpec | undefined): readonly JsonObject[] {
  if (sandboxPool === undefined) return [inlineSystemPool(settings)];
  if (settings.sandboxSystemPool) return [inlinePool(sandboxPool, "System")];
  return [inlineSystemPool(settings), inlinePool(sandboxPool, "User")];
}

/** `<cluster>-<group>`, letters, digits and hyphens only, at most 54 characters (AKS's limit), a letter or digit at both ends. */
function dnsPrefix(cluster: string, group: string): string {
  const part = (text: string, length: number) => text.replace(/[^A-Za-z0-9-]/g, "").slice(0, length);
  return `${part(cluster, 26)}-${part(group, 26)}`.replace(/^-+|-+$/g, "");
}
