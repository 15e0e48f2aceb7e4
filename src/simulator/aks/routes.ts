import type { ArmHandler, ArmRoute } from "../arm/context.js";
import { nameOf } from "../arm/context.js";
import { isEnded, operationBody } from "../arm/operations.js";
import { operationHeaders } from "./start-operation.js";
import { providerError } from "../arm/errors.js";
import { deleteCluster } from "./clusters/delete-cluster.js";
import { findCluster } from "./clusters/find-cluster.js";
import { putCluster } from "./clusters/put-cluster.js";
import { getCluster, listClusters } from "./clusters/read-clusters.js";
import { listKubernetesVersions } from "./clusters/kubernetes-versions.js";
import { availableAgentPoolVersions, clusterUpgradeProfile } from "./clusters/upgrade-profile.js";
import { poolUpgradeProfile } from "./pools/upgrade-profile.js";
import { deletePool } from "./pools/delete-pool.js";
import { putPool } from "./pools/put-pool.js";
import { getPool, listPools } from "./pools/read-pools.js";
import type { ArmRequest } from "../http/exchange.js";
import type { World } from "../world.js";

const provider = "providers/Microsoft.ContainerService";
const inGroup = `subscriptions/:subscription/resourceGroups/:group/${provider}/managedClusters`;
const inSubscription = `subscriptions/:subscription/${provider}`;

/** `kind` is `clusterUser` or `clusterAdmin`, the names under which kubeconfigs are handed out (recorded). */
function credential(kind: "clusterUser" | "clusterAdmin"): ArmHandler {
  return (world, request) => {
    const cluster = findCluster(world, request);
    if (kind === "clusterAdmin" && cluster.properties["disableLocalAccounts"] === true) {
      throw providerError(
        400,
        "BadRequest",
        "Getting static credential is not allowed because this cluster is set to disable local accounts.",
      );
    }
    if (!cluster.controlPlane) {
      // What AKS says before there is a control plane was not recorded.
      throw providerError(404, "NotFound", `The control plane of '${cluster.name}' is not there yet.`);
    }
    const { kubernetes } = world;
    const text =
      kind === "clusterUser" ? kubernetes.userKubeconfig(cluster.uid) : kubernetes.adminKubeconfig(cluster.uid);
    return { status: 200, body: { kubeconfigs: [{ name: kind, value: Buffer.from(text).toString("base64") }] } };
  };
}

function findOperation(world: World, request: ArmRequest) {
  const operation = world.operations.find(nameOf(request, "operation"));
  // What AKS says to an id it does not know was not recorded.
  if (operation === undefined) throw providerError(404, "NotFound", "The operation was not found.");
  return operation;
}

const operationStatus: ArmHandler = (world, request) => ({
  status: 200,
  body: operationBody(findOperation(world, request)),
});

/** 202 while it runs, then 204 (recorded). */
const operationResult: ArmHandler = (world, request) => {
  const operation = findOperation(world, request);
  if (isEnded(operation)) return { status: operation.resultStatus };
  return { status: 202, headers: operationHeaders(world, operation, true) };
};

const route = (method: ArmRoute["method"], pattern: string, action: string, handle: ArmHandler): ArmRoute => ({
  method,
  pattern,
  action: `Microsoft.ContainerService/${action}`,
  type: pattern.includes("/:operation") ? "locations/operations" : "managedClusters",
  handle,
});

export const aksRoutes: readonly ArmRoute[] = [
  route("GET", `${inSubscription}/managedClusters`, "managedClusters/read", listClusters),
  route("GET", inGroup, "managedClusters/read", listClusters),
  route("GET", `${inGroup}/:cluster`, "managedClusters/read", getCluster),
  route("PUT", `${inGroup}/:cluster`, "managedClusters/write", putCluster),
  route("DELETE", `${inGroup}/:cluster`, "managedClusters/delete", deleteCluster),
  route(
    "POST",
    `${inGroup}/:cluster/listClusterUserCredential`,
    "managedClusters/listClusterUserCredential/action",
    credential("clusterUser"),
  ),
  route(
    "POST",
    `${inGroup}/:cluster/listClusterAdminCredential`,
    "managedClusters/listClusterAdminCredential/action",
    credential("clusterAdmin"),
  ),
  route(
    "GET",
    `${inGroup}/:cluster/upgradeProfiles/default`,
    "managedClusters/upgradeProfiles/read",
    clusterUpgradeProfile,
  ),
  route(
    "GET",
    `${inGroup}/:cluster/availableAgentPoolVersions`,
    "managedClusters/availableAgentPoolVersions/read",
    availableAgentPoolVersions,
  ),
  route(
    "GET",
    `${inGroup}/:cluster/agentPools/:pool/upgradeProfiles/default`,
    "managedClusters/agentPools/upgradeProfiles/read",
    poolUpgradeProfile,
  ),
  route(
    "GET",
    `${inSubscription}/locations/:location/kubernetesVersions`,
    "locations/kubernetesVersions/read",
    listKubernetesVersions,
  ),
  route("GET", `${inGroup}/:cluster/agentPools`, "managedClusters/agentPools/read", listPools),
  route("GET", `${inGroup}/:cluster/agentPools/:pool`, "managedClusters/agentPools/read", getPool),
  route("PUT", `${inGroup}/:cluster/agentPools/:pool`, "managedClusters/agentPools/write", putPool),
  route("DELETE", `${inGroup}/:cluster/agentPools/:pool`, "managedClusters/agentPools/delete", deletePool),
  route(
    "GET",
    `${inSubscription}/locations/:location/operations/:operation`,
    "locations/operations/read",
    operationStatus,
  ),
  route(
    "GET",
    `${inSubscription}/locations/:location/operationresults/:operation`,
    "locations/operationresults/read",
    operationResult,
  ),
];
