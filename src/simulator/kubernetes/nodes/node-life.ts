import type { BackendNode } from "../backend.js";
import type { ClusterState } from "../cluster-state.js";
import { recordEvent } from "../events.js";
import { asNode, asPod, type NodeObject, type Taint } from "../objects/objects.js";
import { createObject, deleteObject, updateObject } from "../registry/registry.js";
import { nodes, pods } from "../store/resources.js";
import { nodeImage, type Kernel } from "./kernel.js";
import { conditions, newNode, nodeLabels, notReadyTaints, parseTaints } from "./node-object.js";

/** Assumed: from a machine's boot to its registration. */
const bootToJoinMs = 30_000;
const kubelet = { manager: "kubelet" };

/** The machines of a cluster: they join, become ready, change with their pool, leave. */
export class NodeLife {
  readonly #state: ClusterState;
  readonly #subscriptionId: string;
  readonly #machines = new Map<string, { given: BackendNode; readonly kernel: Kernel; cancelReady: () => void }>();
  #joined = 0;

  constructor(state: ClusterState, subscriptionId: string) {
    this.#state = state;
    this.#subscriptionId = subscriptionId;
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
    // The cloud's node controller takes the node, and with it its pods, away.
    this.#state.store.remove(nodes, "", name);
    for (const pod of [...this.#state.store.each(pods)]) {
      if (asPod(pod).spec.nodeName === name)
        this.#state.store.remove(pods, pod.metadata.namespace ?? "", pod.metadata.name);
    }
    this.#state.log(`kubernetes ${this.#state.name}: node ${name} is gone`);
  }

  /**
   * Cordons a node and asks its pods to leave, as a drain does; those of DaemonSets stay. Disruption budgets are not
   * asked: pods are deleted, not evicted.
   */
  drain(name: string): void {
    if (!this.#machines.has(name)) return;
    const cordon: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
    this.#write(name, "", (node) => {
      const taints = (node.spec.taints ?? []).filter(({ key }) => key !== cordon.key);
      return { ...node, spec: { ...node.spec, unschedulable: true, taints: [...taints, cordon] } };
    });
    for (const pod of [...this.#state.store.each(pods)]) {
      const { metadata, spec } = asPod(pod);
      const isDaemon = metadata.ownerReferences?.some(({ kind }) => kind === "DaemonSet") === true;
      if (spec.nodeName === name && !isDaemon)
        deleteObject(this.#state, pods, metadata.namespace ?? "", metadata.name, {});
    }
    this.#state.log(`kubernetes ${this.#state.name}: node ${name} is drained`);
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
    const isNotReady = (taint: Taint) => notReadyTaints.some((other) => other.key === taint.key);
    this.#write(name, "", (node) => ({
      ...node,
      spec: { ...node.spec, taints: (node.spec.taints ?? []).filter((taint) => !isNotReady(taint)) },
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
    const wasGiven = (taint: Taint) =>
      parseTaints(before.taints).some((old) => old.key === taint.key && old.effect === taint.effect);
    this.#write(node.name, "", (object) => {
      const old = nodeLabels(before);
      const labels = Object.fromEntries(Object.entries(object.metadata.labels ?? {}).filter(([key]) => !(key in old)));
      const taints = (object.spec.taints ?? []).filter((taint) => !wasGiven(taint));
      return {
        ...object,
        metadata: { ...object.metadata, labels: { ...labels, ...nodeLabels(node) } },
        spec: { ...object.spec, taints: [...taints, ...parseTaints(node.taints)] },
      };
    });
  }

  #write(name: string, subresource: string, change: (node: NodeObject) => NodeObject): void {
    if (this.#state.store.get(nodes, "", name) === undefined) return;
    updateObject(this.#state, nodes, "", name, (node) => change(asNode(node)), { ...kubelet, subresource });
  }
}
