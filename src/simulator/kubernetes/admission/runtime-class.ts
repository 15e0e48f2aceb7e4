import { forbidden } from "../api/status-error.js";
import { equal } from "../objects/json.js";
import { asRuntimeClass, type PodObject, type RuntimeClassObject, type Toleration } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import type { ObjectStore } from "../store/object-store.js";
import { pods, runtimeClasses } from "../store/resources.js";

/** The RuntimeClass admission plugin: the class's overhead, node selector and tolerations become the pod's. */
export function withRuntimeClass(pod: PodObject, store: ObjectStore): PodObject {
  const name = pod.spec.runtimeClassName;
  const refuse = (why: string) => forbidden(pods, pod.metadata.name, why);
  const found = name === undefined ? undefined : store.get(runtimeClasses, "", name);
  if (name !== undefined && found === undefined) throw refuse(`pod rejected: RuntimeClass "${name}" not found`);
  const runtimeClass = found === undefined ? undefined : asRuntimeClass(found);
  const overhead = runtimeClass?.overhead?.podFixed;
  const asked = pod.spec.overhead;
  if (overhead === undefined && asked !== undefined)
    throw refuse("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
  if (overhead !== undefined && asked !== undefined && Object.keys(asked).length > 0 && !isSameAmount(overhead, asked))
    throw refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  return {
    ...pod,
    spec: { ...pod.spec, ...(overhead === undefined ? {} : { overhead }), ...scheduling(pod, runtimeClass, refuse) },
  };
}

function scheduling(pod: PodObject, runtimeClass: RuntimeClassObject | undefined, refuse: (why: string) => Error) {
  const wanted = runtimeClass?.scheduling;
  if (wanted === undefined) return {};
  const nodeSelector = { ...pod.spec.nodeSelector };
  for (const [key, value] of Object.entries(wanted.nodeSelector ?? {})) {
    const own = nodeSelector[key];
    if (own !== undefined && own !== value)
      throw refuse(
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
      );
    nodeSelector[key] = value;
  }
  const tolerations = mergeTolerations([...(pod.spec.tolerations ?? []), ...(wanted.tolerations ?? [])]);
  return {
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
  };
}

/** Leaves out tolerations that another one covers. */
function mergeTolerations(all: readonly Toleration[]): Toleration[] {
  const merged: Toleration[] = [];
  for (const [index, toleration] of all.entries()) {
    const isCovered =
      merged.some((other) => covers(other, toleration)) ||
      all.slice(index + 1).some((other) => !equal(other, toleration) && covers(other, toleration));
    if (!isCovered) merged.push(toleration);
  }
  return merged;
}

/** Whether `wide` tolerates every taint that `narrow` does, for at least as long. */
function covers(wide: Toleration, narrow: Toleration): boolean {
  if (equal(wide, narrow)) return true;
  const isAnyKey = (wide.key ?? "") === "" && wide.operator === "Exists";
  if (wide.key !== narrow.key && !isAnyKey) return false;
  if (wide.effect !== narrow.effect && (wide.effect ?? "") !== "") return false;
  if (wide.effect === "NoExecute" && wide.tolerationSeconds !== undefined) {
    if (narrow.tolerationSeconds === undefined || wide.tolerationSeconds < narrow.tolerationSeconds) return false;
  }
  if (wide.operator === "Exists") return true;
  return (narrow.operator ?? "Equal") !== "Exists" && (wide.value ?? "") === (narrow.value ?? "");
}

function isSameAmount(
  a: Readonly<Record<string, string | number>>,
  b: Readonly<Record<string, string | number>>,
): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => b[key] !== undefined && milliValue(a[key] ?? 0) === milliValue(b[key]))
  );
}
