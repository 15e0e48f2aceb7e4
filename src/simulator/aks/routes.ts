import { nameOf, type ArmHandler, type ArmRoute } from "../arm/context.js";
import { providerError, resourceNotFound } from "../arm/errors.js";
import type { ArmRequest } from "../http/exchange.js";
import { textAt } from "../json.js";
import type { World } from "../world.js";
import { abortCluster, abortPool } from "./abort.js";
import { patchCluster } from "./clusters/patch-cluster.js";
import { startCluster, stopCluster } from "./clusters/power-cluster.js";
import {
  getClusterOperation,
  getPoolOperation,
  listClusterOperations,
  operationResult,
  operationStatus,
} from "./operation-status.js";
import { deleteMachines } from "./pools/delete-machines.js";
import { getMachine, listMachines } from "./pools/read-machines.js";
import { putMachine } from "./single-machines/put-machine.js";
import { upgradeNodeImage } from "./pools/upgrade-node-image.js";
import { deleteCluster } from "./clusters/delete-cluster.js";
import type { Cluster } from "./cluster.js";
import { hasPublicAccess, isPrivateCluster } from "./private-access.js";
import { findCluster } from "./clusters/find-cluster.js";
import { putCluster } from "./clusters/put-cluster.js";
import { getCluster, listClusters } from "./clusters/read-clusters.js";
import { listKubernetesVersions } from "./clusters/kubernetes-versions.js";
import { availableAgentPoolVersions, clusterUpgradeProfile } from "./clusters/upgrade-profile.js";
import { poolUpgradeProfile } from "./pools/upgrade-profile.js";
import { deletePool } from "./pools/delete-pool.js";
import { putPool } from "./pools/put-pool.js";
import { getPool, listPools } from "./pools/read-pools.js";
import { catalogueRoutes } from "./catalogues/catalogue-routes.js";
import { listOutboundEndpoints } from "./catalogues/outbound-endpoints.js";
import { commandResult, runCommand } from "./clusters/run-command.js";
import { meshRoutes } from "./mesh/mesh-routes.js";
import { snapshotRoutes } from "./snapshots/snapshot-routes.js";
import { subResourceRoutes } from "./sub-resources/routes.js";

const provider = "providers/Microsoft.ContainerService";
const inGroup = `subscriptions/:subscription/resourceGroups/:group/${provider}/managedClusters`;
const inSubscription = `subscriptions/:subscription/${provider}`;

/** `kind` is `clusterUser` or `clusterAdmin`, the names under which kubeconfigs are handed out (recorded). */
function credential(kind: "clusterUser" | "clusterAdmin", isOfNamespace = false): ArmHandler {
  return (world, request) => {
    const cluster = findCluster(world, request);
    // The same kubeconfig as the cluster's (recorded 2025-10).
    if (isOfNamespace && !cluster.subResources.has(`managednamespaces/${nameOf(request, "name").toLowerCase()}`)) {
      const type = `Microsoft.ContainerService/managedClusters/${cluster.name}/managedNamespaces`;
      throw resourceNotFound(type, nameOf(request, "name"), cluster.group);
    }
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
    const value = Buffer.from(withServer(world, cluster, request, text)).toString("base64");
    return { status: 200, body: { kubeconfigs: [{ name: kind, value }] } };
  };
}

/**
 * A private cluster's kubeconfig leads to its private name, or the public one that leads to a private address, too (AKS
 * documentation); that of a cluster without public access to its name: from here to nowhere.
 */
function withServer(world: World, cluster: Cluster, request: ArmRequest, kubeconfig: string): string {
  const isPrivate = isPrivateCluster(cluster.properties);
  if (!isPrivate && hasPublicAccess(cluster.properties)) return kubeconfig;
  const isPublic = !isPrivate || request.http.query.get("server-fqdn") === "public";
  const name = textAt(cluster.properties, isPublic ? "fqdn" : "privateFQDN");
  return kubeconfig.replaceAll(`${world.endpoint}/kubernetes/${cluster.uid}`, `https://${name}:443`);
}

