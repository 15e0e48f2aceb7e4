import { isDeepStrictEqual } from "node:util";
import { providerError } from "../../arm/errors.js";
import { admitMachines, grownPool } from "../../compute/admit.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import { numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { completeCluster, completeTop } from "../cluster-defaults.js";
import { followBounds } from "../autoscaler.js";
import { checkGatewayApi } from "../gateway-api-rule.js";
import { checkExternalCluster, refuseExternal } from "../external.js";
import { isOutdated } from "../machine-settings.js";
import { planPool } from "../pools/plan-pool.js";
import { machineEvents } from "../replace-machines.js";
import type { CourseEvent } from "../run-operation.js";
import { refuseWhenBusy } from "../start-operation.js";
import { updatedClusterVersion } from "../version-rules.js";
import { raiseControlPlane } from "./create-cluster.js";
import { runCluster, writtenCluster } from "./start-cluster.js";

interface Plan {
  readonly pool: Pool;
  after: JsonObject;
}

/**
 * PUT of a cluster that is there; also of one whose creation failed or was aborted. It may change its pools, all of which
 * have to be there already. Upgrading goes before Scaling, that before Updating (recorded: Updating; the others by what
 * AKS answers for pools).
 */
export function updateCluster(world: World, request: ArmRequest, cluster: Cluster, body: JsonObject): Reply {
  const sent = objectAt(body, "properties");
  const tier = textAt(objectAt(body, "sku"), "tier") || textAt(objectAt(cluster.top, "sku"), "tier");
  const plan = textAt(sent, "supportPlan") || textAt(cluster.properties, "supportPlan");
  const asked = textAt(sent, "kubernetesVersion");
  const before = textAt(cluster.properties, "currentKubernetesVersion");
  const version = updatedClusterVersion(cluster, asked, { plan, tier }, world.clock.now());
  const { subscriptionId, tenantId } = world;
  const identity = { ...cluster, random: world.random.fork(`cluster/${cluster.uid}`), subscriptionId, tenantId };
  const properties = completeCluster(sent, cluster.properties, version, identity);
  const plans = plannedPools(world, request, { ...cluster, properties }, objectsAt(sent, "agentPoolProfiles"));
  if (isBalancerMigration(cluster.properties, properties)) {
    // From then on pools name their whole version (recorded 2025-05 and -07).
    for (const plan of plans) {
      plan.after = { ...plan.after, orchestratorVersion: plan.after["currentOrchestratorVersion"] };
    }
  }
  const isUpgrade = version.full !== before;
  checkGatewayApi(properties);
  checkExternalCluster(world, properties);
  if (isUpgrade) refuseExternal(world, "upgrade");
  const isPoolUpgrade = plans.some(({ pool, after }) =>
    changes(pool, after, "currentOrchestratorVersion", "nodeImageVersion"),
  );
  const isScale = world.clock.now() >= scalingFromMs && plans.some(({ pool, after }) => changes(pool, after, "count"));
  const isDomain = !isDeepStrictEqual(groupAccounts(cluster.properties), groupAccounts(properties));
  const verb = isUpgrade || isPoolUpgrade || isDomain ? "Upgrading" : isScale ? "Scaling" : "Updating";
  refuseWhenBusy(cluster, verb, true);
  admitMachines(
    world,
    cluster,
    plans.flatMap(({ pool, after }) =>
      grownPool(pool.properties, after, changes(pool, after, "currentOrchestratorVersion", "nodeImageVersion")),
    ),
  );

  cluster.properties = properties;
  cluster.top = completeTop(body, cluster.top, identity);
  for (const { pool, after } of plans) pool.properties = after;
  const isReplacing = [...cluster.pools.values()].some((pool) => pool.machines.some((one) => isOutdated(pool, one)));
  const operation = runCluster(world, cluster, verb, {
    isOfClusterAlone: isDomain && !isUpgrade && !isPoolUpgrade,
    // No recording shows how long an upgrade of a whole cluster takes: that of its control plane and of its pools (assumed).
    durationMs: ({ id }) =>
      world.durations("cluster-update", id) + (isReplacing ? world.durations("pool-update-machines", id) : 0),
    events: () => [
      {
        at: isReplacing ? 0.15 : 0.4,
        run: () => {
          raiseControlPlane(world, cluster);
          if (isUpgrade) world.kubernetes.setVersion(cluster.uid, version.full);
        },
      },
      ...poolEvents(world, cluster, isReplacing ? 0.2 : 0.5),
    ],
    onEnd: ({ status }) => {
      cluster.created ||= status === "Succeeded";
      for (const pool of cluster.pools.values()) followBounds(world, cluster, pool);
    },
  });
  return writtenCluster(world, request, cluster, operation, 200);
}

function plannedPools(world: World, request: ArmRequest, cluster: Cluster, profiles: readonly JsonObject[]): Plan[] {
  return profiles.map(({ name, ...profile }) => {
    const pool = cluster.pools.get(typeof name === "string" ? name : "");
    if (pool === undefined) {
      // Text: azure-docs issue 30973.
      throw providerError(
        400,
        "OperationNotAllowed",
        "Node pool update via managed cluster not allowed. Use per nodepool operations.",
      );
    }
    return { pool, after: planPool(world, request, cluster, pool.name, profile, pool) };
  });
}

/** A cluster's PUT with another count was shown as `Updating` until 2023-08-23, as `Scaling` on 2024-04-07 (recorded). */
const scalingFromMs = Date.UTC(2024, 3, 7);

/** The Windows machines' accounts in a domain, which are an upgrade when they change (recorded 2023-06 and -09). */
function groupAccounts(properties: JsonObject): JsonObject {
  return objectAt(objectAt(properties, "windowsProfile"), "gmsaProfile");
}

/** From the basic load balancer to the standard one. */
function isBalancerMigration(before: JsonObject, after: JsonObject): boolean {
  const sku = (properties: JsonObject) => textAt(objectAt(properties, "networkProfile"), "loadBalancerSku");
  return sku(before) === "basic" && sku(after) === "standard";
}

function changes(pool: Pool, after: JsonObject, ...keys: readonly string[]): boolean {
  return keys.some((key) => pool.properties[key] !== after[key]);
}

/** Pool after pool (assumed), in what is left of the duration from `start` on. */
function poolEvents(world: World, cluster: Cluster, start: number): readonly CourseEvent[] {
  const pools = [...cluster.pools.values()];
  const width = (0.97 - start) / Math.max(1, pools.length);
  return pools.flatMap((pool, index) => {
    const count = pool.stoppedCount === undefined ? (numberAt(pool.properties, "count") ?? 1) : 0;
    return machineEvents(world, cluster, pool, count).map(({ at, ...event }) => ({
      ...event,
      at: start + (index + at) * width,
    }));
  });
}
