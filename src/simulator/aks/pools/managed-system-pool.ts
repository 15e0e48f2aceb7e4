import { notModelled } from "../../arm/errors.js";
import { textAt, type JsonObject } from "../../json.js";
import { isPreview } from "../contract/contract.js";
import { invalid } from "../invalid.js";

/**
 * Pools of mode `ManagedSystem` (recorded 2025-07, alone in a new cluster and beside a system pool): AKS chooses their
 * machines, here always the recorded one. "The pool scales dynamically according to cluster usage" (Azure SDK of 2026):
 * nobody does that here.
 */
export function isManagedSystem(properties: JsonObject): boolean {
  return textAt(properties, "mode") === "ManagedSystem";
}

/** Recorded: a cluster may have such a pool alone, so that it counts as its system pool. */
export function isSystemPool(properties: JsonObject): boolean {
  return textAt(properties, "mode") === "System" || isManagedSystem(properties);
}

const recordedMachines = { scale: { manual: [{ size: "Standard_D4s_v3", count: 1 }] } };

/** What is looked at of a PUT: az sends the mode alone, and the access by ssh. The rest has no effect (assumed). */
export function managedSystemAsked(sent: JsonObject, before: JsonObject | undefined): JsonObject {
  const { mode, securityProfile, orchestratorVersion, powerState } = sent;
  if (before !== undefined) return { orchestratorVersion, powerState };
  return {
    ...{ mode, securityProfile, orchestratorVersion, type: "VirtualMachines" },
    // Recorded, though the disk would be a managed one in other pools of this size.
    ...{ osDiskType: "Ephemeral", virtualMachinesProfile: recordedMachines },
  };
}

/** To and from this mode: not recorded, and not read. `sent` of a PUT of a pool that is there. */
export function checkManagedSystemKept(before: JsonObject, sent: JsonObject): void {
  const isAsked = textAt(sent, "mode") !== "";
  if (isAsked && isManagedSystem(before) !== isManagedSystem(sent))
    throw notModelled(`a node pool of mode ${textAt(before, "mode")} that becomes ${textAt(sent, "mode")}`);
}

/** "There can only be one ManagedSystem pool" (Azure SDK of 2026); code assumed, text ours. */
export function checkOneManagedSystem(pools: readonly JsonObject[]): void {
  if (pools.filter(isManagedSystem).length > 1)
    throw invalid("agentPoolProfile.mode", "there can only be one pool of mode ManagedSystem");
}

/** Modes that no contract of a stable version has; that those refuse them as any unknown one: assumed, text ours. */
export function checkModeKnown(mode: string, apiVersion: string): void {
  if (["Machines", "ManagedSystem"].includes(mode) && !isPreview(apiVersion))
    throw invalid("agentPoolProfile.mode", `'${mode}' is not known to ${apiVersion}`);
}

const hidden = ["osDiskSizeGB", "workloadRuntime", "enableAutoScaling", "enableEncryptionAtHost", "enableUltraSSD"];
/** From its first machine on. */
const later = ["nodeImageVersion", "virtualMachinesProfile"];

/** What such a pool shows (recorded 2025-07): nothing of its machines before they are there, then its whole version. */
export function shownManagedSystem(properties: JsonObject, hasMachines: boolean): JsonObject {
  const { orchestratorVersion, currentOrchestratorVersion } = properties;
  const left = hasMachines ? hidden : [...hidden, ...later];
  return {
    ...Object.fromEntries(Object.entries(properties).filter(([key]) => !left.includes(key))),
    orchestratorVersion: hasMachines ? currentOrchestratorVersion : orchestratorVersion,
  };
}
