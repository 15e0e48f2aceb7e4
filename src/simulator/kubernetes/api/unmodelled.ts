import { notModelled, type StatusError } from "./status-error.js";

/** What every cluster has and the local Azure lacks, by API group. */
const unmodelled: Readonly<Record<string, readonly string[]>> = {
  "": [
    "services",
    "secrets",
    "endpoints",
    "persistentvolumes",
    "persistentvolumeclaims",
    "replicationcontrollers",
    "resourcequotas",
    "limitranges",
  ],
  apps: ["statefulsets"],
  batch: ["cronjobs"],
  "apiextensions.k8s.io": ["customresourcedefinitions"],
  "coordination.k8s.io": ["leases"],
  "events.k8s.io": ["events"],
  "networking.k8s.io": ["networkpolicies", "ingresses", "ingressclasses"],
  "rbac.authorization.k8s.io": ["roles", "rolebindings", "clusterroles", "clusterrolebindings"],
  "scheduling.k8s.io": ["priorityclasses"],
  "storage.k8s.io": ["storageclasses", "csidrivers", "csinodes", "volumeattachments"],
  "admissionregistration.k8s.io": [
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "validatingwebhookconfigurations",
    "mutatingwebhookconfigurations",
  ],
};

/** The 501 for a resource of a real cluster; undefined for one that no cluster has. */
export function unmodelledResource(group: string, plural: string | undefined): StatusError | undefined {
  if (plural === undefined || unmodelled[group]?.includes(plural) !== true) return undefined;
  return notModelled(group === "" ? plural : `${plural}.${group}`);
}
