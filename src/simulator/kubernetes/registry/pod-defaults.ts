import { isObject, type JsonObject } from "../objects/json.js";
import {
  asPod,
  type Container,
  type KubeObject,
  type PodObject,
  type PodSpec,
  type Toleration,
  type Volume,
} from "../objects/objects.js";

/** A new pod with what the API server fills in (`SetDefaults_Pod`) and with its status reset to Pending. */
export function withPodDefaults(object: KubeObject): PodObject {
  const pod = asPod(object);
  const full = { enableServiceLinks: true, ...withPodSpecDefaults(pod.spec) };
  // A negative period is taken as the shortest one.
  const isNegative = (full.terminationGracePeriodSeconds ?? 0) < 0;
  const spec = isNegative ? { ...full, terminationGracePeriodSeconds: 1 } : full;
  const containers = spec.containers.map(withRequests);
  const inits = spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(withRequests) };
  return {
    ...pod,
    spec: { ...spec, containers, ...inits },
    status: { phase: "Pending", qosClass: qosClass(containers) },
  };
}

/** What every pod spec gets, that of a template too (`SetDefaults_PodSpec` and those of its parts). */
export function withPodSpecDefaults(spec: PodSpec): PodSpec {
  return {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    securityContext: {},
    schedulerName: "default-scheduler",
    ...(spec.serviceAccountName === undefined ? {} : { serviceAccount: spec.serviceAccountName }),
    ...spec,
    containers: spec.containers.map(withContainerDefaults),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(withContainerDefaults) }),
    ...(spec.volumes === undefined ? {} : { volumes: spec.volumes.map(withVolumeDefaults) }),
  };
}

function withContainerDefaults(container: Container): Container {
  const probes = ["livenessProbe", "readinessProbe", "startupProbe"].flatMap((name) => {
    const probe = container[name];
    return isObject(probe) ? [[name, withProbeDefaults(probe)] as const] : [];
  });
  return {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: isLatest(container.image ?? "") ? "Always" : "IfNotPresent",
    resources: {},
    ...container,
    ...Object.fromEntries(probes),
    ...(container.ports === undefined ? {} : { ports: container.ports.map((port) => ({ protocol: "TCP", ...port })) }),
    ...(container.env === undefined ? {} : { env: container.env.map(withFieldVersion) }),
  };
}

function withProbeDefaults(probe: JsonObject): JsonObject {
  const { httpGet } = probe;
  return {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    ...probe,
    ...(isObject(httpGet) ? { httpGet: { path: "/", scheme: "HTTP", ...httpGet } } : {}),
  };
}

/** Sources whose files have a mode (0644 unless the pod says more). */
const modeSources = ["configMap", "secret", "projected", "downwardAPI"];

function withVolumeDefaults(volume: Volume): Volume {
  const found = modeSources.find((name) => isObject(volume[name]));
  const source = found === undefined ? undefined : volume[found];
  return found === undefined || !isObject(source) ? volume : { ...volume, [found]: { defaultMode: 420, ...source } };
}

/** Of a pod, not of a template: what is limited and not requested is requested to its limit. */
function withRequests(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  if (limits === undefined) return container;
  return { ...container, resources: { ...container.resources, limits, requests: { ...limits, ...requests } } };
}

function withFieldVersion(variable: NonNullable<Container["env"]>[number]) {
  const fieldRef = variable.valueFrom?.fieldRef;
  if (fieldRef === undefined) return variable;
  return { ...variable, valueFrom: { ...variable.valueFrom, fieldRef: { apiVersion: "v1", ...fieldRef } } };
}

function isLatest(image: string): boolean {
  const tag = /:([^:/@]+)$/.exec(image.split("@")[0] ?? "")?.[1];
  return !image.includes("@") && (tag === undefined || tag === "latest");
}

function qosClass(containers: readonly Container[]): string {
  const isGuaranteed = containers.every(({ resources }) =>
    ["cpu", "memory"].every((name) => {
      const limit = resources?.limits?.[name];
      return limit !== undefined && String(resources?.requests?.[name] ?? limit) === String(limit);
    }),
  );
  if (isGuaranteed) return "Guaranteed";
  const isEmpty = containers.every(
    ({ resources }) =>
      Object.keys(resources?.limits ?? {}).length === 0 && Object.keys(resources?.requests ?? {}).length === 0,
  );
  return isEmpty ? "BestEffort" : "Burstable";
}

const tolerateFor300s = (key: string): Toleration => ({
  key,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
});

/** The two tolerations of every pod (`DefaultTolerationSeconds`), also of one that is changed. */
export function withDefaultTolerations(pod: PodObject): PodObject {
  const tolerations = pod.spec.tolerations ?? [];
  const added = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
    .filter((key) => !tolerations.some((known) => tolerates(known, key)))
    .map(tolerateFor300s);
  return added.length === 0 ? pod : { ...pod, spec: { ...pod.spec, tolerations: [...tolerations, ...added] } };
}

/** What admission adds to every pod: service account, its token volume, priority, the two default tolerations. */
export function withAdmissionDefaults(pod: PodObject, word: (length: number) => string): PodObject {
  const spec = {
    priority: 0,
    preemptionPolicy: "PreemptLowerPriority",
    serviceAccount: pod.spec.serviceAccountName ?? "default",
    serviceAccountName: "default",
    ...withDefaultTolerations(pod).spec,
  };
  return { ...pod, spec: spec.automountServiceAccountToken === false ? spec : withTokenVolume(spec, word(5)) };
}

const tolerates = (toleration: Toleration, key: string) =>
  (toleration.key === key || (toleration.key ?? "") === "") &&
  (toleration.effect === "NoExecute" || (toleration.effect ?? "") === "");

const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

function withTokenVolume(spec: PodObject["spec"], suffix: string): PodObject["spec"] {
  const name = `kube-api-access-${suffix}`;
  const mounted = (container: Container): Container =>
    container.volumeMounts?.some((mount) => mount.mountPath === tokenPath) === true
      ? container
      : {
          ...container,
          volumeMounts: [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: tokenPath }],
        };
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    {
      downwardAPI: {
        items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
      },
    },
  ];
  return {
    ...spec,
    containers: spec.containers.map(mounted),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(mounted) }),
    volumes: [...(spec.volumes ?? []), { name, projected: { sources, defaultMode: 420 } }],
  };
}
