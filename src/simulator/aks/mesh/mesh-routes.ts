import { nameOf, type ArmHandler, type ArmRoute } from "../../arm/context.js";
import { providerError } from "../../arm/errors.js";
import { compact, objectAt, textsAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import { clusterId, type Cluster } from "../cluster.js";
import { parentOf } from "../pools/find-pool.js";
import { meshRevisions } from "./mesh-revisions-data.js";

const provider = "Microsoft.ContainerService";
const inSubscription = `subscriptions/:subscription/providers/${provider}`;
const ofCluster = `subscriptions/:subscription/resourceGroups/:group/providers/${provider}/managedClusters/:cluster`;
const mode = "istio";

/** What can be had now, oldest first; each can be upgraded to the next alone (recorded). */
function revisionsAt(timeMs: number): JsonObject[] {
  const offered = meshRevisions.filter(({ fromMs, untilMs }) => fromMs <= timeMs && timeMs < untilMs);
  return offered.map(({ revision, kubernetes }, index) => {
    const next = offered[index + 1]?.revision;
    const versions = kubernetes.filter(({ fromMs }) => fromMs <= timeMs).map(({ minor }) => minor);
    return compact({
      revision,
      upgrades: next === undefined ? undefined : [next],
      compatibleWith: [{ name: "kubernetes", versions }],
    });
  });
}

/** Recorded 2024-05 and 2024-07; every region has the same (assumed). */
function revisionProfile(world: World, location: string): JsonObject {
  return {
    id: `/subscriptions/${world.subscriptionId}/providers/${provider}/locations/${location}/meshRevisionProfiles/${mode}`,
    name: mode,
    type: `${provider}/locations/meshRevisionProfiles`,
    properties: { meshRevisions: revisionsAt(world.clock.now()) },
  };
}

/**
 * Recorded 2024-05 and 2024-07: the oldest revision that the cluster has. undefined without a mesh; that a list is then
 * empty and a GET is 404 is assumed.
 */
function upgradeProfile(world: World, cluster: Cluster): JsonObject | undefined {
  const [current] = textsAt(objectAt(objectAt(cluster.properties, "serviceMeshProfile"), "istio"), "revisions");
  const known = revisionsAt(world.clock.now()).find(({ revision }) => revision === current);
  if (current === undefined) return undefined;
  return {
    id: `${clusterId(world.subscriptionId, cluster).replace("/resourcegroups/", "/resourceGroups/")}/meshUpgradeProfiles/${mode}`,
    name: mode,
    type: `${provider}/managedClusters/meshUpgradeProfiles`,
    properties: known ?? { revision: current },
  };
}

/** Text: ours. */
const noProfile = (name: string) => providerError(404, "NotFound", `Could not find the mesh profile: ${name}`);

const plain = { "content-type": "application/json" };

const listRevisionProfiles: ArmHandler = (world, request) => ({
  status: 200,
  headers: plain,
  body: { value: [revisionProfile(world, nameOf(request, "location"))] },
});

const getRevisionProfile: ArmHandler = (world, request) => {
  if (nameOf(request, "mode").toLowerCase() !== mode) throw noProfile(nameOf(request, "mode"));
  return { status: 200, headers: plain, body: revisionProfile(world, nameOf(request, "location")) };
};

const listUpgradeProfiles: ArmHandler = (world, request) => {
  const profile = upgradeProfile(world, parentOf(world, request, "read", "meshUpgradeProfiles"));
  return { status: 200, headers: plain, body: { value: profile === undefined ? [] : [profile] } };
};

const getUpgradeProfile: ArmHandler = (world, request) => {
  const profile = upgradeProfile(world, parentOf(world, request, "read", "meshUpgradeProfiles"));
  if (profile === undefined || nameOf(request, "mode").toLowerCase() !== mode) throw noProfile(nameOf(request, "mode"));
  return { status: 200, headers: plain, body: profile };
};

const route = (pattern: string, action: string, handle: ArmHandler): ArmRoute => ({
  method: "GET",
  pattern,
  action: `${provider}/${action}/read`,
  type: "managedClusters",
  handle,
});

const revisions = `${inSubscription}/locations/:location/meshRevisionProfiles`;
const upgrades = `${ofCluster}/meshUpgradeProfiles`;

/** The service mesh's revisions in a region, and those that a cluster can go to. */
export const meshRoutes: readonly ArmRoute[] = [
  route(revisions, "locations/meshRevisionProfiles", listRevisionProfiles),
  route(`${revisions}/:mode`, "locations/meshRevisionProfiles", getRevisionProfile),
  route(upgrades, "managedClusters/meshUpgradeProfiles", listUpgradeProfiles),
  route(`${upgrades}/:mode`, "managedClusters/meshUpgradeProfiles", getUpgradeProfile),
];
