import { groupResource, statusOf, type Resource, type Subresource } from "./resource.js";

const scale: Subresource = {
  name: "scale",
  kind: "Scale",
  group: "autoscaling",
  version: "v1",
  verbs: ["get", "patch", "update"],
};
const all = ["all"];

export const controllerRevisions = groupResource("apps", "controllerrevisions", "ControllerRevision", []);
export const daemonSets = groupResource("apps", "daemonsets", "DaemonSet", ["ds"], {
  categories: all,
  subresources: [statusOf("DaemonSet")],
});
export const deployments = groupResource("apps", "deployments", "Deployment", ["deploy"], {
  categories: all,
  subresources: [scale, statusOf("Deployment")],
});
export const replicaSets = groupResource("apps", "replicasets", "ReplicaSet", ["rs"], {
  categories: all,
  subresources: [scale, statusOf("ReplicaSet")],
});
export const jobs = groupResource("batch", "jobs", "Job", [], { categories: all, subresources: [statusOf("Job")] });
export const podDisruptionBudgets = groupResource("policy", "poddisruptionbudgets", "PodDisruptionBudget", ["pdb"], {
  subresources: [statusOf("PodDisruptionBudget")],
});

/** What controllers run from, and what limits evictions; in the order of discovery. */
export const workloadResources: readonly Resource[] = [
  controllerRevisions,
  daemonSets,
  deployments,
  replicaSets,
  jobs,
  podDisruptionBudgets,
];
