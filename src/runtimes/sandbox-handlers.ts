import { runtimes, runtimesOfHandler } from "./index.js";
import type { RuntimeTable } from "./runtime.js";

/**
 * containerd handlers that give a pod a kernel of its own where they work: those of the rows, and upstream Kata's (`kata`,
 * and `kata-` with the name of a shim, as kata-deploy installs them). A name proves nothing.
 */
export function isSandboxHandler(handler: string, rows: RuntimeTable = runtimes): boolean {
  return runtimesOfHandler(handler, rows).length > 0 || /^kata(-[a-z0-9-]+)?$/.test(handler);
}
