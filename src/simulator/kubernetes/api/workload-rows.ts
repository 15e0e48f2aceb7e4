import { selectorText } from "../objects/label-selector.js";
import type { KubeObject } from "../objects/objects.js";
import {
  asBudget,
  asControllerRevision,
  asDaemonSet,
  asDeployment,
  asJob,
  asReplicaSet,
  type JobObject,
  type PodTemplate,
} from "../objects/workloads.js";
import type { LabelSelector } from "../objects/objects.js";
import {
  controllerRevisions,
  daemonSets,
  deployments,
  jobs,
  podDisruptionBudgets,
  replicaSets,
} from "../store/workload-resources.js";
import { age } from "./age.js";
import type { Printer } from "./printer.js";

const wide = ["+Containers", "+Images", "+Selector"];

function wideCells(template: PodTemplate, selector: LabelSelector): string[] {
  const { containers } = template.spec;
  const names = containers.map((container) => container.name).join(",");
  return [names, containers.map((container) => container.image ?? "").join(","), selectorText(selector)];
}

const ageOf = (object: KubeObject, nowMs: number) => age(object.metadata.creationTimestamp, nowMs);

/** Rows of the API server's `printers.go` for what controllers run from. */
export const workloadPrinters: Readonly<Record<string, Printer>> = {
  [deployments.plural]: {
    columns: ["Name", "Ready", "Up-to-date", "Available", "Age", ...wide],
    cells: (object, now) => {
      const { metadata, spec, status } = asDeployment(object);
      const { readyReplicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
      return [
        metadata.name,
        `${readyReplicas}/${spec.replicas}`,
        updatedReplicas,
        availableReplicas,
        ageOf(object, now),
        ...wideCells(spec.template, spec.selector),
      ];
    },
  },
  [replicaSets.plural]: {
    columns: ["Name", "Desired", "Current", "Ready", "Age", ...wide],
    cells: (object, now) => {
      const { metadata, spec, status } = asReplicaSet(object);
      return [
        metadata.name,
        spec.replicas,
        status.replicas,
        status.readyReplicas ?? 0,
        ageOf(object, now),
        ...wideCells(spec.template, spec.selector),
      ];
    },
  },
  [daemonSets.plural]: {
    columns: ["Name", "Desired", "Current", "Ready", "Up-to-date", "Available", "Node Selector", "Age", ...wide],
    cells: (object, now) => {
      const { metadata, spec, status } = asDaemonSet(object);
      return [
        metadata.name,
        status.desiredNumberScheduled,
        status.currentNumberScheduled,
        status.numberReady,
        status.updatedNumberScheduled ?? 0,
        status.numberAvailable ?? 0,
        selectorText({ matchLabels: spec.template.spec.nodeSelector ?? {} }),
        ageOf(object, now),
        ...wideCells(spec.template, spec.selector),
      ];
    },
  },
  [controllerRevisions.plural]: {
    columns: ["Name", "Controller", "Revision", "Age"],
    cells: (object, now) => {
      const { metadata, revision } = asControllerRevision(object);
      const owner = metadata.ownerReferences?.find((item) => item.controller === true);
      const group = owner?.apiVersion.includes("/") === true ? `.${owner.apiVersion.split("/")[0] ?? ""}` : "";
      const controller = owner === undefined ? "<none>" : `${owner.kind.toLowerCase()}${group}/${owner.name}`;
      return [metadata.name, controller, revision, ageOf(object, now)];
    },
  },
  [jobs.plural]: {
    columns: ["Name", "Status", "Completions", "Duration", "Age", ...wide],
    cells: (object, now) => {
      const job = asJob(object);
      const { completions, parallelism, template, selector } = job.spec;
      const { succeeded = 0, startTime, completionTime } = job.status;
      const wanted = completions ?? (parallelism > 1 ? `1 of ${parallelism}` : 1);
      const end = completionTime === undefined ? now : Date.parse(completionTime);
      return [
        job.metadata.name,
        jobState(job),
        `${succeeded}/${wanted}`,
        startTime === undefined ? "" : age(startTime, end),
        ageOf(object, now),
        ...wideCells(template, selector),
      ];
    },
  },
  [podDisruptionBudgets.plural]: {
    columns: ["Name", "Min Available", "Max Unavailable", "Allowed Disruptions", "Age"],
    cells: (object, now) => {
      const { metadata, spec, status } = asBudget(object);
      const { minAvailable = "N/A", maxUnavailable = "N/A" } = spec;
      const limits = [String(minAvailable), String(maxUnavailable)];
      return [metadata.name, ...limits, status.disruptionsAllowed, ageOf(object, now)];
    },
  },
};

function jobState({ status, metadata }: JobObject): string {
  const has = (type: string) =>
    status.conditions?.some((item) => item.type === type && item.status === "True") === true;
  if (has("Complete")) return "Complete";
  if (has("Failed")) return "Failed";
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  return ["Suspended", "FailureTarget", "SuccessCriteriaMet"].find(has) ?? "Running";
}
