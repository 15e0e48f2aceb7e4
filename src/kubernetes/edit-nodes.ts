import type { Context, KubernetesTarget } from "../context.js";
import { isJsonObject, jsonAt, listOf, stringAt, type JsonObject } from "../json.js";
import { stringMap, toNode } from "./convert.js";
import { readTarget } from "./kubeconfig-target.js";
import { ApiStatusError } from "./kubernetes-error.js";
import { listAndWatch } from "./list-and-watch.js";
import { createRestClient } from "./rest-client.js";

/** A node, as far as its labels, taints and annotations go. */
export interface EditableNode {
  readonly name: string;
  readonly resourceVersion: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** As the API server gives them, `timeAdded` included: the list is written back as a whole. */
  readonly taints: readonly NodeTaint[];
}

export interface NodeTaint extends JsonObject {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** A pod on a node, as far as a drain goes. */
export interface DrainablePod {
  readonly namespace: string;
  readonly name: string;
  readonly createdMs: number;
  /** Of a DaemonSet, or a static pod of the kubelet's: a drain leaves it. */
  readonly stays: boolean;
}

/** What the local Azure does to the nodes of a real cluster. */
export interface NodeEditor {
  /** URL of the API server. */
  readonly server: string;
  list(signal: AbortSignal): Promise<readonly EditableNode[]>;
  /** As `Nodes.watch`. */
  watch(onChange: (nodes: readonly EditableNode[]) => boolean, signal: AbortSignal): Promise<void>;
  /** A JSON merge patch. One with a `metadata.resourceVersion` is refused with 409 where the node changed since. */
  patch(name: string, patch: object, options: { readonly dryRun: boolean }, signal: AbortSignal): Promise<EditableNode>;
  /** Pods that have not ended on a node. */
  podsOn(node: string, signal: AbortSignal): Promise<readonly DrainablePod[]>;
  /** False: a disruption budget holds the pod back. A pod that is gone counts as evicted. */
  evict(pod: DrainablePod, signal: AbortSignal): Promise<boolean>;
  /** Whatever a budget says, as when its machine goes. */
  remove(pod: DrainablePod, signal: AbortSignal): Promise<void>;
}

/** Connects to the API server of a kubeconfig's context. Asks it nothing yet. */
export async function connectNodeEditor(
  target: KubernetesTarget,
  parts: Pick<Context, "env" | "clock">,
): Promise<NodeEditor> {
  const rest = await createRestClient(await readTarget(target), parts);
  const path = "/api/v1/nodes";
  return {
    server: rest.server,
    list: async (signal) => {
      const answer = await rest.json({ method: "GET", path, purpose: { verb: "list", resource: "nodes" } }, signal);
      return listOf(jsonAt(answer, "items")).map(toEditableNode);
    },
    watch: (onChange, signal) =>
      listAndWatch(
        rest,
        parts.clock,
        { path, resource: "nodes" },
        toEditableNode,
        (present) => onChange([...present.values()]),
        signal,
      ),
    patch: async (name, patch, { dryRun }, signal) =>
      toEditableNode(
        await rest.json(
          {
            method: "PATCH",
            path: `${path}/${encodeURIComponent(name)}`,
            query: { fieldManager: "aks-sandbox-simulate", ...(dryRun ? { dryRun: "All" } : {}) },
            body: patch,
            contentType: "application/merge-patch+json",
            purpose: { verb: "patch", resource: "nodes", name },
          },
          signal,
        ),
      ),
    podsOn: async (node, signal) => {
      const query = { fieldSelector: `spec.nodeName=${node},status.phase!=Succeeded,status.phase!=Failed` };
      const purpose = { verb: "list", resource: "pods" } as const;
      const answer = await rest.json({ method: "GET", path: "/api/v1/pods", query, purpose }, signal);
      return listOf(jsonAt(answer, "items")).map(toDrainablePod);
    },
    evict: async (pod, signal) => {
      const body = {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { namespace: pod.namespace, name: pod.name },
      };
      const purpose = { verb: "create", resource: "pods/eviction", name: pod.name } as const;
      const path = `${pathOf(pod)}/eviction`;
      return (await statusOf(rest.json({ method: "POST", path, body, purpose }, signal), [404, 429])) !== 429;
    },
    remove: async (pod, signal) => {
      const purpose = { verb: "delete", resource: "pods", name: pod.name } as const;
      await statusOf(rest.json({ method: "DELETE", path: pathOf(pod), purpose }, signal), [404]);
    },
  };
}

function pathOf({ namespace, name }: DrainablePod): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
}

/** The status of an answer that is one of these refusals; undefined for a success. */
async function statusOf(asked: Promise<unknown>, refusals: readonly number[]): Promise<number | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (error instanceof ApiStatusError && refusals.includes(error.status)) return error.status;
    throw error;
  }
}

function toEditableNode(object: unknown): EditableNode {
  const { name, ready, unschedulable, labels } = toNode(object);
  return {
    name,
    ready,
    unschedulable,
    labels,
    resourceVersion: stringAt(object, "metadata", "resourceVersion") ?? "",
    annotations: stringMap(jsonAt(object, "metadata", "annotations")),
    taints: listOf(jsonAt(object, "spec", "taints")).map(toTaint),
  };
}

function toTaint(object: unknown): NodeTaint {
  const given = isJsonObject(object) ? object : {};
  return { ...given, key: stringAt(object, "key") ?? "", effect: stringAt(object, "effect") ?? "" };
}

function toDrainablePod(object: unknown): DrainablePod {
  const owners = listOf(jsonAt(object, "metadata", "ownerReferences"));
  return {
    namespace: stringAt(object, "metadata", "namespace") ?? "",
    name: stringAt(object, "metadata", "name") ?? "",
    createdMs: Date.parse(stringAt(object, "metadata", "creationTimestamp") ?? ""),
    stays:
      owners.some((owner) => stringAt(owner, "kind") === "DaemonSet") ||
      jsonAt(object, "metadata", "annotations", "kubernetes.io/config.mirror") !== undefined,
  };
}
