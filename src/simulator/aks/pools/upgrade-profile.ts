import { nameOf, type ArmHandler } from "../../arm/context.js";
import { compact, textAt } from "../../json.js";
import { renderUpgrades } from "../clusters/upgrade-profile.js";
import { isPreview } from "../contract/contract.js";
import { currentImage } from "../pool-defaults.js";
import { poolUpgradesOf } from "../upgrade-paths.js";
import { minorOf } from "../versions.js";
import { findPool, parentOf, poolId } from "./find-pool.js";

/** Recorded 2024-06-14 for a pool that has its control plane's version: no `upgrades` at all, an empty list of components. */
export const poolUpgradeProfile: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  const version = textAt(pool.properties, "currentOrchestratorVersion");
  const controlPlane = textAt(cluster.properties, "currentKubernetesVersion");
  const timeMs = world.clock.now();
  return {
    status: 200,
    body: {
      id: `${poolId(world, cluster, pool)}/upgradeProfiles/default`,
      name: "default",
      type: "Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles",
      properties: compact({
        kubernetesVersion: version,
        osType: "Linux",
        upgrades: renderUpgrades(poolUpgradesOf(version, controlPlane, timeMs)),
        latestNodeImageVersion: currentImage(pool.properties, timeMs),
        componentsByReleases: isPreview(request.apiVersion)
          ? [{ kubernetesVersion: minorOf(version), components: [] }]
          : undefined,
      }),
    },
  };
};
