/** The objects that controllers run from, with the fields that the simulator reads. See `objects.ts`. */
import type { Json } from "./json.js";
import type { Condition, KubeObject, LabelSelector, PodSpec } from "./objects.js";

/** A whole number or a percentage such as `25%`. */
export type IntOrPercent = number | string;

export type PodTemplate = {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: Json | undefined;
  };
  spec: PodSpec;
};

export type ReplicaSetObject = KubeObject & {
  spec: { replicas: number; minReadySeconds?: number; selector: LabelSelector; template: PodTemplate };
  status: ReplicaSetStatus;
};
export type ReplicaSetStatus = {
  replicas: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  terminatingReplicas?: number;
  observedGeneration?: number;
  conditions?: Condition[];
};

export type RollingUpdate = { maxUnavailable?: IntOrPercent; maxSurge?: IntOrPercent };
export type DeploymentObject = KubeObject & {
  spec: {
    replicas: number;
    selector: LabelSelector;
    template: PodTemplate;
    strategy: { type: string; rollingUpdate?: RollingUpdate };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
    paused?: boolean;
  };
  status: DeploymentStatus;
};
export type DeploymentStatus = {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  terminatingReplicas?: number;
  collisionCount?: number;
  conditions?: DeploymentCondition[];
};
export type DeploymentCondition = Condition & { lastUpdateTime?: string };

export type DaemonSetObject = KubeObject & {
  spec: {
    selector: LabelSelector;
    template: PodTemplate;
    updateStrategy: { type: string; rollingUpdate?: RollingUpdate };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
  status: DaemonSetStatus;
};
export type DaemonSetStatus = {
  currentNumberScheduled: number;
  numberMisscheduled: number;
  desiredNumberScheduled: number;
  numberReady: number;
  observedGeneration?: number;
  updatedNumberScheduled?: number;
  numberAvailable?: number;
  numberUnavailable?: number;
  collisionCount?: number;
};
export type ControllerRevisionObject = KubeObject & { data?: { [key: string]: Json | undefined }; revision: number };

export type JobObject = KubeObject & {
  spec: {
    parallelism: number;
    completions?: number;
    backoffLimit: number;
    activeDeadlineSeconds?: number;
    ttlSecondsAfterFinished?: number;
    suspend?: boolean;
    manualSelector?: boolean;
    completionMode?: string;
    selector: LabelSelector;
    template: PodTemplate;
    [field: string]: Json | undefined;
  };
  status: JobStatus;
};
export type JobStatus = {
  active?: number;
  ready?: number;
  succeeded?: number;
  failed?: number;
  terminating?: number;
  startTime?: string;
  completionTime?: string;
  conditions?: Condition[];
  uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] };
};

export type BudgetObject = KubeObject & {
  spec: {
    minAvailable?: IntOrPercent;
    maxUnavailable?: IntOrPercent;
    selector?: LabelSelector;
    unhealthyPodEvictionPolicy?: string;
  };
  status: BudgetStatus;
};
export type BudgetStatus = {
  observedGeneration?: number;
  disruptedPods?: Record<string, string>;
  disruptionsAllowed: number;
  currentHealthy: number;
  desiredHealthy: number;
  expectedPods: number;
  conditions?: Condition[];
};

/** Views of a stored object, whose shape the schema check and its defaults have made sure of. */
export const asReplicaSet = (object: KubeObject) => object as ReplicaSetObject;
export const asDeployment = (object: KubeObject) => object as DeploymentObject;
export const asDaemonSet = (object: KubeObject) => object as DaemonSetObject;
export const asControllerRevision = (object: KubeObject) => object as ControllerRevisionObject;
export const asJob = (object: KubeObject) => object as JobObject;
export const asBudget = (object: KubeObject) => object as BudgetObject;
