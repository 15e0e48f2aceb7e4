import type { JsonObject } from "../../json.js";

/** A node pool snapshot or a cluster snapshot: what its source was when it was taken. */
export interface Snapshot {
  readonly type: "snapshots" | "managedclustersnapshots";
  readonly name: string;
  readonly group: string;
  readonly location: string;
  tags: JsonObject | undefined;
  readonly properties: JsonObject;
  readonly systemData: JsonObject;
}

export function snapshotKey(type: Snapshot["type"], group: string, name: string): string {
  return `${type}/${group}/${name}`.toLowerCase();
}
