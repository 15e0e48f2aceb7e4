import { providerError } from "../../arm/errors.js";
import { compact, textAt, type JsonObject } from "../../json.js";
import type { Pool } from "../cluster.js";
import { powerOf } from "../power-state.js";

/**
 * Pools of mode `Machines`: made empty, whatever count and size were sent (recorded 2025-09 and -10); each machine is a
 * resource with a PUT of its own. "Only limited operations, such as creation and deletion, are allowed at the pool level"
 * (Azure SDK of 2026).
 */
export function isMachinesPool(properties: JsonObject): boolean {
  return textAt(properties, "mode") === "Machines";
}

/** `pool`: complete, as one of another mode would be. Nothing of a machine's is kept: each brings its own. */
export function machinesPool(pool: JsonObject): JsonObject {
  return compact({ ...pool, type: "VirtualMachines", count: 0, vmSize: undefined, virtualMachinesProfile: undefined });
}

/**
 * What a PUT of such a pool that is there comes to: nothing changes. Refused: another mode, and to stop it (both assumed
 * from the SDK's sentence above; texts ours).
 */
export function unchangedMachinesPool(before: JsonObject, sent: JsonObject): JsonObject {
  if (powerOf(sent) === "Stopped") throw onlyMachines("stopped");
  return before;
}

/** A pool is one of `Machines` or not, for good (assumed). */
export function checkMachinesModeKept(before: JsonObject, sent: JsonObject): void {
  const asked = textAt(sent, "mode");
  if (asked === "" || isMachinesPool(before) === isMachinesPool(sent)) return;
  const text = "Changing property 'properties.mode' is not allowed.";
  throw providerError(400, "PropertyChangeNotAllowed", text, { target: "properties.mode" });
}

export function refuseMachinesPool(pool: Pool, what: string): void {
  if (isMachinesPool(pool.properties)) throw onlyMachines(what);
}

function onlyMachines(what: string) {
  const text = `A node pool of mode Machines cannot be ${what}; its machines are changed one by one.`;
  return providerError(400, "OperationNotAllowed", `${text} (This text is the local Azure's own.)`);
}

/** The day on which the replies below were first seen; on 2025-09-05 they were not (both recorded). */
const laterMs = Date.UTC(2025, 9, 28);

/** Whether the service answers about machines and their pools as it did on 2025-10-28. */
export function isLaterService(timeMs: number): boolean {
  return timeMs >= laterMs;
}

/** All that such a pool shows (recorded 2025-09-05: `upgradeSettings`; 2025-10-28: `upgradeStrategy` in its place). */
export function shownMachinesPool({ properties, state, eTag }: Pool, timeMs: number): JsonObject {
  return compact({
    type: properties["type"],
    provisioningState: state,
    powerState: properties["powerState"],
    mode: properties["mode"],
    ...(isLaterService(timeMs) ? { upgradeStrategy: "Rolling" } : { upgradeSettings: {} }),
    eTag,
  });
}
