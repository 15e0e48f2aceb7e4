import { createdByTag, poolTag } from "../runtimes/marks.js";
import { version } from "../version.js";

/** Azure tags of everything that we make. */
export function createdByTags(): Readonly<Record<string, string>> {
  return { [createdByTag]: `aks-sandbox/${version}` };
}

/** Tags of a pool: besides, its logical name. */
export function poolTags(poolName: string): Readonly<Record<string, string>> {
  return { ...createdByTags(), [poolTag]: poolName };
}
