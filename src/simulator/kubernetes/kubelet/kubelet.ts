import type { Call } from "../api/call.js";
import { badRequest, StatusError } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import type { Kernel } from "../nodes/kernel.js";
import { asPod, type PodObject } from "../objects/objects.js";
import type { Change } from "../store/object-store.js";
import { pods } from "../store/resources.js";
import { serveContainerLog } from "./logs.js";
import { PodWorker } from "./pod-worker.js";

/** The kubelets of all nodes: a worker for each pod that is bound to a node. */
export class Kubelet {
  readonly #state: ClusterState;
  readonly #kernelOf: (node: string) => Kernel | undefined;
  readonly #workers = new Map<string, PodWorker>();
  readonly #images = new Set<string>();
  #started = 0;

  constructor(state: ClusterState, kernelOf: (node: string) => Kernel | undefined) {
    this.#state = state;
    this.#kernelOf = kernelOf;
  }

  start(): () => void {
    const stop = this.#state.store.listen(pods, (change) => {
      this.#see(change);
    });
    return () => {
      stop();
      this.#workers.forEach((worker) => {
        worker.stop();
      });
      this.#workers.clear();
    };
  }

  serveLog(pod: PodObject, container: string, call: Call, onOpen: (end: () => void) => void): void {
    const logs = this.#workers.get(pod.metadata.uid)?.logs.get(container);
    const where = `container "${container}" in pod "${pod.metadata.name}"`;
    const isPrevious = call.query.get("previous") === "true";
    if (isPrevious && logs?.previous === undefined)
      throw badRequest(
        `previous terminated ${where.replace(" in pod", "").replace(/"([^"]+)"$/, 'in pod "$1"')} not found`,
      );
    const log = isPrevious ? logs?.previous : logs?.current;
    if (log !== undefined) {
      serveContainerLog(log, call, onOpen);
      return;
    }
    const status = pod.status.containerStatuses?.find((item) => item.name === container);
    const reason = status?.state.waiting?.reason ?? "no logs yet";
    if ((pod.spec.nodeName ?? "") === "" || reason === "no logs yet")
      // The API server has no node to ask; it answers an empty log only once the pod has one.
      throw new StatusError(400, "BadRequest", `${where} is waiting to start - no logs yet`);
    throw badRequest(`${where} is waiting to start: ${reason}`);
  }

  stopNode(name: string): void {
    for (const object of this.#state.store.each(pods))
      if (asPod(object).spec.nodeName === name) this.#workers.get(object.metadata.uid)?.stop();
    for (const key of this.#images) if (key.startsWith(`${name} `)) this.#images.delete(key);
  }

  #see({ type, object }: Change): void {
    const pod = asPod(object);
    const { uid, deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
    const worker = this.#workers.get(uid);
    if (type === "DELETED") {
      worker?.stop();
      this.#workers.delete(uid);
      return;
    }
    const node = pod.spec.nodeName ?? "";
    const host = node === "" ? undefined : this.#kernelOf(node);
    if (worker === undefined && host !== undefined && pod.status.phase === "Pending")
      this.#workers.set(
        uid,
        new PodWorker(this.#state, pod, host, this.#started++, (image) => this.#isThere(node, image)),
      );
    else if (deletionTimestamp !== undefined) worker?.terminate(deletionGracePeriodSeconds);
  }

  /** Whether a node has pulled an image; asking counts as pulling. */
  #isThere(node: string, image: string): boolean {
    const key = `${node} ${image}`;
    const isThere = this.#images.has(key);
    this.#images.add(key);
    return isThere;
  }
}
