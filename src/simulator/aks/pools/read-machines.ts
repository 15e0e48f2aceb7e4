import { nameOf, type ArmHandler } from "../../arm/context.js";
import { providerError } from "../../arm/errors.js";
import { compact, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Machine, Pool } from "../cluster.js";
import { filterReply } from "../contract/filter-reply.js";
import { renderSingleMachine } from "../single-machines/render-machine.js";
import { findPool, parentOf } from "./find-pool.js";

/**
 * The nextLink came on some day between 2024-02-05 (recorded without) and 2025-09-05 (with, of a pool of mode `Machines`;
 * that lists of other pools have it since then, too: assumed).
 */
const nextLinkFromMs = Date.UTC(2025, 8, 5);

/** Recorded: all machines on one page, and a nextLink that leads to an empty one. */
export const listMachines: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  const { apiVersion, http } = request;
  if (http.query.get("$skipToken") !== undefined) return { status: 200, body: { value: [] } };
  const value = pool.machines.map((machine) =>
    filterReply("machine", apiVersion, render(world, cluster, pool, machine)),
  );
  if (world.clock.now() < nextLinkFromMs) return { status: 200, body: { value } };
  const token = 1000 + Math.floor(world.random.fork(`skip/${cluster.uid}/${pool.name}`).next() * 98_999);
  const query = `%24skipToken=${token}&api-version=${apiVersion}&skipToken=${token}`;
  return { status: 200, body: { value, nextLink: `${world.endpoint}${http.path}?${query}` } };
};

export const getMachine: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  const name = nameOf(request, "machine").toLowerCase();
  const machine = pool.machines.find((other) => pathName(other).toLowerCase() === name);
  if (machine !== undefined)
    return { status: 200, body: filterReply("machine", request.apiVersion, render(world, cluster, pool, machine)) };
  // Recorded 2025-09 and -10, of a pool of mode `Machines`; that others answer so, too: assumed.
  throw providerError(404, "NotFound", "The entity was not found.", {
    subcode: "GetMachine_NotFound_HCPServerError",
    details: [{ code: "Unspecified", message: "rpc error: code = NotFound desc = Machine not found" }],
  });
};

/** A machine's name in paths: its node's, but for those that have one of their own. */
export function pathName({ name, single }: Machine): string {
  return single?.name ?? name;
}

function render(world: World, cluster: Cluster, pool: Pool, machine: Machine): JsonObject {
  const { single } = machine;
  return single === undefined
    ? renderPlain(world, cluster, pool, machine)
    : renderSingleMachine(world, cluster, pool, machine, single, false);
}

/** Recorded 2024-02: address and the scale set's instance alone; unlike elsewhere `resourceGroups` in camel case. */
function renderPlain(world: World, cluster: Cluster, pool: Pool, machine: Machine): JsonObject {
  const inSubscription = `/subscriptions/${world.subscriptionId}/resourceGroups`;
  const scaleSet = machine.name.slice(0, -6);
  const instance = Number.parseInt(machine.name.slice(-6), 36);
  return compact({
    id:
      `${inSubscription}/${cluster.group}/providers/Microsoft.ContainerService/managedClusters/${cluster.name}` +
      `/agentPools/${pool.name}/machines/${machine.name}`,
    name: machine.name,
    type: "Microsoft.ContainerService/managedClusters/agentPools/machines",
    zones: machine.zone === undefined ? undefined : [machine.zone],
    properties: {
      network: { ipAddresses: [{ ip: machine.address, family: "IPv4" }] },
      resourceId:
        `${inSubscription}/${textAt(cluster.properties, "nodeResourceGroup")}/providers/Microsoft.Compute` +
        `/virtualMachineScaleSets/${scaleSet}/virtualMachines/${instance}`,
    },
  });
}
