import { invalid, invalidObject, type FieldError } from "../api/field-error.js";
import { forbidden } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { isObject, valueAt, type Json } from "../objects/json.js";
import { asPod, type KubeObject } from "../objects/objects.js";
import { namespaces, pods } from "../store/resources.js";
import type { Admission } from "./admission.js";
import { baselineChecks, restrictedChecks } from "./pod-security-checks.js";
import type { Finding } from "./pod-security-subject.js";

type Level = "privileged" | "baseline" | "restricted";
interface LevelVersion {
  readonly level: Level;
  /** `latest` or `v1.N` */
  readonly version: string;
}
interface Policy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
  /** What is wrong with the labels. */
  readonly errors: readonly FieldError[];
}

const prefix = "pod-security.kubernetes.io/";
const levels: readonly Level[] = ["privileged", "baseline", "restricted"];

/** The policy that a namespace's labels ask for. */
function policyOf(labels: Readonly<Record<string, string>>): Policy {
  const errors: FieldError[] = [];
  const read = (mode: string, onError: Level): LevelVersion => {
    const level = labels[prefix + mode];
    const version = labels[`${prefix}${mode}-version`];
    const known = levels.find((name) => name === level);
    const isGood = version === undefined || version === "latest" || /^v1\.([0-9]|[1-9][0-9]*)$/.test(version);
    if (level !== undefined && known === undefined)
      errors.push(invalid(`metadata.labels[${prefix}${mode}]`, level, `must be one of ${levels.join(", ")}`));
    if (!isGood)
      errors.push(invalid(`metadata.labels[${prefix}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
    return {
      level: level === undefined ? "privileged" : (known ?? onError),
      version: isGood ? (version ?? "latest") : "latest",
    };
  };
  const enforce = read("enforce", "restricted");
  read("audit", "privileged");
  const warn = read("warn", "privileged");
  const isGiven = labels[`${prefix}warn`] !== undefined;
  const follows = !isGiven && levels.some((level) => level === labels[`${prefix}enforce`]);
  return { enforce, warn: follows && enforce.level !== "privileged" ? enforce : warn, errors };
}

/** Namespace labels are checked; pods are held against the level of their namespace, templates only warned of. */
export function admitPodSecurity(state: ClusterState, admission: Admission): void {
  const { resource, subresource, object, old, warn } = admission;
  if (object === undefined || subresource !== "") return;
  if (resource.plural === namespaces.plural) {
    admitNamespace(state, object, old, warn);
    return;
  }
  const isPod = resource.plural === pods.plural;
  const template = isPod ? object : valueAt(object, "spec", "template");
  const jobTemplate = valueAt(object, "spec", "jobTemplate", "spec", "template");
  const given = isObject(template) ? template : jobTemplate;
  if (!isObject(given) || !isObject(given["spec"])) return;
  if (isPod && old !== undefined && imagesOf(object) === imagesOf(old)) return;
  const namespace = state.store.get(namespaces, "", object.metadata.namespace ?? "");
  const policy = policyOf(namespace?.metadata.labels ?? {});
  const refused = isPod ? violations(state, policy.enforce, given) : "";
  if (refused !== "")
    throw forbidden(resource, object.metadata.name, `violates PodSecurity "${shown(policy.enforce)}": ${refused}`);
  const warned = violations(state, policy.warn, given);
  if (warned !== "") warn(`would violate PodSecurity "${shown(policy.warn)}": ${warned}`);
}

const shown = ({ level, version }: LevelVersion) => `${level}:${version}`;
const imagesOf = (pod: KubeObject) =>
  [...(asPod(pod).spec.initContainers ?? []), ...asPod(pod).spec.containers]
    .map(({ name, image }) => `${name}=${image ?? ""}`)
    .join();

function admitNamespace(
  state: ClusterState,
  object: KubeObject,
  old: KubeObject | undefined,
  warn: (text: string) => void,
): void {
  const policy = policyOf(object.metadata.labels ?? {});
  const before = old === undefined ? undefined : policyOf(old.metadata.labels ?? {});
  if (policy.errors.length > 0 && JSON.stringify(before?.errors) !== JSON.stringify(policy.errors))
    throw invalidObject("", "Namespace", object.metadata.name, policy.errors);
  if (before === undefined || shown(before.enforce) === shown(policy.enforce)) return;
  const isSameVersion = before.enforce.version === policy.enforce.version;
  if (isSameVersion && levels.indexOf(policy.enforce.level) <= levels.indexOf(before.enforce.level)) return;
  warnOfPods(state, object.metadata.name, policy.enforce, warn);
}

/** Pods that are there already stay, but the one who tightens the level is told of them. */
function warnOfPods(state: ClusterState, namespace: string, level: LevelVersion, warn: (text: string) => void): void {
  const found = new Map<string, string[]>();
  for (const pod of state.store.list(pods, namespace)) {
    const reasons = findings(state, level, pod).flatMap((finding) => finding?.reason ?? []);
    if (reasons.length > 0)
      found.set(reasons.join(", "), [...(found.get(reasons.join(", ")) ?? []), pod.metadata.name]);
  }
  if (found.size === 0) return;
  warn(`existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${shown(level)}"`);
  const texts = [...found].map(([reasons, names]) => {
    const others = names.length - 1;
    const more = others === 0 ? "" : ` (and ${others} other ${others === 1 ? "pod" : "pods"})`;
    return `${names[0] ?? ""}${more}: ${reasons}`;
  });
  texts.sort().forEach(warn);
}

function violations(state: ClusterState, level: LevelVersion, pod: Json): string {
  return findings(state, level, pod)
    .flatMap((finding) => (finding === undefined ? [] : [`${finding.reason} (${finding.detail})`]))
    .join(", ");
}

function findings(state: ClusterState, { level, version }: LevelVersion, pod: Json): Finding[] {
  const spec = valueAt(pod, "spec");
  if (level === "privileged" || !isObject(spec)) return [];
  const own = Number(state.kubernetesVersion.split(".")[1]);
  const minor = version === "latest" ? own : Math.min(own, Number(version.slice("v1.".length)));
  const given = valueAt(pod, "metadata", "annotations");
  const annotations = Object.fromEntries(
    Object.entries(isObject(given) ? given : {}).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value] as const] : [],
    ),
  );
  const checks = level === "baseline" ? baselineChecks : restrictedChecks;
  return checks.map((check) => check({ spec, annotations, minor }));
}
