import { StatusError } from "../api/status-error.js";
import type { User } from "../authentication/user.js";
import { authenticatedGroup } from "../authentication/user.js";
import { nothing } from "../authorization/attributes.js";
import { authorize, forbiddenTo } from "../authorization/rbac.js";
import type { ClusterState } from "../cluster-state.js";
import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import { asNode, asPod, type Container, type NodeObject, type PodObject } from "../objects/objects.js";
import { updateObject } from "../registry/registry.js";
import { nodes, pods } from "../store/resources.js";
import { handlerOf } from "./node-side.js";
import type { Run } from "./shell/run.js";

/** What the installer of templates/gvisor does, as far as a cluster shows it; all durations assumed. */
const copyMs = 1_500;
const restartMs = 1_000;
/** The kubelet asks containerd every 5 s, and writes what is new into its node. */
const reportMs = 5_000;
const pauseMs = 5_000;
const handler = "runsc";

export interface InstallerWorld {
  readonly state: ClusterState;
  readonly pod: PodObject;
  readonly container: Container;
  readonly env: ReadonlyMap<string, string>;
  readonly write: (text: string) => void;
  /** The readiness probe has found what it looks for. */
  readonly ready: () => void;
}

/**
 * Whether a container is taken for the installer: the simulator cannot look into its image, but no other program has just
 * these variables and one of these arguments.
 */
export function isInstaller({ command = [], args = [] }: Container, env: ReadonlyMap<string, string>): boolean {
  const variables = [
    "NODE_NAME",
    "FOLDER",
    "CONFIG",
    "CONTAINERD",
    "RESTART",
    "RUNSC_FLAGS",
    "READY_LABEL",
    "INIT_TAINT",
  ];
  const job = args[0] ?? "";
  return (
    command.length === 0 &&
    args.length === 1 &&
    ["install", "uninstall"].includes(job) &&
    variables.every((name) => env.has(name))
  );
}

/** Yields milliseconds to sleep; returns the exit code. */
export function* runInstaller(world: InstallerWorld): Run {
  try {
    const problem = whyNot(world);
    if (problem !== undefined) throw new Stop(`ERROR: ${problem}`);
    yield copyMs;
    if (world.container.args?.[0] === "install") yield* install(world);
    else yield* uninstall(world);
  } catch (error) {
    if (error instanceof StatusError) world.write(`Error from server (${error.reason}): ${error.message}\n`);
    else if (error instanceof Stop) world.write(`${error.message}\n`);
    else throw error;
    return 1;
  }
  world.ready();
  for (;;) yield Number.POSITIVE_INFINITY;
}

class Stop extends Error {}

function* install(world: InstallerWorld): Generator<number, void> {
  const [key, value] = label(world);
  if (!hasHandler(read(world))) {
    if (read(world).metadata.labels?.[key] !== undefined) setLabel(world, key, undefined);
    world.write(`restart containerd: ${world.env.get("RESTART") ?? ""}\n`);
    yield restartMs;
    world.write(`wait for the kubelet to report the handler ${handler}\n`);
    yield reportMs;
    report(world, true);
  }
  const node = read(world);
  if (node.metadata.labels?.[key] !== value) setLabel(world, key, value);
  const [taint = ""] = (world.env.get("INIT_TAINT") ?? "").split(/[=:]/);
  if (node.spec.taints?.some((one) => one.key === taint) === true) {
    change(world, "kubectl-taint", ({ spec: { taints = [], ...spec }, ...rest }) => {
      const left = taints.filter((one) => one.key !== taint);
      return { ...rest, spec: { ...spec, ...(left.length === 0 ? {} : { taints: left }) } };
    });
  }
  world.write(`node ${nodeName(world)} is ready for gVisor pods\n`);
}

function* uninstall(world: InstallerWorld): Generator<number, void> {
  const [key] = label(world);
  if (read(world).metadata.labels?.[key] !== undefined) setLabel(world, key, undefined);
  for (let left = sandboxes(world); left > 0; left = sandboxes(world)) {
    world.write(`wait for the gVisor pods of this node to go: ${left} programs run\n`);
    yield pauseMs;
  }
  if (hasHandler(read(world))) {
    world.write(`restart containerd: ${world.env.get("RESTART") ?? ""}\n`);
    yield restartMs;
    yield reportMs;
    report(world, false);
  }
  world.write(`gVisor is off node ${nodeName(world)}\n`);
}

