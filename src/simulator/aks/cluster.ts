import type { JsonObject } from "../json.js";
import type { RunningResource } from "./running-resource.js";
import type { SingleMachine } from "./single-machines/single-machine.js";
import { isAvailabilitySet, isVmPool } from "./vm-pool.js";
import type { LateProperties } from "./late-properties.js";
import type { Operation, OperationError } from "../arm/operations.js";

export interface Cluster {
  /** Names the cluster in kubeconfig URLs; also `resourceUID`. */
  readonly uid: string;
  readonly name: string;
  readonly group: string;
  readonly location: string;
  /** Everything outside `properties` that the caller chose: kind, sku, identity, tags. */
  top: JsonObject;
  /** Without agentPoolProfiles, provisioningState and what appears only once it is created. */
  properties: JsonObject;
  /** Added to `properties` when the creation has succeeded (addresses, kubelet identity). */
  readonly lateProperties: LateProperties;
  /** Simulated time, ms: what the service shows changes with its date. */
  readonly now: () => number;
  readonly pools: Map<string, Pool>;
  state: string;
  /** Appears when the first operation has ended, as recorded. */
  eTag: string | undefined;
  /** The operation that runs on the cluster itself. */
  running: Operation | undefined;
  /** The Kubernetes API answers. */
  controlPlane: boolean;
  created: boolean;
  deleted: boolean;
  /** Ends `running` at once, as Canceled. */
  cancel: ((error: OperationError) => void) | undefined;
  /** What is kept below it besides pools; key: `subResourceKey`. */
  readonly subResources: Map<string, SubResource>;
  /** What it was asked to run, by the id of each command. */
  readonly commands: Map<string, RunCommand>;
  /** How many machines have joined so far, for their addresses. */
  joined: number;
}

/** A command that a cluster was asked to run. */
export interface RunCommand {
  readonly startedMs: number;
  readonly endsMs: number;
  readonly text: string;
}

export interface Pool extends RunningResource {
  properties: JsonObject;
  /** The image that an upgrade of images gives; `nodeImageVersion` is still the old one until it has ended (recorded). */
  nextImage: string | undefined;
  /** The count to which a stopped pool comes back. */
  stoppedCount: number | undefined;
  /** Its machines exist in ARM alone: the Kubernetes half is a real cluster that has no node of it. */
  readonly isVirtual: boolean;
  /** The eight digits in the names of its machines. */
  readonly scaleSetId: string;
  machines: Machine[];
  /** Number of the next machine; written in base 36 in its name. */
  nextMachine: number;
  deleted: boolean;
}

/** Something below a cluster that is stored, given back and listed: a load balancer, a maintenance configuration ... */
export interface SubResource {
  readonly name: string;
  /** Its type below the cluster's: `loadBalancers`. */
  readonly type: string;
  /** Beside `properties`: place, tags and who made it; of most types nothing. */
  top: JsonObject;
  properties: JsonObject;
  /** undefined: of a type without a provisioningState. */
  state: string | undefined;
  eTag: string | undefined;
  running: Operation | undefined;
  /** Ends `running` at once, as Canceled. */
  cancel: ((error: OperationError) => void) | undefined;
}

export interface Machine {
  /** Its node's, in both halves. */
  readonly name: string;
  readonly zone: string | undefined;
  /** Of a pool of single machines it may be another than its neighbours'. */
  readonly vmSize: string;
  /** In the cluster's network. */
  readonly address: string;
  /** What its pool asked for when it was made or last reimaged. */
  settings: MachineSettings;
  /** Of a pool of mode `Machines`: it is a resource of its own. */
  readonly single?: SingleMachine;
}

/** What cannot be changed on a running machine: a pool that changes it gets its machines replaced, one after the other. */
export interface MachineSettings {
  readonly nodeImageVersion: string;
  readonly kubernetesVersion: string;
  readonly osSku: string;
  readonly isFips: boolean;
  readonly isVtpm: boolean;
  readonly isSecureBoot: boolean;
}

/**
 * `aks-<pool>-<8 digits>-vmss00000<n>`: six characters of base 36. Of a Windows pool `aks<pool>00000<n>`, of an
 * availability set `aks-<pool>-<8 digits>-<n>` (AKS documentation), of single machines `...-vms<n>` (public issues).
 */
export function machineName(pool: Pool, number: number): string {
  const suffix = number.toString(36).padStart(6, "0");
  if (isAvailabilitySet(pool.properties)) return `aks-${pool.name}-${pool.scaleSetId}-${number}`;
  if (isVmPool(pool.properties)) return `aks-${pool.name}-${pool.scaleSetId}-vms${number}`;
  return isWindows(pool) ? `aks${pool.name}${suffix}` : `aks-${pool.name}-${pool.scaleSetId}-vmss${suffix}`;
}

export function isWindows(pool: Pool): boolean {
  return pool.properties["osType"] === "Windows";
}

/** Resource id in AKS's spelling: lower-case `resourcegroups`. */
export function clusterId(subscriptionId: string, cluster: { group: string; name: string }): string {
  return (
    `/subscriptions/${subscriptionId}/resourcegroups/${cluster.group}/providers/Microsoft.ContainerService` +
    `/managedClusters/${cluster.name}`
  );
}
