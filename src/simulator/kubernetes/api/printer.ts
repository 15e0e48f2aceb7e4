import type { KubeObject } from "../objects/objects.js";

/** How `kubectl get` shows a kind of object. */
export interface Printer {
  /** Column names; one that starts with `+` is for `-o wide` only. */
  readonly columns: readonly string[];
  readonly cells: (object: KubeObject, nowMs: number) => (string | number)[];
}
