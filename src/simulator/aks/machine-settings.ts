import { isDeepStrictEqual } from "node:util";
import { booleanAt, objectAt, textAt } from "../json.js";
import type { Machine, MachineSettings, Pool } from "./cluster.js";

/** Was the machine made from other settings than the pool has now? Then an operation of the pool replaces it. */
export function isOutdated(pool: Pool, machine: Machine): boolean {
  return !isDeepStrictEqual(machine.settings, settingsOf(pool));
}

/** What a pool gives a machine that joins now. */
export function settingsOf({ properties, nextImage }: Pool): MachineSettings {
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
