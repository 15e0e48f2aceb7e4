import { nameOf, type ArmHandler } from "../../arm/context.js";
import { providerError } from "../../arm/errors.js";
import { compact, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Machine, Pool } from "../cluster.js";
import { filterReply } from "../contract/filter-reply.js";
import { findPool, parentOf } from "./find-pool.js";

/** Recorded 2024-02: address and the scale set's instance alone; unlike elsewhere `resourceGroups` in camel case. */
export const listMachines: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  const pool = findPool(cluster, nameOf(request, "pool"));
  const { apiVersion } = request;
  return {
    status: 200,
    body: {
      value: pool.machines.map((machine) => filterReply("machine", apiVersion, render(world, cluster, pool, machine))),
    },
  };
};

export const getMachine: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  const pool = findPool(cluster, nameOf(request, "pool"));
  const name = nameOf(request, "machine").toLowerCase();
  const machine = pool.machines.find((other) => other.name === name);
  // Ours: what AKS says to a name that it does not know was not recorded.
  if (machine === undefined) throw providerError(404, "NotFound", `Could not find the machine: ${name}`);
  return { status: 200, body: filterReply("machine", request.apiVersion, render(world, cluster, pool, machine)) };
};

function render(world: World, cluster: Cluster, pool: Pool, machine: Machine): JsonObject {
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
