import { isObject, type JsonObject } from "../objects/json.js";
import type { Container, KubeObject, PodSpec } from "../objects/objects.js";
import { withPodSpecDefaults } from "./pod-defaults.js";

export function specOf(object: KubeObject): JsonObject {
  return isObject(object["spec"]) ? object["spec"] : {};
}

/** The object with its spec as `complete` makes it, and with the defaults of its pod template. */
export function withTemplateDefaults(object: KubeObject, complete: (spec: JsonObject) => JsonObject): KubeObject {
  const spec = complete(specOf(object));
  const template = isObject(spec["template"]) ? spec["template"] : {};
  const pod = isObject(template["spec"]) ? template["spec"] : {};
  // A list that is missing is refused by the checks that follow.
  const containers = Array.isArray(pod["containers"]) ? (pod["containers"] as Container[]) : [];
  const given: PodSpec = { ...pod, containers };
  return { ...object, spec: { ...spec, template: { ...template, spec: withPodSpecDefaults(given) } } };
}
