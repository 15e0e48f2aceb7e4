import { notModelled } from "../api/status-error.js";
import { isObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import type { Strategy } from "./strategy.js";
import { specOf, withTemplateDefaults } from "./template-defaults.js";

/** What the job controller of the simulator does not do. */
const unmodelled = ["backoffLimitPerIndex", "maxFailedIndexes", "podFailurePolicy", "successPolicy", "managedBy"];

/** Defaults and the server's own fields of a Job (`SetDefaults_Job`, `generateSelector`). */
export const jobStrategyParts: Strategy = {
  hasStatus: true,
  bumpedBy: ["spec"],
  withDefaults: (object) =>
    withTemplateDefaults(object, (spec) => ({
      ...(spec["completions"] === undefined && spec["parallelism"] === undefined ? { completions: 1 } : {}),
      parallelism: 1,
      backoffLimit: 6,
      completionMode: "NonIndexed",
      suspend: false,
      podReplacementPolicy: "TerminatingOrFailed",
      manualSelector: false,
      ...spec,
    })),
  prepareCreate: (object) => {
    const spec = specOf(object);
    const asked = unmodelled.find((field) => spec[field] !== undefined);
    if (asked !== undefined) throw notModelled(`spec.${asked} of jobs`);
    if (spec["completionMode"] === "Indexed") throw notModelled("indexed jobs");
    const fresh = { ...object, status: {} };
    return withTemplateLabels(spec["manualSelector"] === true ? fresh : withSelector(fresh));
  },
};

/** A selector of the job's own by its uid, and the labels that it selects. */
function withSelector(object: KubeObject): KubeObject {
  const { name, uid } = object.metadata;
  const spec = specOf(object);
  const template = isObject(spec["template"]) ? spec["template"] : {};
  const metadata = isObject(template["metadata"]) ? template["metadata"] : {};
  const labels = {
    ...templateLabels(object),
    "controller-uid": uid,
    "batch.kubernetes.io/controller-uid": uid,
    "job-name": name,
    "batch.kubernetes.io/job-name": name,
  };
  return {
    ...object,
    spec: {
      ...spec,
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
      template: { ...template, metadata: { ...metadata, labels } },
    },
  };
}

/** A job without labels gets those of its template, with what was added to them. */
function withTemplateLabels(object: KubeObject): KubeObject {
  const labels = templateLabels(object);
  if (labels === undefined || Object.keys(object.metadata.labels ?? {}).length > 0) return object;
  return { ...object, metadata: { ...object.metadata, labels } };
}

function templateLabels(object: KubeObject): Record<string, string> | undefined {
  const template = specOf(object)["template"];
  const metadata = isObject(template) ? template["metadata"] : undefined;
  const labels = isObject(metadata) ? metadata["labels"] : undefined;
  return isObject(labels)
    ? Object.fromEntries(
        Object.entries(labels).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
      )
    : undefined;
}
