import type { ClusterState } from "../../cluster-state.js";
import { equal } from "../../objects/json.js";
import type { KubeObject } from "../../objects/objects.js";
import {
  asDeployment,
  asReplicaSet,
  type DeploymentObject,
  type DeploymentStatus,
  type ReplicaSetObject,
} from "../../objects/workloads.js";
import { updateObject } from "../../registry/registry.js";
import { deployments, replicaSets } from "../../store/workload-resources.js";
import { manager } from "../controller.js";
import type { PodControl } from "../pod-control.js";
import { sizeAnnotations } from "./annotations.js";
import { familyOf, type Family } from "./replica-set-list.js";

/** One look of the controller at one deployment: the deployment and its ReplicaSets as they are now. */
export class Rollout {
  readonly state: ClusterState;
  readonly #events: PodControl;
  #deployment: DeploymentObject;
  #family: Family;

  constructor(state: ClusterState, events: PodControl, deployment: DeploymentObject) {
    this.state = state;
    this.#events = events;
    this.#deployment = deployment;
    this.#family = familyOf(state, deployment);
  }

  get deployment(): DeploymentObject {
    return this.#deployment;
  }

  get family(): Family {
    return this.#family;
  }

  get nowMs(): number {
    return this.state.clock.now();
  }

  /** To be called after a ReplicaSet was made or deleted. */
  refresh(): void {
    this.#family = familyOf(this.state, this.#deployment);
  }

  event(type: "Normal" | "Warning", reason: string, message: string): void {
    this.#events.event(this.#deployment, type, reason, message);
  }

  /** Writes the status, and annotations where they are given; nothing when nothing changes. */
  writeStatus(status: DeploymentStatus, annotations: Readonly<Record<string, string>> = {}): void {
    const { namespace = "", name, annotations: present = {} } = this.#deployment.metadata;
    const isKnown = Object.entries(annotations).every(([key, value]) => present[key] === value);
    if (isKnown && equal(status, this.#deployment.status)) return;
    const change = (found: KubeObject) => ({
      ...found,
      metadata: { ...found.metadata, annotations: { ...found.metadata.annotations, ...annotations } },
      status,
    });
    const options = { ...manager, subresource: "status" };
    this.#deployment = asDeployment(updateObject(this.state, deployments, namespace, name, change, options));
  }

  /** Sets a ReplicaSet's size and what it knows of the deployment's; true when its size changed. */
  scale(set: ReplicaSetObject, replicas: number): boolean {
    const before = set.spec.replicas;
    const sizes = sizeAnnotations(this.#deployment);
    const { namespace = "", name } = set.metadata;
    const change = (found: KubeObject) => ({
      ...found,
      metadata: { ...found.metadata, annotations: { ...found.metadata.annotations, ...sizes } },
      spec: { ...asReplicaSet(found).spec, replicas },
    });
    updateObject(this.state, replicaSets, namespace, name, change, manager);
    this.refresh();
    if (before === replicas) return false;
    const way = before < replicas ? "up" : "down";
    this.event("Normal", "ScalingReplicaSet", `Scaled ${way} replica set ${name} from ${before} to ${replicas}`);
    return true;
  }
}
