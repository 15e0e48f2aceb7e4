import type { SimulatedClock } from "../clock.js";
import type { Random } from "../random.js";
import type { ObjectStore } from "./store/object-store.js";

/** What the parts of one simulated cluster share. */
export interface ClusterState {
  readonly uid: string;
  readonly name: string;
  /** Full version, e.g. `1.33.5`; an upgrade changes it. */
  kubernetesVersion: string;
  readonly store: ObjectStore;
  readonly clock: SimulatedClock;
  readonly random: Random;
  /** Adds a line to the simulator's event log. */
  readonly log: (text: string) => void;
}

/** Whether the cluster runs at least Kubernetes 1.`minor`. */
export function isAtLeast(state: ClusterState, minor: number): boolean {
  return Number(state.kubernetesVersion.split(".")[1]) >= minor;
}
