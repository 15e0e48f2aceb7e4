/**
 * The Kubernetes objects as the simulator handles them: JSON bodies with names for the fields that the simulator
 * itself reads. A body reaches these types only after the schema check (`schema/check.ts`).
 */
import type { Json } from "./json.js";

export type ObjectMeta = {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
};

export type OwnerReference = {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
};

export type LabelSelector = {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
};

export type ManagedFieldsEntry = {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  time?: string;
  fieldsType: "FieldsV1";
  fieldsV1: { [key: string]: Json };
  subresource?: string;
};

export type KubeObject = { apiVersion: string; kind: string; metadata: ObjectMeta; [field: string]: Json | undefined };

export type Taint = { key: string; value?: string; effect: string; timeAdded?: string };
export type Toleration = {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
};
export type Requirement = { key: string; operator: string; values?: string[] };
export type NodeSelectorTerm = { matchExpressions?: Requirement[]; matchFields?: Requirement[] };
export type Condition = {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string | null;
  lastHeartbeatTime?: string;
  lastProbeTime?: string | null;
  observedGeneration?: number;
};

export type NodeObject = KubeObject & {
  spec: { podCIDR?: string; podCIDRs?: string[]; providerID?: string; taints?: Taint[]; unschedulable?: boolean };
  status: {
    capacity: Record<string, string>;
    allocatable: Record<string, string>;
    conditions: Condition[];
    addresses: { type: string; address: string }[];
    nodeInfo: Record<string, string>;
    /** Without a name: the default one. */
    runtimeHandlers?: { name?: string; features?: Record<string, boolean> }[];
    images?: Json[];
    daemonEndpoints?: { kubeletEndpoint: { Port: number } };
    features?: { supplementalGroupsPolicy?: boolean };
  };
};

export type EnvVar = {
  name: string;
  value?: string;
  valueFrom?: { fieldRef?: { fieldPath: string; apiVersion?: string }; [source: string]: Json | undefined };
};
export type Resources = { limits?: Record<string, string | number>; requests?: Record<string, string | number> };
export type Container = {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  resources?: Resources;
  imagePullPolicy?: string;
  restartPolicy?: string;
  ports?: { containerPort: number; protocol?: string; hostPort?: number; [field: string]: Json | undefined }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  [field: string]: Json | undefined;
};
export type PodAffinityTerm = {
  labelSelector?: LabelSelector;
  topologyKey: string;
  namespaces?: string[];
  namespaceSelector?: LabelSelector;
  [field: string]: Json | undefined;
};
export type PodAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
  [preferred: string]: Json | undefined;
};
export type SpreadConstraint = {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: string;
  labelSelector?: LabelSelector;
  [field: string]: Json | undefined;
};
export type Volume = { name: string; [source: string]: Json | undefined };
export type PodSpec = {
  containers: Container[];
  initContainers?: Container[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms: NodeSelectorTerm[] };
      preferredDuringSchedulingIgnoredDuringExecution?: { weight: number; preference: NodeSelectorTerm }[];
    };
    podAffinity?: PodAffinity;
    podAntiAffinity?: PodAffinity;
  };
  topologySpreadConstraints?: SpreadConstraint[];
  tolerations?: Toleration[];
  readinessGates?: { conditionType: string }[];
  runtimeClassName?: string;
  overhead?: Record<string, string | number>;
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  activeDeadlineSeconds?: number;
  schedulerName?: string;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  volumes?: Volume[];
  [field: string]: Json | undefined;
};
export type ContainerState = {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    reason: string;
    message?: string;
    startedAt: string | null;
    finishedAt: string | null;
    containerID?: string;
  };
};
export type ContainerStatus = {
  name: string;
  state: ContainerState;
  lastState: ContainerState;
  ready: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
  started?: boolean;
  [field: string]: Json | undefined;
};
export type PodStatus = {
  phase: string;
  conditions?: Condition[];
  message?: string;
  reason?: string;
  hostIP?: string;
  hostIPs?: { ip: string }[];
  podIP?: string;
  podIPs?: { ip: string }[];
  startTime?: string;
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
  qosClass?: string;
  observedGeneration?: number;
};
export type PodObject = KubeObject & { spec: PodSpec; status: PodStatus };

export type RuntimeClassObject = KubeObject & {
  handler: string;
  overhead?: { podFixed?: Record<string, string | number> };
  scheduling?: { nodeSelector?: Record<string, string>; tolerations?: Toleration[] };
};

/** A node that a client made may lack what every kubelet's node has. */
type AnyNode = KubeObject & { spec?: NodeObject["spec"]; status?: Partial<NodeObject["status"]> };

function withNodeParts(node: AnyNode): NodeObject {
  const { apiVersion, kind, metadata, spec = {} } = node;
  const {
    capacity = {},
    allocatable = {},
    conditions = [],
    addresses = [],
    nodeInfo = {},
    ...rest
  } = node.status ?? {};
  const status = { ...rest, capacity, allocatable, conditions, addresses, nodeInfo };
  return { ...node, apiVersion, kind, metadata, spec, status };
}

/** Views of a stored object, whose shape the schema check has made sure of. */
export const asPod = (object: KubeObject) => object as PodObject;
export const asNode = (object: KubeObject) => withNodeParts(object);
export const asRuntimeClass = (object: KubeObject) => object as RuntimeClassObject;

/** RFC 3339 in whole seconds, as `metav1.Time` is written. */
export function timestamp(timeMs: number): string {
  return new Date(Math.floor(timeMs / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
