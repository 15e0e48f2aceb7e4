import type { ClusterState } from "../cluster-state.js";
import { manager, type Controller } from "../controllers/controller.js";
import { WorkQueue } from "../controllers/work-queue.js";
import { asNode, timestamp, type KubeObject, type NodeObject, type Taint } from "../objects/objects.js";
import { updateObject } from "../registry/registry.js";
import type { Change } from "../store/object-store.js";
import { nodes, type Resource } from "../store/resources.js";

/** Which taint says what a condition says (`nodeConditionToTaintKeyStatusMap`). */
const byCondition: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: "Ready", status: "False", key: "node.kubernetes.io/not-ready" },
  { type: "Ready", status: "Unknown", key: "node.kubernetes.io/unreachable" },
  { type: "MemoryPressure", status: "True", key: "node.kubernetes.io/memory-pressure" },
  { type: "DiskPressure", status: "True", key: "node.kubernetes.io/disk-pressure" },
  { type: "NetworkUnavailable", status: "True", key: "node.kubernetes.io/network-unavailable" },
  { type: "PIDPressure", status: "True", key: "node.kubernetes.io/pid-pressure" },
];
const unschedulable = "node.kubernetes.io/unschedulable";

/** Keeps the taints that follow from a node's conditions and from its being cordoned (`pkg/controller/nodelifecycle`). */
export class NodeLifecycleController implements Controller {
  readonly #state: ClusterState;
  readonly #queue: WorkQueue;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#queue = new WorkQueue(state.clock, (name) => {
      this.#sync(name);
    });
  }

  see({ type, object }: Change, resource: Resource): void {
    if (resource === nodes && type !== "DELETED" && withTaints(asNode(object), "") !== undefined)
      this.#queue.add(object.metadata.name);
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(name: string): void {
    const found = this.#state.store.get(nodes, "", name);
    if (found === undefined) return;
    const spec = withTaints(asNode(found), timestamp(this.#state.clock.now()));
    if (spec !== undefined)
      updateObject(this.#state, nodes, "", name, (node: KubeObject) => ({ ...node, spec }), manager);
  }
}

/** The node's spec with the taints that it must have, or undefined when they are right. */
function withTaints({ spec, status }: NodeObject, timeAdded: string): NodeObject["spec"] | undefined {
  const { taints = [], ...rest } = spec;
  const wanted = wantedTaints(spec.unschedulable === true, status.conditions);
  const isWanted = ({ key, effect }: Taint) => wanted.some((taint) => taint.key === key && taint.effect === effect);
  const kept = taints.filter((taint) => !isOurs(taint) || isWanted(taint));
  const missing = wanted.filter(
    ({ key, effect }) => !kept.some((taint) => taint.key === key && taint.effect === effect),
  );
  if (kept.length === taints.length && missing.length === 0) return undefined;
  const all = [...kept, ...missing.map((taint) => ({ ...taint, timeAdded }))];
  return { ...rest, ...(all.length === 0 ? {} : { taints: all }) };
}

const isOurs = ({ key, effect }: Taint) =>
  (effect === "NoSchedule" && (key === unschedulable || byCondition.some((row) => row.key === key))) ||
  (effect === "NoExecute" && byCondition.some((row) => row.type === "Ready" && row.key === key));

function wantedTaints(isCordoned: boolean, conditions: NodeObject["status"]["conditions"]): Taint[] {
  const holding = byCondition.filter((row) =>
    conditions.some((condition) => condition.type === row.type && condition.status === row.status),
  );
  return [
    ...holding.map(({ key }) => ({ key, effect: "NoSchedule" })),
    ...(isCordoned ? [{ key: unschedulable, effect: "NoSchedule" }] : []),
    ...holding.filter(({ type }) => type === "Ready").map(({ key }) => ({ key, effect: "NoExecute" })),
  ];
}
