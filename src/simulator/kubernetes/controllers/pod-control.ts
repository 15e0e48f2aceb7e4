import { StatusError } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { recordEvent } from "../events.js";
import type { KubeObject, PodSpec } from "../objects/objects.js";
import type { PodTemplate } from "../objects/workloads.js";
import { createObject, deleteObject } from "../registry/registry.js";
import { pods } from "../store/resources.js";
import { manager } from "./controller.js";
import { controllerReference } from "./owners.js";

export interface PodPlan {
  readonly template: PodTemplate;
  readonly labels?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly spec?: PodSpec;
}

/** Makes and deletes pods for one kind of controller, with the events that say so. */
export class PodControl {
  readonly #state: ClusterState;
  readonly #component: string;

  constructor(state: ClusterState, component: string) {
    this.#state = state;
    this.#component = component;
  }

  /** Returns the refusal when the API server refuses the pod; in a namespace that goes there is no event. */
  create(
    owner: KubeObject,
    { template, labels = {}, finalizers = [], spec = template.spec }: PodPlan,
  ): StatusError | undefined {
    const { name, namespace = "" } = owner.metadata;
    const metadata = {
      generateName: `${name}-`,
      labels: { ...template.metadata?.labels, ...labels },
      ...(template.metadata?.annotations === undefined ? {} : { annotations: template.metadata.annotations }),
      ...(finalizers.length === 0 ? {} : { finalizers: [...finalizers] }),
      ownerReferences: [controllerReference(owner)],
    };
    try {
      const made = createObject(this.#state, pods, namespace, { metadata, spec }, manager);
      this.event(owner, "Normal", "SuccessfulCreate", `Created pod: ${made.metadata.name}`);
      return undefined;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const isTerminating = error.details?.causes?.some((cause) => cause.reason === "NamespaceTerminating") === true;
      if (isTerminating) return undefined;
      this.event(owner, "Warning", "FailedCreate", `Error creating: ${error.message}`);
      return error;
    }
  }

  delete(owner: KubeObject, { metadata: { namespace = "", name } }: KubeObject): void {
    deleteObject(this.#state, pods, namespace, name, {});
    this.event(owner, "Normal", "SuccessfulDelete", `Deleted pod: ${name}`);
  }

  event(owner: KubeObject, type: "Normal" | "Warning", reason: string, message: string): void {
    const { kind, apiVersion } = owner;
    const { name, namespace = "", uid } = owner.metadata;
    const object = { kind, apiVersion, name, namespace, uid };
    recordEvent(this.#state, { object, type, reason, message, component: this.#component });
  }
}
