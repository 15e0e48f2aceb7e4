import { compact, objectAt, textAt, type JsonObject } from "../../json.js";
import { clusterKey, type World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { invalid } from "../invalid.js";
import { lowerCaseSkuFromMs } from "../render.js";
import type { Snapshot } from "./snapshot.js";

const pattern =
  /\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ContainerService\/managedClusters\/([^/]+)(?:\/agentPools\/([^/]+))?$/i;

/** What a snapshot holds of its source: recorded 2023-06 and -07. */
export function snapshotProperties(world: World, type: Snapshot["type"], sent: JsonObject): JsonObject {
  const creationData = objectAt(sent, "creationData");
  const sourceId = textAt(creationData, "sourceResourceId");
  const [, group = "", clusterName = "", poolName = ""] = pattern.exec(sourceId) ?? [];
  const cluster = world.clusters.get(clusterKey(group, clusterName));
  const pool = cluster?.pools.get(poolName.toLowerCase());
  if (type === "managedclustersnapshots" && cluster !== undefined && poolName === "") {
    return {
      creationData,
      snapshotType: "ManagedCluster",
      managedClusterPropertiesReadOnly: ofCluster(cluster, world.clock.now()),
    };
  }
  if (type === "snapshots" && cluster !== undefined && pool !== undefined) {
    return { creationData, snapshotType: "NodePool", ...ofPool(cluster, pool) };
  }
  // Code and text: assumed.
  throw invalid("creationData.sourceResourceId", `'${sourceId}' is not there`);
}

function ofPool(cluster: Cluster, { properties }: Pool): JsonObject {
  const { nodeImageVersion, osType, osSKU, vmSize } = properties;
  // Left out where it is off (recorded).
  const enableFIPS = properties["enableFIPS"] === true ? true : undefined;
  const kubernetesVersion =
    textAt(properties, "currentOrchestratorVersion") || textAt(cluster.properties, "currentKubernetesVersion");
  return compact({ nodeImageVersion, kubernetesVersion, osType, osSku: osSKU, vmSize, enableFIPS });
}

function ofCluster({ properties, top }: Cluster, timeMs: number): JsonObject {
  const { networkPlugin, networkPluginMode, networkPolicy, networkMode, loadBalancerSku } = objectAt(
    properties,
    "networkProfile",
  );
  return compact({
    kubernetesVersion: properties["currentKubernetesVersion"],
    sku: top["sku"],
    enableRbac: properties["enableRBAC"],
    networkProfile: compact({
      networkPlugin,
      networkPluginMode,
      // Of who asked for none, clusters did not show it then either (recorded 2023-06).
      networkPolicy: networkPolicy === "none" ? undefined : networkPolicy,
      networkMode,
      loadBalancerSku: loadBalancerSku === "standard" && timeMs < lowerCaseSkuFromMs ? "Standard" : loadBalancerSku,
    }),
  });
}
