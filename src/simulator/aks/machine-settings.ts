import { isDeepStrictEqual } from "node:util";
import { booleanAt, objectAt, textAt, type JsonObject } from "../json.js";
import type { Machine, MachineSettings, Pool } from "./cluster.js";

/** Was the machine made from other settings than the pool has now? Then an operation of the pool replaces it. */
export function isOutdated(pool: Pool, machine: Machine): boolean {
  return !isDeepStrictEqual(machine.settings, settingsOf(sourceOf(pool, machine)));
}

/** What a machine is made from: its pool, or what was asked for it alone. */
export function sourceOf(pool: Pool, { single }: Machine): SettingsSource {
  return single === undefined ? pool : { properties: single.properties, nextImage: undefined };
}

interface SettingsSource {
  readonly properties: JsonObject;
  readonly nextImage: string | undefined;
}

/** What a pool gives a machine that joins now. */
export function settingsOf({ properties, nextImage }: SettingsSource): MachineSettings {
  const security = objectAt(properties, "securityProfile");
  return {
    nodeImageVersion: nextImage ?? textAt(properties, "nodeImageVersion"),
    kubernetesVersion: textAt(properties, "currentOrchestratorVersion"),
    osSku: textAt(properties, "osSKU"),
    isFips: booleanAt(properties, "enableFIPS"),
    isVtpm: booleanAt(security, "enableVTPM"),
    isSecureBoot: booleanAt(security, "enableSecureBoot"),
  };
}
