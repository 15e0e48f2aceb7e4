import type { Call } from "../api/call.js";
import { badRequest } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import type { Kernel } from "../nodes/kernel.js";
import { asPod, type PodObject } from "../objects/objects.js";
import type { Change } from "../store/object-store.js";
import { pods } from "../store/resources.js";
import type { NodeImages } from "./image-pull.js";
import type { NodeRuntime } from "./node-runtime.js";
import type { Faults } from "../../faults/faults.js";
import { logOptions } from "./log-options.js";
import { serveContainerLog } from "./logs.js";
import { PodWorker } from "./pod-worker.js";

/** From a container's start to the restart of containerd that loses it; before the container does anything (assumed). */
const lostAfterMs = 50;

/** The kubelets of all nodes: a worker for each pod that is bound to a node. */
export class Kubelet {
  readonly #state: ClusterState;
  readonly #kernelOf: (node: string) => Kernel | undefined;
  readonly #workers = new Map<string, PodWorker>();
  readonly #images = new Set<string>();
  readonly #faults: Faults | undefined;
  #started = 0;

  constructor(state: ClusterState, kernelOf: (node: string) => Kernel | undefined, faults?: Faults) {
    this.#state = state;
    this.#kernelOf = kernelOf;
    this.#faults = faults;
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
    const options = logOptions(call);
    // A pod that no node has yet has nothing to stream.
    if ((pod.spec.nodeName ?? "") === "") {
      call.response.writeHead(204).end();
      return;
    }
    const logs = this.#workers.get(pod.metadata.uid)?.logs.get(container);
    const isPrevious = call.query.get("previous") === "true";
    const log = isPrevious ? logs?.previous : logs?.current;
    if (log === undefined) throw badRequest(whyNoLog(pod, container, isPrevious));
    serveContainerLog(log, options, call, onOpen);
  }

  stopNode(name: string): void {
    for (const worker of this.#workersOn(name)) worker.stop();
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
      this.#workers.set(uid, new PodWorker(this.#state, pod, host, this.#started++, this.#runtimeOf(node)));
    else if (deletionTimestamp !== undefined) worker?.terminate(deletionGracePeriodSeconds);
    else worker?.seeGates(pod);
  }

  #runtimeOf(node: string): NodeRuntime {
    return {
      images: this.#imagesOf(node),
      onContainerStart: () => {
        if (this.#faults?.take("containers-lost", `nodes/${node}`) === undefined) return;
        this.#state.clock.after(lostAfterMs, () => {
          this.#state.log(
            `kubernetes ${this.#state.name}: containerd of ${node} is restarted and loses its containers`,
          );
          for (const worker of this.#workersOn(node)) worker.loseContainers();
        });
      },
    };
  }

  #workersOn(node: string): readonly PodWorker[] {
    return [...this.#state.store.each(pods)]
      .filter((object) => asPod(object).spec.nodeName === node)
      .flatMap(({ metadata: { uid } }) => this.#workers.get(uid) ?? []);
  }

  #imagesOf(node: string): NodeImages {
    const keyOf = (image: string) => `${node} ${image}`;
    return {
      has: (image) => this.#images.has(keyOf(image)),
      add: (image) => {
        this.#images.add(keyOf(image));
      },
    };
  }
}

/** The kubelet's words for a container that has printed nothing yet (`validateContainerLogStatus`). */
function whyNoLog({ metadata: { name }, status }: PodObject, container: string, isPrevious: boolean): string {
  const where = `container "${container}" in pod "${name}"`;
  if (isPrevious) return `previous terminated ${where} not found`;
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const found = all.find((item) => item.name === container);
  if (found === undefined) return `${where} is not available`;
  const reason = found.state.waiting?.reason ?? "ContainerCreating";
  const words: Readonly<Record<string, string>> = {
    ErrImagePull: "image can't be pulled",
    ImagePullBackOff: "trying and failing to pull image",
  };
  return `${where} is waiting to start: ${words[reason] ?? reason}`;
}
