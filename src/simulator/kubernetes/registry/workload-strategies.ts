import { equal, isObject, type JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { immutableError } from "../validation/metadata.js";
import {
  budgetErrors,
  daemonSetErrors,
  deploymentErrors,
  jobErrors,
  replicaSetErrors,
} from "../validation/workloads.js";
import { jobStrategyParts } from "./job-strategy.js";
import type { Strategy } from "./strategy.js";
import { specOf, withTemplateDefaults } from "./template-defaults.js";

const rollingUpdate = (spec: JsonObject, field: string, defaults: JsonObject): JsonObject => {
  const given = isObject(spec[field]) ? spec[field] : {};
  const type = given["type"] ?? "RollingUpdate";
  if (type !== "RollingUpdate") return { ...given, type };
  const rolling = isObject(given["rollingUpdate"]) ? given["rollingUpdate"] : {};
  return { ...given, type, rollingUpdate: { ...defaults, ...rolling } };
};

const withStatus = (status: JsonObject) => (object: KubeObject) => ({ ...object, status });
const immutableSelector = (object: KubeObject, old: KubeObject) => immutableError(object, old, "spec.selector");

const noDaemons = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

/** Where `apps/v1` keeps what was `spec.templateGeneration` before. */
const templateGenerationKey = "deprecated.daemonset.template.generation";

function withTemplateGeneration(object: KubeObject, generation: number): KubeObject {
  const annotations = { ...object.metadata.annotations, [templateGenerationKey]: String(generation) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Deployment, ReplicaSet, DaemonSet, Job, PodDisruptionBudget: `apis/*\/v1/defaults.go` and their registry strategies. */
export const workloadStrategies: Readonly<Record<string, Strategy>> = {
  deployments: {
    hasStatus: true,
    bumpedBy: ["spec", "annotations"],
    withDefaults: (object) =>
      withTemplateDefaults(object, (spec) => ({
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        ...spec,
        strategy: rollingUpdate(spec, "strategy", { maxUnavailable: "25%", maxSurge: "25%" }),
      })),
    prepareCreate: withStatus({}),
    createErrors: deploymentErrors,
    updateErrors: (object, old) => [...deploymentErrors(object), ...immutableSelector(object, old)],
  },
  replicasets: {
    hasStatus: true,
    bumpedBy: ["spec"],
    withDefaults: (object) => withTemplateDefaults(object, (spec) => ({ replicas: 1, ...spec })),
    prepareCreate: withStatus({ replicas: 0 }),
    createErrors: replicaSetErrors,
    updateErrors: (object, old) => [...replicaSetErrors(object), ...immutableSelector(object, old)],
  },
  daemonsets: {
    hasStatus: true,
    bumpedBy: ["spec"],
    withDefaults: (object) =>
      withTemplateDefaults(object, (spec) => ({
        revisionHistoryLimit: 10,
        ...spec,
        updateStrategy: rollingUpdate(spec, "updateStrategy", { maxUnavailable: 1, maxSurge: 0 }),
      })),
    prepareCreate: (object) => withTemplateGeneration({ ...object, status: noDaemons }, 1),
    prepareUpdate: (object, old) => {
      const before = Number(old.metadata.annotations?.[templateGenerationKey] ?? "1");
      const isSame = equal(specOf(object)["template"], specOf(old)["template"]);
      return withTemplateGeneration(object, isSame ? before : before + 1);
    },
    createErrors: daemonSetErrors,
    updateErrors: (object, old) => [...daemonSetErrors(object), ...immutableSelector(object, old)],
  },
  jobs: {
    ...jobStrategyParts,
    createErrors: jobErrors,
    updateErrors: (object, old) => [
      ...jobErrors(object),
      ...["spec.completions", "spec.selector", "spec.template", "spec.completionMode"].flatMap((field) =>
        immutableError(object, old, field),
      ),
    ],
  },
  poddisruptionbudgets: {
    hasStatus: true,
    bumpedBy: ["spec"],
    withDefaults: (object) => ({ ...object, spec: specOf(object) }),
    prepareCreate: withStatus({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
    createErrors: budgetErrors,
    updateErrors: budgetErrors,
  },
};