/** What the script would end with at once: it needs the node's namespaces and two of its folders. */
function whyNot({ pod, container, env }: InstallerWorld): string | undefined {
  const spec: JsonObject = { ...pod.spec };
  const isPrivileged = valueAt({ ...container }, "securityContext", "privileged") === true;
  const containerd = env.get("CONTAINERD") ?? "";
  if (spec["hostPID"] !== true || !isPrivileged)
    return `containerd cannot be asked for its version: ${containerd} --version`;
  const config = env.get("CONFIG") ?? "";
  const mounts = list({ ...container }, "volumeMounts").map((mount) => ({
    path: stringOf(mount["mountPath"]),
    volume: list(spec, "volumes").find((volume) => volume["name"] === mount["name"]),
  }));
  const isHosts = (path: string) =>
    mounts.some((mount) => mount.path === path && valueAt(mount.volume, "hostPath", "path") === path);
  if (!isHosts(config.slice(0, config.lastIndexOf("/")))) return `${config} does not exist; nothing was changed`;
  return isHosts(env.get("FOLDER") ?? "") ? undefined : `${env.get("FOLDER") ?? ""} is not a folder of the node`;
}

function list(object: JsonObject, key: string): readonly JsonObject[] {
  const found: Json | undefined = object[key];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

function nodeName({ env }: InstallerWorld): string {
  return env.get("NODE_NAME") ?? "";
}

function label({ env }: InstallerWorld): readonly [key: string, value: string] {
  const [key = "", value = ""] = (env.get("READY_LABEL") ?? "").split("=");
  return [key, value];
}

function hasHandler(node: NodeObject): boolean {
  return node.status.runtimeHandlers?.some(({ name }) => name === handler) === true;
}

function sandboxes({ state, pod: own }: InstallerWorld): number {
  return [...state.store.list(pods)]
    .map(asPod)
    .filter((pod) => pod.spec.nodeName === own.spec.nodeName && handlerOf(state, pod) === handler)
    .filter(({ status }) => !["Succeeded", "Failed"].includes(status.phase)).length;
}

/** The service account of the pod, as its token tells. */
function userOf({ pod }: InstallerWorld): User {
  const { namespace = "", name, uid } = pod.metadata;
  const account = stringOf(valueAt({ ...pod.spec }, "serviceAccountName")) || "default";
  return {
    username: `system:serviceaccount:${namespace}:${account}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, authenticatedGroup],
    extra: {
      "authentication.kubernetes.io/node-name": [pod.spec.nodeName ?? ""],
      "authentication.kubernetes.io/pod-name": [name],
      "authentication.kubernetes.io/pod-uid": [uid],
    },
  };
}

function allow(world: InstallerWorld, verb: "get" | "patch"): void {
  const attributes = { ...nothing, user: userOf(world), verb, resource: "nodes", name: nodeName(world) };
  const { isAllowed, reason } = authorize(world.state, attributes);
  if (!isAllowed) throw forbiddenTo(attributes, reason);
}

function read(world: InstallerWorld): NodeObject {
  allow(world, "get");
  const found = world.state.store.get(nodes, "", nodeName(world));
  if (found === undefined) throw new Stop(`Error from server (NotFound): nodes "${nodeName(world)}" not found`);
  return asNode(found);
}

function setLabel(world: InstallerWorld, key: string, value: string | undefined): void {
  change(world, "kubectl-label", (node) => {
    const { [key]: _old, ...others } = node.metadata.labels ?? {};
    const labels = value === undefined ? others : { ...others, [key]: value };
    return { ...node, metadata: { ...node.metadata, labels } };
  });
}

/** As kubectl in the pod: by the roles and the admission of the cluster. */
function change(world: InstallerWorld, manager: string, edit: (node: NodeObject) => NodeObject): void {
  allow(world, "patch");
  updateObject(world.state, nodes, "", nodeName(world), (found) => edit(asNode(found)), {
    manager,
    user: userOf(world),
  });
}

/** The kubelet tells what its containerd has. */
function report({ state, pod }: InstallerWorld, isThere: boolean): void {
  const name = pod.spec.nodeName ?? "";
  const options = { manager: "kubelet", subresource: "status" };
  const edit = (node: NodeObject): NodeObject => {
    const others = (node.status.runtimeHandlers ?? []).filter((one) => one.name !== handler);
    const own = { name: handler, features: { recursiveReadOnlyMounts: false, userNamespaces: false } };
    return { ...node, status: { ...node.status, runtimeHandlers: isThere ? [...others, own] : others } };
  };
  updateObject(state, nodes, "", name, (found) => edit(asNode(found)), options);
  state.log(`kubernetes ${state.name}: node ${name} ${isThere ? "has" : "no longer has"} the handler ${handler}`);
}
