import { notModelled } from "../../arm/errors.js";
import type { ArmRequest } from "../../http/exchange.js";
import { objectAt, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { checkModelledPool } from "../contract/check-modelled.js";
import { invalid } from "../invalid.js";
import { completePool } from "../pool-defaults.js";
import { checkPool, checkUnchanged } from "../pool-rules.js";
import { poolVersion } from "../version-rules.js";
import { asPool, mergedSections } from "./machine-body.js";
import type { SingleMachine } from "./single-machine.js";

export interface PlannedMachine {
  readonly properties: JsonObject;
  readonly sections: JsonObject;
}

/**
 * A machine as a PUT asks for it, complete and checked; nothing is changed yet. It gets the defaults of a pool (recorded:
 * the same values) and obeys the rules of one (assumed): size, zones, taints, labels, versions, Kata.
 */
export function planMachine(
  world: World,
  request: ArmRequest,
  cluster: Cluster,
  pool: Pool,
  body: JsonObject,
  existing: SingleMachine | undefined,
): PlannedMachine {
  const sent = asPool(body);
  checkMode(textAt(sent, "mode"));
  checkModelledPool({ osSKU: textAt(sent, "osSKU") });
  if (textAt(sent, "osType") === "Windows") throw notModelled("Windows machines in a pool of mode Machines");
  const timeMs = world.clock.now();
  const clusterVersion = {
    asked: textAt(cluster.properties, "kubernetesVersion"),
    full: textAt(cluster.properties, "currentKubernetesVersion"),
  };
  const version = poolVersion(textAt(sent, "orchestratorVersion"), existing?.properties, clusterVersion, timeMs);
  const networkProfile = objectAt(cluster.properties, "networkProfile");
  const around = { clusterVersion, networkProfile, timeMs, isOfCluster: false };
  const properties = completePool(sent, existing?.properties ?? {}, version, around);
  checkPool(pool.name, properties, {
    apiVersion: request.apiVersion,
    timeMs,
    location: cluster.location,
    compute: world.compute,
    isNew: existing === undefined,
    isFeatureRegistered: (feature) =>
      world.features.get(`microsoft.containerservice/${feature.toLowerCase()}`) === "Registered",
  });
  if (existing !== undefined) checkUnchanged(existing.properties, properties);
  return { properties, sections: mergedSections(existing?.sections ?? {}, body) };
}

/** "Machine only allows 'System' and 'User' mode" (contract); text of the refusal: ours. */
function checkMode(mode: string): void {
  if (!["", "System", "User"].includes(mode)) throw invalid("properties.mode", `'${mode}' is not System or User`);
}

/**
 * Form: contract; at most 34 signs: karpenter-provider-azure (2026). A name makes the name of a node, in which an
 * underscore cannot stand: assumed to be refused. Texts: ours.
 */
export function checkMachineName(name: string): void {
  if (/^[a-z0-9]([a-z0-9-]{0,32}[a-z0-9])?$/i.test(name)) return;
  throw invalid("machineName", `'${name}' is not up to 34 letters, digits and hyphens`);
}
