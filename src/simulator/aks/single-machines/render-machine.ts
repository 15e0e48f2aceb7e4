import { compact, objectAt, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import { clusterId, type Cluster, type Machine, type Pool } from "../cluster.js";
import { dotnetTime } from "../../arm/operations.js";
import { shownSection } from "./machine-body.js";
import { isLaterService } from "./machines-pool.js";
import type { SingleMachine } from "./single-machine.js";

/**
 * A machine of a pool of mode `Machines` (recorded 2025-09-05 and 2025-10-28; only then with the id of its virtual machine
 * and, once it is made, its address). Replies to a PUT have an empty `status` and no address; that a GET while it is
 * being made has the time of its creation is what karpenter-provider-azure relies on (2026).
 */
export function renderSingleMachine(
  world: World,
  cluster: Cluster,
  pool: Pool,
  machine: Machine,
  single: SingleMachine,
  isWrite: boolean,
): JsonObject {
  const { properties, sections, isMade } = single;
  const isLater = isLaterService(cluster.now());
  const section = (name: string) => shownSection(name, sections, properties);
  const security = objectAt(properties, "securityProfile");
  const isSpot = textAt(properties, "scaleSetPriority") === "Spot";
  const billing = section("billing");
  return compact({
    id: `${clusterId(world.subscriptionId, cluster)}/agentPools/${pool.name}/machines/${single.name}`,
    name: single.name,
    type: "Microsoft.ContainerService/managedClusters/agentPools/machines",
    zones: machine.zone === undefined ? undefined : [machine.zone],
    properties: compact({
      network: {
        ...(isLater && isMade && !isWrite ? { ipAddresses: [{ ip: machine.address, family: "IPv4" }] } : {}),
        ...section("network"),
      },
      resourceId: isLater
        ? `/subscriptions/${world.subscriptionId}/resourceGroups/${textAt(cluster.properties, "nodeResourceGroup")}` +
          `/providers/Microsoft.Compute/virtualMachines/${machine.name}`
        : undefined,
      hardware: {
        ...section("hardware"),
        gpuInstanceProfile: textAt(properties, "gpuInstanceProfile"),
      },
      operatingSystem: section("operatingSystem"),
      kubernetes: {
        ...section("kubernetes"),
        currentOrchestratorVersion: properties["currentOrchestratorVersion"],
        nodeInitializationTaints: properties["nodeInitializationTaints"] ?? null,
        nodeName: machine.name,
        // Where none was asked for, the ordinary runtime is not named (recorded).
        workloadRuntime: textAt(objectAt(sections, "kubernetes"), "workloadRuntime"),
      },
      mode: properties["mode"],
      security: compact({ ...objectAt(sections, "security"), ...security }),
      // Shown for spot machines alone (karpenter-provider-azure of 2026).
      priority: isSpot ? "Spot" : undefined,
      evictionPolicy: isSpot ? properties["scaleSetEvictionPolicy"] : undefined,
      billing: isSpot && Object.keys(billing).length > 0 ? billing : undefined,
      localDNSProfile: properties["localDNSProfile"],
      nodeImageVersion: properties["nodeImageVersion"],
      provisioningState: single.state,
      tags: properties["tags"],
      eTag: single.eTag,
      status: isWrite ? {} : statusOf(single),
    }),
  });
}

function statusOf({ createdMs, isMade, error }: SingleMachine): JsonObject {
  return compact({
    creationTimestamp: dotnetTime(createdMs),
    driftAction: isMade ? "Synced" : undefined,
    // Contract of 2025-09-02-preview; that the operation's own error stands here: assumed.
    provisioningError: error === undefined ? undefined : { code: error.code, message: error.message },
    vmState: isMade ? "Running" : undefined,
  });
}
