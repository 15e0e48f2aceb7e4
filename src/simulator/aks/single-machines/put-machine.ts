import { bodyObject, nameOf, type ArmHandler } from "../../arm/context.js";
import { notModelled, providerError } from "../../arm/errors.js";
import type { Operation } from "../../arm/operations.js";
import { admitMachines } from "../../compute/admit.js";
import { headerOf, type ArmRequest, type Reply } from "../../http/exchange.js";
import { textAt, textsAt } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Machine, Pool } from "../cluster.js";
import { isPreview } from "../contract/contract.js";
import { filterReply } from "../contract/filter-reply.js";
import { receiveBody } from "../contract/receive-body.js";
import { settingsOf } from "../machine-settings.js";
import { nextAddress } from "../machines.js";
import { findPool, parentOf, poolId } from "../pools/find-pool.js";
import { checkClusterSize, checkPoolNodes } from "../size-limits.js";
import { checkPreconditions, operationHeaders } from "../start-operation.js";
import { changesOf, makingOf } from "./machine-course.js";
import { isLaterService, isMachinesPool } from "./machines-pool.js";
import { checkMachineName, planMachine, type PlannedMachine } from "./plan-machine.js";
import { renderSingleMachine } from "./render-machine.js";
import { refuseWhenMachineBusy, runMachine } from "./run-machine.js";
import type { SingleMachine } from "./single-machine.js";

/**
 * PUT of a machine, in pools of mode `Machines` and previews alone (the contracts of stable versions have none). Recorded
 * 2025-09-05 and 2025-10-28: `Creating` (200 on the first day, 201 on the second) or 200 `Updating`, with
 * `Azure-AsyncOperation` alone.
 */
export const putMachine: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "write");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  if (!isPreview(request.apiVersion)) throw notModelled(`PUT of a machine with ${request.apiVersion}, which has none`);
  if (!isMachinesPool(pool.properties)) {
    const text = `Machines are only put into node pools of mode Machines (this text is the local Azure's own).`;
    throw providerError(400, "OperationNotAllowed", text);
  }
  const name = nameOf(request, "machine");
  const machine = pool.machines.find(({ single }) => single?.name.toLowerCase() === name.toLowerCase());
  const { http } = request;
  const eTag = machine?.single?.eTag;
  checkPreconditions(headerOf(http, "if-match"), headerOf(http, "if-none-match"), machine !== undefined, eTag);
  const body = receiveBody("machine", request.apiVersion, bodyObject(request));
  const plan = planMachine(world, request, cluster, pool, body, machine?.single);
  const put = { world, request, cluster, pool, plan };
  return machine?.single === undefined ? createMachine(put, name) : updateMachine(put, machine, machine.single);
};

/** What is put where, once it is known to be allowed. */
interface MachinePut {
  readonly world: World;
  readonly request: ArmRequest;
  readonly cluster: Cluster;
  readonly pool: Pool;
  readonly plan: PlannedMachine;
}

function createMachine(put: MachinePut, name: string): Reply {
  const { world, cluster, pool, plan } = put;
  checkMachineName(name);
  refuseWhenMachineBusy(cluster, pool, "Creating");
  const grown = { ...pool.properties, count: pool.machines.length + 1 };
  checkPoolNodes(grown.count);
  checkClusterSize(cluster, pool, grown);
  admitMachines(world, cluster, [{ properties: plan.properties, machines: 1 }]);
  const single: SingleMachine = {
    ...plan,
    name,
    createdMs: world.clock.now(),
    isMade: false,
    state: "Creating",
    eTag: undefined,
    running: undefined,
    error: undefined,
    cancel: undefined,
  };
  const isLater = isLaterService(single.createdMs);
  const machine: Machine = {
    // Recorded; since 2025-10-28 as karpenter-provider-azure of 2026 takes it apart.
    name: `aks-${pool.name}-${name.toLowerCase()}-${pool.scaleSetId}-${isLater ? "vm" : "vm1"}`,
    zone: textsAt(plan.properties, "availabilityZones")[0],
    vmSize: textAt(plan.properties, "vmSize"),
    address: nextAddress(cluster),
    settings: settingsOf({ properties: plan.properties, nextImage: undefined }),
    single,
  };
  pool.machines.push(machine);
  pool.properties = grown;
  const operation = runMachine(world, cluster, pool, single, "Creating", {
    durationMs: world.durations("machine-create", `${poolId(world, cluster, pool)}/${name}/${single.createdMs}`),
    events: [makingOf(world, cluster, pool, machine, single)],
  });
  return reply(put, machine, single, operation, isLater ? 201 : 200);
}

function updateMachine(put: MachinePut, machine: Machine, single: SingleMachine): Reply {
  const { world, cluster, pool, plan } = put;
  refuseWhenMachineBusy(cluster, pool, "Updating", single);
  single.properties = plan.properties;
  single.sections = plan.sections;
  const operation = runMachine(world, cluster, pool, single, "Updating", {
    durationMs: world.durations(
      "machine-update",
      `${poolId(world, cluster, pool)}/${single.name}/${world.clock.now()}`,
    ),
    events: single.isMade
      ? changesOf(world, cluster, pool, machine)
      : [makingOf(world, cluster, pool, machine, single)],
  });
  return reply(put, machine, single, operation, 200);
}

function reply(
  { world, request, cluster, pool }: MachinePut,
  machine: Machine,
  single: SingleMachine,
  operation: Operation,
  status: number,
): Reply {
  const body = renderSingleMachine(world, cluster, pool, machine, single, true);
  return {
    status,
    headers: operationHeaders(world, operation, false),
    body: filterReply("machine", request.apiVersion, body),
  };
}
