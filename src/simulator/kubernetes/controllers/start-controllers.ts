import type { ClusterState } from "../cluster-state.js";
import { NodeLifecycleController } from "../nodes/node-lifecycle-controller.js";
import { PodGarbageController } from "../nodes/pod-gc-controller.js";
import { TaintEvictionController } from "../nodes/taint-eviction-controller.js";
import { DisruptionController } from "../policy/disruption-controller.js";
import type { Controller } from "./controller.js";
import { DaemonSetController } from "./daemon-set/daemon-set-controller.js";
import { DeploymentController } from "./deployment/deployment-controller.js";
import { GarbageCollector } from "./garbage-collector.js";
import { JobController } from "./job/job-controller.js";
import { ReplicaSetController } from "./replica-set/replica-set-controller.js";

/** The loops of the controller manager. They hold nothing for a cluster without objects of theirs. */
export function startControllers(state: ClusterState): () => void {
  const controllers: readonly Controller[] = [
    new GarbageCollector(state),
    new DeploymentController(state),
    new ReplicaSetController(state),
    new DaemonSetController(state),
    new JobController(state),
    new DisruptionController(state),
    new NodeLifecycleController(state),
    new TaintEvictionController(state),
    new PodGarbageController(state),
  ];
  const stop = state.store.listenAll((change, resource) => {
    for (const controller of controllers) controller.see(change, resource);
  });
  return () => {
    stop();
    for (const controller of controllers) controller.stop();
  };
}