const route = (method: ArmRoute["method"], pattern: string, action: string, handle: ArmHandler): ArmRoute => ({
  method,
  pattern,
  action: `Microsoft.ContainerService/${action}`,
  type: typeOf(pattern),
  handle,
});

/** The type by whose api-versions a path is served. */
function typeOf(pattern: string): string {
  if (/\/locations\/.*\/:operation$/.test(pattern)) return "locations/operations";
  return /\/(machines|deleteMachines)\b/.test(pattern) ? "managedClusters/agentPools/machines" : "managedClusters";
}

export const aksRoutes: readonly ArmRoute[] = [
  ...subResourceRoutes,
  ...meshRoutes,
  ...catalogueRoutes,
  ...snapshotRoutes,
  route("GET", `${inSubscription}/managedClusters`, "managedClusters/read", listClusters),
  route("GET", inGroup, "managedClusters/read", listClusters),
  route("GET", `${inGroup}/:cluster`, "managedClusters/read", getCluster),
  route("PUT", `${inGroup}/:cluster`, "managedClusters/write", putCluster),
  route("PATCH", `${inGroup}/:cluster`, "managedClusters/write", patchCluster),
  route("DELETE", `${inGroup}/:cluster`, "managedClusters/delete", deleteCluster),
  route("POST", `${inGroup}/:cluster/stop`, "managedClusters/stop/action", stopCluster),
  route("POST", `${inGroup}/:cluster/start`, "managedClusters/start/action", startCluster),
  route("POST", `${inGroup}/:cluster/abort`, "managedClusters/abort/action", abortCluster),
  route("POST", `${inGroup}/:cluster/runCommand`, "managedClusters/runCommand/action", runCommand),
  route("GET", `${inGroup}/:cluster/commandResults/:command`, "managedClusters/commandResults/read", commandResult),
  route(
    "GET",
    `${inGroup}/:cluster/outboundNetworkDependenciesEndpoints`,
    "managedClusters/outboundNetworkDependenciesEndpoints/read",
    listOutboundEndpoints,
  ),
  route("GET", `${inGroup}/:cluster/operations`, "managedClusters/operations/read", listClusterOperations),
  route("GET", `${inGroup}/:cluster/operations/:operation`, "managedClusters/operations/read", getClusterOperation),
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
  {
    ...route(
      "POST",
      `${inGroup}/:cluster/managedNamespaces/:name/listCredential`,
      "managedClusters/managedNamespaces/listCredential/action",
      credential("clusterUser", true),
    ),
    type: "managedClusters/managedNamespaces",
  },
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
  route("POST", `${inGroup}/:cluster/agentPools/:pool/abort`, "managedClusters/agentPools/abort/action", abortPool),
  route(
    "POST",
    `${inGroup}/:cluster/agentPools/:pool/upgradeNodeImageVersion`,
    "managedClusters/agentPools/upgradeNodeImageVersion/write",
    upgradeNodeImage,
  ),
  route(
    "POST",
    `${inGroup}/:cluster/agentPools/:pool/deleteMachines`,
    "managedClusters/agentPools/deleteMachines/action",
    deleteMachines,
  ),
  route(
    "GET",
    `${inGroup}/:cluster/agentPools/:pool/machines`,
    "managedClusters/agentPools/machines/read",
    listMachines,
  ),
  route(
    "GET",
    `${inGroup}/:cluster/agentPools/:pool/machines/:machine`,
    "managedClusters/agentPools/machines/read",
    getMachine,
  ),
  route(
    "PUT",
    `${inGroup}/:cluster/agentPools/:pool/machines/:machine`,
    "managedClusters/agentPools/machines/write",
    putMachine,
  ),
  route(
    "GET",
    `${inGroup}/:cluster/agentPools/:pool/operations/:operation`,
    "managedClusters/agentPools/operations/read",
    getPoolOperation,
  ),
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
