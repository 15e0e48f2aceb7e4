import type { Context, KubernetesTarget } from "../context.js";
import type { Clock } from "../clock.js";
import { numberAt, stringAt } from "../json.js";
import { toDaemonSet, toJsonObject, toNode, toPodEvent, toPodResult, toPodSummary, toRuntimeClass } from "./convert.js";
import { readTarget } from "./kubeconfig-target.js";
import { ApiStatusError } from "./kubernetes-error.js";
import {
  fieldManager,
  type KubernetesConnection,
  type Nodes,
  type Objects,
  type Pods,
  type RuntimeClasses,
} from "./kubernetes.js";
import { listAll, listAndWatch } from "./list-and-watch.js";
import { addressOf, referenceOf, type ObjectReference } from "./object-reference.js";
import { createRestClient, type RestClient } from "./rest-client.js";

/** Connects to the API server of a kubeconfig's context. Asks it nothing yet. */
export async function connectKubernetes(
  target: KubernetesTarget,
  parts: Pick<Context, "env" | "clock">,
): Promise<KubernetesConnection> {
  const rest = await createRestClient(await readTarget(target), parts);
  return {
    server: rest.server,
    serverVersion: async (signal) => {
      const answer = await rest.json(
        { method: "GET", path: "/version", purpose: { verb: "get", resource: "version" } },
        signal,
      );
      return (stringAt(answer, "gitVersion") ?? "").replace(/^v/, "");
    },
    nodes: nodes(rest, parts.clock),
    runtimeClasses: runtimeClasses(rest, parts.clock),
    pods: pods(rest, parts.clock),
    objects: objects(rest),
    daemonSets: {
      watch: (namespace, onChange, signal) => {
        const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/daemonsets`;
        const listed = { path, resource: "daemonsets.apps" };
        return listAndWatch(rest, parts.clock, listed, toDaemonSet, (now) => onChange([...now.values()]), signal);
      },
    },
    events: {
      watchPods: (namespace, onChange, signal) => {
        const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
        const listed = { path, resource: "events", fieldSelector: "involvedObject.kind=Pod" };
        return listAndWatch(rest, parts.clock, listed, toPodEvent, (now) => onChange([...now.values()]), signal);
      },
    },
  };
}

function nodes(rest: RestClient, clock: Clock): Nodes {
  const listed = (labelSelector: string | undefined) => ({ path: "/api/v1/nodes", resource: "nodes", labelSelector });
  return {
    list: async (labelSelector, signal) => (await listAll(rest, listed(labelSelector), toNode, signal)).items,
    watch: (labelSelector, onChange, signal) =>
      listAndWatch(rest, clock, listed(labelSelector), toNode, (present) => onChange([...present.values()]), signal),
  };
}

function runtimeClasses(rest: RestClient, clock: Clock): RuntimeClasses {
  const root = "/apis/node.k8s.io/v1/runtimeclasses";
  const resource = "runtimeclasses.node.k8s.io";
  const pathOf = (name: string) => `${root}/${encodeURIComponent(name)}`;
  return {
    get: (name, signal) =>
      orUndefined(async () =>
        toRuntimeClass(
          await rest.json({ method: "GET", path: pathOf(name), purpose: { verb: "get", resource, name } }, signal),
        ),
      ),
    list: async (signal) => (await listAll(rest, { path: root, resource }, toRuntimeClass, signal)).items,
    watch: (onChange, signal) =>
      listAndWatch(
        rest,
        clock,
        { path: root, resource },
        toRuntimeClass,
        (present) => onChange([...present.values()]),
        signal,
      ),
    apply: async (manifest, { force }, signal) => {
      const name = stringAt(manifest, "metadata", "name") ?? "";
      const request = {
        method: "PATCH",
        path: pathOf(name),
        query: { fieldManager, ...(force ? { force: "true" } : {}) },
        body: manifest,
        contentType: "application/apply-patch+yaml",
        purpose: { verb: "patch", resource, name },
      } as const;
      return toRuntimeClass(await rest.json(request, signal));
    },
    delete: (name, uid, signal) => remove(rest, pathOf(name), resource, name, uid, signal),
  };
}

function pods(rest: RestClient, clock: Clock): Pods {
  const rootOf = (namespace: string) => `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const everywhere = { path: "/api/v1/pods", resource: "pods" };
  const pathOf = (namespace: string, name: string) => `${rootOf(namespace)}/${encodeURIComponent(name)}`;
  return {
    create: async (namespace, manifest, signal) => {
      const name = stringAt(manifest, "metadata", "name");
      const purpose = { verb: "create", resource: "pods", ...(name === undefined ? {} : { name }) } as const;
      const request = {
        method: "POST",
        path: rootOf(namespace),
        query: { fieldManager },
        body: manifest,
        purpose,
      } as const;
      return toPodResult(await rest.json(request, signal));
    },
    listSummaries: async (signal) => (await listAll(rest, everywhere, toPodSummary, signal)).items,
    watchSummaries: (onChange, signal) =>
      listAndWatch(
        rest,
        clock,
        everywhere,
        toPodSummary,
        (present) => onChange({ [Symbol.iterator]: () => present.values() }),
        signal,
      ),
    log: (namespace, name, container, signal) =>
      rest.text(
        {
          method: "GET",
          path: `${pathOf(namespace, name)}/log`,
          query: { container },
          purpose: { verb: "get", resource: "pods/log", name },
        },
        signal,
      ),
    watchAll: (namespace, labelSelector, onChange, signal) => {
      const listed = { path: rootOf(namespace), resource: "pods", labelSelector };
      return listAndWatch(rest, clock, listed, toPodResult, (present) => onChange([...present.values()]), signal);
    },
    delete: (namespace, name, signal) => remove(rest, pathOf(namespace, name), "pods", name, undefined, signal),
    deleteAll: async (namespace, labelSelector, signal) => {
      const purpose = { verb: "deletecollection", resource: "pods" } as const;
      await rest.json({ method: "DELETE", path: rootOf(namespace), query: { labelSelector }, purpose }, signal);
    },
  };
}

function objects(rest: RestClient): Objects {
  const get = (reference: ObjectReference, signal: AbortSignal) => {
    const { path, resource } = addressOf(reference);
    const purpose = { verb: "get", resource, name: reference.name } as const;
    return orUndefined(async () => toJsonObject(await rest.json({ method: "GET", path, purpose }, signal)));
  };
  return {
    get,
    apply: async (manifest, { force }, signal) => {
      const reference = referenceOf(manifest);
      const { path, resource } = addressOf(reference);
      const before = versionOf(await get(reference, signal));
      const request = {
        method: "PATCH",
        path,
        query: { fieldManager, ...(force ? { force: "true" } : {}) },
        body: manifest,
        contentType: "application/apply-patch+yaml",
        purpose: { verb: "patch", resource, name: reference.name },
      } as const;
      return versionOf(await rest.json(request, signal)) === before ? "unchanged" : "changed";
    },
    delete: (reference, signal) => {
      const { path, resource } = addressOf(reference);
      return remove(rest, path, resource, reference.name, undefined, signal);
    },
  };
}

/** What changes with an object, but not with its status: the generation where the kind has one. */
function versionOf(object: unknown): string | undefined {
  const generation = numberAt(object, "metadata", "generation");
  return generation === undefined ? stringAt(object, "metadata", "resourceVersion") : String(generation);
}

async function remove(
  rest: RestClient,
  path: string,
  resource: string,
  name: string,
  uid: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const body = uid === undefined ? {} : { body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } } };
  const purpose = { verb: "delete", resource, name } as const;
  const done = await orUndefined(() => rest.json({ method: "DELETE", path, purpose, ...body }, signal));
  return done !== undefined;
}

async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiStatusError && error.status === 404) return undefined;
    throw error;
  }
}
