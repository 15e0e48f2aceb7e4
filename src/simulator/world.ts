import type { Cluster } from "./aks/cluster.js";
import type { DenyPolicy, Lock, RoleAssignment } from "./authorization/authorization-objects.js";
import type { ComputeState } from "./compute/compute-state.js";
import type { DurationSource } from "./aks/durations.js";
import type { EventQueue } from "./clock.js";
import type { Faults } from "./faults/faults.js";
import type { KubernetesBackend } from "./kubernetes/backend.js";
import type { Operations } from "./arm/operations.js";
import type { Snapshot } from "./aks/snapshots/snapshot.js";
import type { Random } from "./random.js";
import type { ServicePrincipal } from "./entra/principals.js";

export interface ResourceGroup {
  readonly name: string;
  readonly location: string;
  tags: Readonly<Record<string, unknown>> | undefined;
  managedBy: string | undefined;
  provisioningState: "Succeeded" | "Deleting";
}

/** Everything that exists in the local Azure, and the sources of time and chance. Handlers change it, nothing else. */
export interface World {
  readonly clock: EventQueue;
  readonly random: Random;
  readonly faults: Faults;
  readonly durations: DurationSource;
  readonly operations: Operations;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly servicePrincipal: ServicePrincipal;
  /** `https://127.0.0.1:PORT`; operation URLs and kubeconfigs begin with it. */
  readonly endpoint: string;
  readonly caPem: string;
  readonly kubernetes: KubernetesBackend;
  readonly compute: ComputeState;
  /** Key: the assignment's name. */
  readonly roleAssignments: Map<string, RoleAssignment>;
  /** Key: `lockKey`. */
  readonly locks: Map<string, Lock>;
  readonly policies: Set<DenyPolicy>;
  /** Key: name in lower case. */
  readonly resourceGroups: Map<string, ResourceGroup>;
  /** Key: `clusterKey`. */
  readonly clusters: Map<string, Cluster>;
  /** Key: `snapshotKey`. */
  readonly snapshots: Map<string, Snapshot>;
  /** State of preview features: `namespace/feature` in lower case -> state. */
  readonly features: Map<string, string>;
  /** State of resource providers: namespace in lower case -> state. */
  readonly providers: Map<string, string>;
  /** Writes a line of the event log. */
  log(text: string): void;
}

export function clusterKey(group: string, name: string): string {
  return `${group}/${name}`.toLowerCase();
}
