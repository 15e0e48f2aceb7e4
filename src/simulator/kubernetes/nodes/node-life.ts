import { StatusError } from "../api/status-error.js";
import type { BackendNode, DrainState } from "../backend.js";
import type { ClusterState } from "../cluster-state.js";
import { controllerOf } from "../controllers/owners.js";
import { WorkQueue } from "../controllers/work-queue.js";
import { recordEvent } from "../events.js";
import { equal } from "../objects/json.js";
import { asNode, asPod, type KubeObject, type NodeObject, type Taint } from "../objects/objects.js";
import { evict } from "../policy/evict.js";
import { createObject, updateObject } from "../registry/registry.js";
import { nodes, pods } from "../store/resources.js";
import { nodeImage, type Kernel } from "./kernel.js";
import { conditions, newNode, nodeLabels, parseTaints } from "./node-object.js";
import { poolMarksOf } from "./pool-marks.js";

/** Assumed: from a machine's boot to its registration. */
const bootToJoinMs = 30_000;
/** Assumed: from the removal of a pool's label or taint to its being put back. */
const reconcileAfterMs = 60_000;
/** kubectl's own pause between two tries of an eviction. */
const evictionRetryMs = 5_000;
const kubelet = { manager: "kubelet" };
const isSameTaint = (a: Taint, b: Taint) =>
  a.key === b.key && a.effect === b.effect && (a.value ?? "") === (b.value ?? "");

/** The machines of a cluster: they join, become ready, change with their pool, leave. */
export class NodeLife {
  readonly #state: ClusterState;
  readonly #subscriptionId: string;
  readonly #machines = new Map<string, { given: BackendNode; readonly kernel: Kernel; cancelReady: () => void }>();
  /** Uid of a pod that its disruption budget holds back -> the budget's name. */
  readonly #heldBack = new Map<string, string>();
  #joined = 0;

  /** Called when a machine is gone: what ran there runs no more. */
  onGone: ((name: string) => void) | undefined;

  constructor(state: ClusterState, subscriptionId: string) {
    this.#state = state;
    this.#subscriptionId = subscriptionId;
  }

