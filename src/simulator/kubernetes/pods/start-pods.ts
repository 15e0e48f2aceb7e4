import type { ServeLog } from "../api/api-server.js";
import { badRequest, notFound } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { Kubelet } from "../kubelet/kubelet.js";
import type { Faults } from "../../faults/faults.js";
import type { Kernel } from "../nodes/kernel.js";
import { asPod } from "../objects/objects.js";
import { startScheduler } from "../scheduler/scheduler.js";
import { pods } from "../store/resources.js";

export interface PodMachinery {
  readonly serveLog: ServeLog;
  /** A machine is gone: what ran there runs no more. */
  readonly stopNode: (name: string) => void;
  stop(): void;
}

/** Scheduler, kubelets and logs of a cluster. `kernelOf` gives the kernel of a node by name. */
export function startPods(
  state: ClusterState,
  kernelOf: (node: string) => Kernel | undefined,
  faults?: Faults,
): PodMachinery {
  const kubelet = new Kubelet(state, kernelOf, faults);
  const stops = [startScheduler(state), kubelet.start()];
  return {
    stopNode: (name) => {
      kubelet.stopNode(name);
    },
    stop() {
      stops.forEach((stop) => {
        stop();
      });
    },
    serveLog(call, onOpen) {
      const found = state.store.get(pods, call.namespace, call.name);
      if (found === undefined) throw notFound(pods, call.name);
      const pod = asPod(found);
      const names = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map((container) => container.name);
      const asked = call.query.get("container") ?? "";
      if (asked === "" && names.length > 1)
        throw badRequest(
          `a container name must be specified for pod ${call.name}, choose one of: [${names.join(" ")}]`,
        );
      const container = asked === "" ? (names[0] ?? "") : asked;
      if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${call.name}`);
      kubelet.serveLog(pod, container, call, onOpen);
    },
  };
}
