import type { JsonObject } from "../json.js";
import type { ObjectReference } from "./object-reference.js";

/**
 * The Kubernetes border in our own words. `kubernetes/connect.ts` implements it over @kubernetes/client-node; nothing
 * outside `kubernetes/` imports that package.
 */
export interface KubernetesConnection {
  /** URL of the API server. */
  readonly server: string;
  readonly serverVersion: (signal: AbortSignal) => Promise<string>;
  readonly nodes: Nodes;
  readonly runtimeClasses: RuntimeClasses;
  readonly pods: Pods;
  readonly events: Events;
  readonly objects: Objects;
  readonly daemonSets: DaemonSets;
}

export interface Node {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  /** Why it is not ready, in the node's own words; undefined when ready. */
  readonly notReadyReason: string | undefined;
  readonly unschedulable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
  /** Names in `status.runtimeHandlers`; the default handler is the empty name. Undefined where the kubelet reports none at all. */
  readonly runtimeHandlers: readonly string[] | undefined;
  /** `status.nodeInfo`. */
  readonly bootId: string;
  readonly kernelVersion: string;
  readonly kubeletVersion: string;
  readonly containerRuntimeVersion: string;
  readonly osImage: string;
}

export interface Nodes {
  /** `labelSelector` in Kubernetes' own syntax; pages of 500. */
  list(labelSelector: string | undefined, signal: AbortSignal): Promise<readonly Node[]>;
  /**
   * Lists, then watches, calling `onChange` with the whole present list after each change until it returns true (then
   * resolves) or the signal is aborted (then rejects). Survives 410 Gone and a dropped connection by listing again.
   */
  watch(
    labelSelector: string | undefined,
    onChange: (nodes: readonly Node[]) => boolean,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface RuntimeClass {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly handler: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** `overhead.podFixed`, Kubernetes quantities by resource name. */
  readonly overhead: Readonly<Record<string, string>>;
  /** Names of the managers in `metadata.managedFields`. */
  readonly fieldManagers: readonly string[];
}

export interface Toleration {
  readonly key: string;
  readonly operator: string;
  readonly value: string | undefined;
  readonly effect: string | undefined;
}

export interface RuntimeClasses {
  /** As `Nodes.watch`. */
  watch(onChange: (runtimeClasses: readonly RuntimeClass[]) => boolean, signal: AbortSignal): Promise<void>;
  get(name: string, signal: AbortSignal): Promise<RuntimeClass | undefined>;
  list(signal: AbortSignal): Promise<readonly RuntimeClass[]>;
  /** Server-side apply with field manager `aks-sandbox`. A conflict with another manager is a CliError `ApplyConflict`. */
  apply(manifest: object, options: { readonly force: boolean }, signal: AbortSignal): Promise<RuntimeClass>;
  /** False when it did not exist. With `uid`, deletes only the object that was looked at. */
  delete(name: string, uid: string | undefined, signal: AbortSignal): Promise<boolean>;
}

export interface PodResult {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly nodeName: string | undefined;
  /** Pending, Running, Succeeded, Failed, Unknown. */
  readonly phase: string;
  readonly runtimeClassName: string | undefined;
  /** Reason, exit code and message of the container's waiting or terminated state, or of the unschedulable condition. */
  readonly reason: string | undefined;
  /** `metadata.creationTimestamp`, ms since 1970 by the API server's clock, whole seconds. */
  readonly createdMs: number;
  /** When the first container ended, ms since 1970 by the node's clock, whole seconds; undefined while it has not. */
  readonly finishedMs: number | undefined;
  /** Digest of the first container's image as the node resolved it; undefined before it was pulled. */
  readonly imageId: string | undefined;
}

/** As little of a pod as an overview of a large cluster needs. */
export interface PodSummary {
  readonly namespace: string;
  /** Undefined until it is scheduled. */
  readonly nodeName: string | undefined;
  /** Pending, Running, Succeeded, Failed, Unknown. */
  readonly phase: string;
  readonly runtimeClassName: string | undefined;
}

/** An event about a pod. */
export interface PodEvent {
  readonly podUid: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  /** E.g. `FailedScheduling`, `FailedCreatePodSandBox`. */
  readonly reason: string;
  readonly message: string;
}

export interface Events {
  /** Lists, then watches the events about pods of a namespace, with all present ones after each change, until it returns true. */
  watchPods(namespace: string, onChange: (events: readonly PodEvent[]) => boolean, signal: AbortSignal): Promise<void>;
}

export interface Pods {
  /** Every pod of the cluster; pages of 500, each converted before the next is asked for, so that memory stays low. */
  listSummaries(signal: AbortSignal): Promise<readonly PodSummary[]>;
  /** As `Nodes.watch`, for every pod of the cluster. `onChange` gets the one living collection: read it, do not keep it. */
  watchSummaries(onChange: (pods: Iterable<PodSummary>) => boolean, signal: AbortSignal): Promise<void>;
  create(namespace: string, manifest: object, signal: AbortSignal): Promise<PodResult>;
  /** As `Nodes.watch`, for the pods of a namespace with these labels. */
  watchAll(
    namespace: string,
    labelSelector: string,
    onChange: (pods: readonly PodResult[]) => boolean,
    signal: AbortSignal,
  ): Promise<void>;
  log(namespace: string, name: string, container: string | undefined, signal: AbortSignal): Promise<string>;
  delete(namespace: string, name: string, signal: AbortSignal): Promise<boolean>;
  /** Deletes every pod with these labels at once, in one request. */
  deleteAll(namespace: string, labelSelector: string, signal: AbortSignal): Promise<void>;
}

/** Objects of the kinds that `object-reference.ts` lists, as they are. */
export interface Objects {
  /** The object as JSON; undefined where there is none. */
  get(reference: ObjectReference, signal: AbortSignal): Promise<JsonObject | undefined>;
  /**
   * Server-side apply with field manager `aks-sandbox`. Tells whether anything changed: the object's version is another
   * afterwards. A conflict with another manager is a CliError `ApplyConflict`.
   */
  apply(manifest: object, options: { readonly force: boolean }, signal: AbortSignal): Promise<"changed" | "unchanged">;
  /** In the background; false when it did not exist. */
  delete(reference: ObjectReference, signal: AbortSignal): Promise<boolean>;
}

/** How far a DaemonSet has come: nodes that are to have a pod, and those whose pod is of the newest template and ready. */
export interface DaemonSet {
  readonly name: string;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  /** Whether the controller has seen the newest template. */
  readonly isObserved: boolean;
}

export interface DaemonSets {
  /** As `Nodes.watch`, for the DaemonSets of a namespace. */
  watch(namespace: string, onChange: (daemonSets: readonly DaemonSet[]) => boolean, signal: AbortSignal): Promise<void>;
}

/** The field manager of everything that we apply. */
export const fieldManager = "aks-sandbox";