  /** Puts labels and taints of the pools back where they were removed. Returns what ends it. */
  start(): () => void {
    const queue = new WorkQueue(this.#state.clock, (name) => {
      this.#putBack(name);
    });
    const stop = this.#state.store.listen(nodes, ({ type, object }) => {
      const { name } = object.metadata;
      if (type === "MODIFIED" && this.#lacksMarks(name)) queue.add(name, reconcileAfterMs);
    });
    return () => {
      stop();
      queue.stop();
    };
  }

  kernelOf(name: string): Kernel | undefined {
    return this.#machines.get(name)?.kernel;
  }

  /** Names of the nodes that say that they are Ready. */
  ready(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const object of this.#state.store.each(nodes)) {
      const found = asNode(object).status.conditions.find(({ type }) => type === "Ready");
      if (found?.status === "True") names.add(object.metadata.name);
    }
    return names;
  }

  upsert(node: BackendNode): void {
    if (this.#machines.has(node.name)) this.#change(node);
    else this.#join(node);
  }

  remove(name: string): void {
    const machine = this.#machines.get(name);
    if (machine === undefined) return;
    machine.cancelReady();
    this.#machines.delete(name);
    poolMarksOf(this.#state).delete(name);
    this.onGone?.(name);
    // The cloud's node controller takes the node away; its pods follow by the pod garbage collector.
    this.#state.store.remove(nodes, "", name);
    this.#state.log(`kubernetes ${this.#state.name}: node ${name} is gone`);
  }

  /**
   * Cordons a node and evicts its pods, as a drain does; those of DaemonSets stay. A pod that its disruption budget
   * holds back is asked again until the machine goes or is uncordoned.
   */
  drain(name: string): void {
    if (!this.#machines.has(name)) return;
    this.#write(name, "", (node) => ({ ...node, spec: { ...node.spec, unschedulable: true } }));
    for (const pod of this.#state.store.list(pods)) {
      const isDaemon = controllerOf(pod)?.kind === "DaemonSet";
      if (asPod(pod).spec.nodeName === name && !isDaemon) this.#evict(pod);
    }
    this.#state.log(`kubernetes ${this.#state.name}: node ${name} is drained`);
  }

  drainState(name: string): DrainState {
    const left = [...this.#state.store.list(pods)].filter(
      (pod) => asPod(pod).spec.nodeName === name && controllerOf(pod)?.kind !== "DaemonSet",
    );
    const blocked = left.find(({ metadata: { uid } }) => this.#heldBack.has(uid));
    if (blocked === undefined) return { left: left.length };
    const { namespace = "", name: pod, uid } = blocked.metadata;
    return { left: left.length, blocked: { namespace, pod, budget: this.#heldBack.get(uid) ?? "" } };
  }

  uncordon(name: string): void {
    this.#write(name, "", (node) => ({ ...node, spec: { ...node.spec, unschedulable: false } }));
  }

  #isCordoned(name: string): boolean {
    const node = this.#state.store.get(nodes, "", name);
    return node !== undefined && asNode(node).spec.unschedulable === true;
  }

  #evict({ metadata: { namespace = "", name, uid } }: KubeObject): void {
    const found = this.#state.store.get(pods, namespace, name);
    this.#heldBack.delete(uid);
    if (found?.metadata.uid !== uid || !this.#isCordoned(asPod(found).spec.nodeName ?? "")) return;
    try {
      evict(this.#state, namespace, name, {});
    } catch (error) {
      if (!(error instanceof StatusError && error.code === 429)) throw error;
      const cause = error.details?.causes?.[0]?.message ?? "";
      this.#heldBack.set(uid, /disruption budget (\S+)/.exec(cause)?.[1] ?? "");
      this.#state.clock.after(evictionRetryMs, () => {
        this.#evict(found);
      });
    }
  }

  #join(node: BackendNode): void {
    const { clock, random } = this.#state;
    const kernel: Kernel = {
      release: nodeImage(node.osSku, node.sandbox).kernelRelease,
      bootId: random.guid(),
      bootMs: clock.now() - bootToJoinMs,
      commandLine: "BOOT_IMAGE=/boot/vmlinuz root=LABEL=cloudimg-rootfs ro console=ttyS0",
      vcpus: node.vcpus,
      memoryMib: node.memoryMib,
      hasNoGuests: node.kataIsRunc === true,
      isGuestDefault: node.isKataDefault === true,
    };
    const place = {
      index: this.#joined++,
      uid: random.guid(),
      joinedMs: clock.now(),
      kernel,
      machineId: random.guid().replaceAll("-", ""),
      systemUuid: random.guid(),
      subscriptionId: this.#subscriptionId,
    };
    poolMarksOf(this.#state).set(node.name, node);
    createObject(this.#state, nodes, "", newNode(node, place), kubelet);
    this.#state.log(`kubernetes ${this.#state.name}: node ${node.name} joined`);
    const becomeReady = () => {
      this.#becomeReady(node.name);
    };
    const cancelReady = node.readyAfterMs === undefined ? () => undefined : clock.after(node.readyAfterMs, becomeReady);
    this.#machines.set(node.name, { given: node, kernel, cancelReady });
  }

  #becomeReady(name: string): void {
    this.#write(name, "status", (node) => ({
      ...node,
      status: { ...node.status, conditions: conditions(true, this.#state.clock.now()) },
    }));
    recordEvent(this.#state, {
      object: { kind: "Node", name, uid: name },
      type: "Normal",
      reason: "NodeReady",
      message: `Node ${name} status is now: NodeReady`,
      component: "kubelet",
      host: name,
    });
    this.#state.log(`kubernetes ${this.#state.name}: node ${name} is Ready`);
  }

  /** The pool's labels or taints changed: what it gave before goes, what it gives now comes. */
  #change(node: BackendNode): void {
    const machine = this.#machines.get(node.name);
    if (machine === undefined) return;
    const before = machine.given;
    machine.given = node;
    poolMarksOf(this.#state).set(node.name, node);
    const wasGiven = (taint: Taint) =>
      parseTaints(before.taints).some((old) => old.key === taint.key && old.effect === taint.effect);
    const found = this.#state.store.get(nodes, "", node.name);
    if (found === undefined) return;
    const { metadata, spec } = asNode(found);
    const old = nodeLabels(before);
    const others = Object.entries(metadata.labels ?? {}).filter(([key]) => !(key in old));
    const labels = { ...Object.fromEntries(others), ...nodeLabels(node) };
    const { taints: present = [], ...rest } = spec;
    const taints = [...present.filter((taint) => !wasGiven(taint)), ...parseTaints(node.taints)];
    // Most changes of a pool leave its nodes as they are.
    if (equal(labels, metadata.labels) && equal(taints, present)) return;
    this.#write(node.name, "", (object) => ({
      ...object,
      metadata: { ...object.metadata, labels },
      spec: { ...rest, ...(taints.length === 0 ? {} : { taints }) },
    }));
  }

  #lacksMarks(name: string): boolean {
    const given = this.#machines.get(name)?.given;
    const found = this.#state.store.get(nodes, "", name);
    if (given === undefined || found === undefined) return false;
    const { taints = [] } = asNode(found).spec;
    return (
      Object.entries(given.labels).some(([key, value]) => found.metadata.labels?.[key] !== value) ||
      parseTaints(given.taints).some((taint) => !taints.some((other) => isSameTaint(taint, other)))
    );
  }

  #putBack(name: string): void {
    const given = this.#machines.get(name)?.given;
    if (given === undefined || !this.#lacksMarks(name)) return;
    this.#change(given);
    this.#state.log(`kubernetes ${this.#state.name}: node ${name} has its pool's labels and taints back`);
  }

  #write(name: string, subresource: string, change: (node: NodeObject) => NodeObject): void {
    if (this.#state.store.get(nodes, "", name) === undefined) return;
    updateObject(this.#state, nodes, "", name, (node) => change(asNode(node)), { ...kubelet, subresource });
  }
}
