import type { ArmHandler } from "../../arm/context.js";
import { compact, textAt, type Json, type JsonObject } from "../../json.js";
import { clusterId } from "../cluster.js";
import { isPreview } from "../contract/contract.js";
import { minorNumber, poolVersions, upgradesOf, type Upgrade } from "../upgrade-paths.js";
import { minorOf } from "../versions.js";
import { corednsVersions } from "../versions-data.js";
import { findCluster } from "./find-cluster.js";

/** Recorded 2024-06-14: `agentPoolProfiles` is null (against the contract), the components are shown by previews alone. */
export const clusterUpgradeProfile: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  const version = textAt(cluster.properties, "currentKubernetesVersion");
  const upgrades = upgradesOf(version, world.clock.now());
  const next = `1.${minorNumber(version) + 1}`;
  const hasNext = upgrades.some((upgrade) => minorOf(upgrade.version) === next);
  return {
    status: 200,
    body: {
      id: `${clusterId(world.subscriptionId, cluster)}/upgradeprofiles/default`,
      name: "default",
      type: "Microsoft.ContainerService/managedClusters/upgradeprofiles",
      properties: {
        controlPlaneProfile: compact({
          kubernetesVersion: version,
          osType: "Linux",
          upgrades: renderUpgrades(upgrades),
          componentsByReleases: isPreview(request.apiVersion)
            ? [minorOf(version), ...(hasNext ? [next] : [])].map(components)
            : undefined,
        }),
        agentPoolProfiles: null,
      },
    },
  };
};

/** undefined when there are none: left out (recorded). */
export function renderUpgrades(upgrades: readonly Upgrade[]): Json | undefined {
  if (upgrades.length === 0) return undefined;
  return upgrades.map(({ version, isPreview: isInPreview }) =>
    compact({ kubernetesVersion: version, isPreview: isInPreview ? true : undefined }),
  );
}

/** CoreDNS alone, as recorded; where its version is not known, nothing. */
function components(minor: string): JsonObject {
  const version = corednsVersions[minor];
  return {
    kubernetesVersion: minor,
    components: version === undefined ? [] : [{ name: "coredns", version, hasBreakingChanges: false }],
  };
}

/** Shape: the contract of 2024-05-01 and its example; what marks the default is assumed: the control plane's own version. */
export const availableAgentPoolVersions: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  const version = textAt(cluster.properties, "currentKubernetesVersion");
  return {
    status: 200,
    body: {
      id: `${clusterId(world.subscriptionId, cluster)}/availableagentpoolversions`,
      name: "default",
      type: "Microsoft.ContainerService/managedClusters/availableAgentpoolVersions",
      properties: {
        agentPoolVersions: poolVersions(version, world.clock.now()).map((offer) =>
          compact({
            default: offer.version === version ? true : undefined,
            kubernetesVersion: offer.version,
            isPreview: offer.isPreview ? true : undefined,
          }),
        ),
      },
    },
  };
};
