import type { ArmRequest } from "../../http/exchange.js";
import { objectAt, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { checkExternalPool } from "../external.js";
import { checkOsVersion } from "../os-version-rules.js";
import { checkInitializationTaints } from "../initialization-taints.js";
import { completePool } from "../pool-defaults.js";
import { checkPool, checkUnchanged } from "../pool-rules.js";
import {
  checkMachinesModeKept,
  isMachinesPool,
  machinesPool,
  unchangedMachinesPool,
} from "../single-machines/machines-pool.js";
import { checkManagedSystemKept, checkModeKnown, isManagedSystem, managedSystemAsked } from "./managed-system-pool.js";
import { poolVersion } from "../version-rules.js";

/** The complete and checked properties that a PUT asks for; nothing is changed yet. */
export function planPool(
  world: World,
  request: ArmRequest,
  cluster: Pick<Cluster, "location" | "properties">,
  name: string,
  asked: JsonObject,
  existing: Pool | undefined,
): JsonObject {
  if (existing === undefined) checkModeKnown(textAt(asked, "mode"), request.apiVersion);
  else {
    checkMachinesModeKept(existing.properties, asked);
    checkManagedSystemKept(existing.properties, asked);
    if (isMachinesPool(existing.properties)) return unchangedMachinesPool(existing.properties, asked);
  }
  const isOfMachines = isMachinesPool(asked);
  const sent = isManagedSystem(existing?.properties ?? asked) ? managedSystemAsked(asked, existing?.properties) : asked;
  const timeMs = world.clock.now();
  const clusterVersion = {
    asked: textAt(cluster.properties, "kubernetesVersion"),
    full: textAt(cluster.properties, "currentKubernetesVersion"),
  };
  const before = existing?.properties ?? {};
  const version = poolVersion(textAt(sent, "orchestratorVersion"), existing?.properties, clusterVersion, timeMs);
  const networkProfile = objectAt(cluster.properties, "networkProfile");
  const isFeatureRegistered = (feature: string) =>
    world.features.get(`microsoft.containerservice/${feature.toLowerCase()}`) === "Registered";
  const isOfCluster = request.names["pool"] === undefined;
  const around = { clusterVersion, networkProfile, timeMs, isOfCluster };
  const after = isOfMachines
    ? machinesPool(completePool({ mode: "Machines" }, {}, version, around))
    : completePool(sent, before, version, around);
  checkPool(name, after, {
    apiVersion: request.apiVersion,
    timeMs,
    location: cluster.location,
    compute: world.compute,
    isNew: existing === undefined,
    isFeatureRegistered,
  });
  checkInitializationTaints(sent, { isFeatureRegistered, isOfCluster });
  checkExternalPool(world, name, existing?.properties, after);
  checkOsVersion(existing?.properties, after, timeMs);
  if (existing !== undefined) checkUnchanged(before, after);
  return after;
}
