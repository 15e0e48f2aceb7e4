import { asPod, type Container, type KubeObject, type PodObject, type Toleration } from "../objects/objects.js";

/** A new pod with what the API server fills in (`SetDefaults_Pod`) and with its status reset to Pending. */
export function withPodDefaults(object: KubeObject): PodObject {
  const pod = asPod(object);
  const spec = {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    securityContext: {},
    schedulerName: "default-scheduler",
    enableServiceLinks: true,
    ...pod.spec,
    containers: pod.spec.containers.map(withContainerDefaults),
    ...(pod.spec.initContainers === undefined
      ? {}
      : { initContainers: pod.spec.initContainers.map(withContainerDefaults) }),
  };
  return { ...pod, spec, status: { phase: "Pending", qosClass: qosClass(spec.containers) } };
}

function withContainerDefaults(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  const resources =
    limits === undefined
      ? (container.resources ?? {})
      : { ...container.resources, limits, requests: { ...limits, ...requests } };
  return {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: isLatest(container.image ?? "") ? "Always" : "IfNotPresent",
    ...container,
    resources,
    ...(container.env === undefined ? {} : { env: container.env.map(withFieldVersion) }),
  };
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

/** What admission adds to every pod: service account, its token volume, priority, the two default tolerations. */
export function withAdmissionDefaults(pod: PodObject, word: (length: number) => string): PodObject {
  const tolerations = pod.spec.tolerations ?? [];
  const added = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
    .filter((key) => !tolerations.some((known) => tolerates(known, key)))
    .map(tolerateFor300s);
  const spec = {
    priority: 0,
    preemptionPolicy: "PreemptLowerPriority",
    serviceAccount: pod.spec.serviceAccountName ?? "default",
    serviceAccountName: "default",
    ...pod.spec,
    tolerations: [...tolerations, ...added],
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
