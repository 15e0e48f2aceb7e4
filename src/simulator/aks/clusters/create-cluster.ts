import { nameOf } from "../../arm/context.js";
import { providerError } from "../../arm/errors.js";
import { admitCluster, wholePool } from "../../compute/admit.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import { numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../../json.js";
import { clusterKey, type World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { skuOf, withAutomatic } from "../automatic-defaults.js";
import { completeCluster, completeTop } from "../cluster-defaults.js";
import { findRegion, regionName } from "../../arm/locations.js";
import { checkExternalCluster, refuseSecondCluster } from "../external.js";
import { checkGatewayApi } from "../gateway-api-rule.js";
import { lateProperties } from "../late-properties.js";
import { addMachine } from "../machines.js";
import { invalid } from "../invalid.js";
import { withLateAnswers } from "../pool-defaults.js";
import { newPool } from "../pools/create-pool.js";
import { checkOneManagedSystem, isSystemPool } from "../pools/managed-system-pool.js";
import { planPool } from "../pools/plan-pool.js";
import { checkPoolCount } from "../size-limits.js";
import { clusterCreateStages } from "../stages.js";
import { newClusterVersion } from "../version-rules.js";
import { runCluster, writtenCluster } from "./start-cluster.js";

/**
 * Letters, digits and hyphens, up to 54, at the ends no hyphen (AKS documentation). Text for a wrong length:
 * pulumi-azure-native issue 571; for other signs: ours.
 */
function checkDnsPrefix(prefix: string): void {
  if (prefix === "" || /^[a-z0-9]([a-z0-9-]{0,52}[a-z0-9])?$/i.test(prefix)) return;
  const naming = "Please see https://aka.ms/aks-naming-rules for more details.";
  const rule =
    prefix.length > 54
      ? "DNS prefix must contain between 1 and 54 characters"
      : "It may hold letters, digits and hyphens";
  throw invalid("dnsPrefix", `DNS prefix '${prefix}' is invalid. ${rule}. ${naming}. ${naming}`);
}

export function createCluster(world: World, request: ArmRequest, body: JsonObject): Reply {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  refuseSecondCluster(world);
  const location = regionName(textAt(body, "location"));
  if (!/^[a-z0-9]([\w-]{0,61}[a-z0-9])?$/i.test(name)) throw invalid("resourceName", `'${name}' is no cluster name`);
  const sent = withAutomatic(objectAt(body, "properties"), skuOf(body), findRegion(location)?.zones ?? []);
  if (textAt(sent, "dnsPrefix") === "" && textAt(sent, "fqdnSubdomain") === "")
    throw invalid("dnsPrefix", "Required parameter dnsPrefix is missing (null).");
  checkDnsPrefix(textAt(sent, "dnsPrefix"));
  const support = { plan: textAt(sent, "supportPlan"), tier: textAt(objectAt(body, "sku"), "tier") || "Free" };
  const version = newClusterVersion(name, textAt(sent, "kubernetesVersion"), support, world.clock.now());
  const random = world.random.fork(`cluster/${clusterKey(group, name)}/${world.clock.now()}`);
  const { subscriptionId, tenantId } = world;
  const now = () => world.clock.now();
  const identity = { name, group, location, random, subscriptionId, tenantId, now };
  const properties = completeCluster(sent, {}, version, identity);
  checkGatewayApi(properties);
  checkExternalCluster(world, properties);
  const uid = textAt(properties, "resourceUID");
  const pools = plannedPools(world, request, { location, properties }, uid, objectsAt(sent, "agentPoolProfiles"));
  const place = { name, location, properties };
  const growing = [...pools.values()].flatMap((pool) => wholePool(pool.properties));
  admitCluster(world, place, textAt(objectAt(body, "sku"), "tier"), growing);
  const cluster: Cluster = {
    uid,
    name,
    group,
    location,
    top: completeTop(body, {}, identity),
    properties,
    lateProperties: lateProperties(identity, textAt(properties, "nodeResourceGroup")),
    now,
    pools,
    state: "Creating",
    eTag: undefined,
    running: undefined,
    controlPlane: false,
    created: false,
    deleted: false,
    cancel: undefined,
    subResources: new Map(),
    commands: new Map(),
    joined: 0,
  };
  world.clusters.set(clusterKey(group, name), cluster);
  return startCreation(world, request, cluster);
}

function plannedPools(
  world: World,
  request: ArmRequest,
  cluster: Pick<Cluster, "location" | "properties">,
  uid: string,
  profiles: readonly JsonObject[],
): Map<string, Pool> {
  const pools = new Map<string, Pool>();
  checkPoolCount(profiles.length);
  for (const { name: sentName, ...sent } of profiles) {
    const name = typeof sentName === "string" ? sentName : "";
    // Text: ours. A second one would silently take the first one's place.
    if (pools.has(name)) throw invalid("agentPoolProfile.name", `there are two agent pools '${name}'`);
    pools.set(name, newPool(world, uid, name, planPool(world, request, cluster, name, sent, undefined)));
  }
  checkOneManagedSystem([...pools.values()].map(({ properties }) => properties));
  const isHosted = objectAt(cluster.properties, "hostedSystemProfile")["enabled"] === true;
  if (!isHosted && ![...pools.values()].some((pool) => isSystemPool(pool.properties))) {
    throw providerError(400, "MustDefineAtLeastOneSystemPool", "Must define at least one system pool.");
  }
  return pools;
}

function startCreation(world: World, request: ArmRequest, cluster: Cluster): Reply {
  const joining = [...cluster.pools.values()].flatMap((pool) =>
    Array.from({ length: numberAt(pool.properties, "count") ?? 1 }, () => pool),
  );
  const operation = runCluster(world, cluster, "Creating", {
    durationMs: ({ id }) => world.durations("cluster-create", id),
    events: ({ id }) => {
      const [plane, creating, none, ...counted] = clusterCreateStages(
        world.random.fork(`stages/${id}`),
        joining.length,
      );
      const raise = () => {
        raiseControlPlane(world, cluster);
      };
      return [
        ...(plane === undefined ? [] : [plane]),
        ...(creating === undefined ? [] : [{ ...creating, run: raise }]),
        ...(none === undefined ? [] : [none]),
        ...counted.map((stage, index) => ({
          ...stage,
          run: () => {
            const pool = joining[index];
            if (pool !== undefined) addMachine(world, cluster, pool);
          },
        })),
      ];
    },
    onEnd: ({ status }) => {
      cluster.created ||= status === "Succeeded";
      for (const pool of cluster.pools.values()) pool.properties = withLateAnswers(pool.properties, cluster.now());
    },
  });
  return writtenCluster(world, request, cluster, operation, 201);
}

/** Once; a creation that failed or was aborted may have come to it or not. */
export function raiseControlPlane(world: World, cluster: Cluster): void {
  if (cluster.controlPlane) return;
  cluster.controlPlane = true;
  world.kubernetes.createCluster({
    uid: cluster.uid,
    name: cluster.name,
    resourceGroup: cluster.group,
    kubernetesVersion: textAt(cluster.properties, "currentKubernetesVersion"),
    serverUrl: `${world.endpoint}/kubernetes/${cluster.uid}`,
    caPem: world.caPem,
    usesEntra: cluster.properties["aadProfile"] !== undefined,
  });
}
