import { notModelled } from "../../arm/errors.js";
import { windowsOsSkus } from "../windows-images.js";
import { objectAt, objectsAt, textAt, type JsonObject } from "../../json.js";

/**
 * What is refused with 501, although the contract has it: taken, it would make the local Azure show what Azure would not
 * do. Everything else is kept and repeated. `body` is a cluster's as received.
 */
export function checkModelledCluster(body: JsonObject, isNew: boolean): void {
  const properties = objectAt(body, "properties");
  const pools = objectsAt(properties, "agentPoolProfiles");
  const isHosted = objectAt(properties, "hostedSystemProfile")["enabled"] === true;
  const isAutomatic = textAt(objectAt(body, "sku"), "name") === "Automatic";
  refuse(isNew && isAutomatic && !isHosted && pools.length === 0, "the system pool that AKS Automatic makes by itself");
  pools.forEach(checkModelledPool);
}

/** The same for a pool's `properties` as received. */
export function checkModelledPool(pool: JsonObject): void {
  const osSKU = textAt(pool, "osSKU");
  // Every machine has an image whose name is known.
  refuse(osSKU !== "" && !modelledOsSkus.has(osSKU), `properties.osSKU ${osSKU}`);
}

const modelledOsSkus: ReadonlySet<string> = new Set([
  "Ubuntu",
  "Ubuntu2204",
  "Ubuntu2404",
  "AzureLinux",
  "AzureLinux3",
  "AzureLinuxOSGuard",
  "AzureLinux3OSGuard",
  "Mariner",
  "CBLMariner",
  "Flatcar",
  ...windowsOsSkus,
]);

function refuse(condition: boolean, what: string): void {
  if (condition) throw notModelled(what);
}
