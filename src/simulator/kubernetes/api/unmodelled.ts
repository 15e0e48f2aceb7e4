import { notModelled, type StatusError } from "./status-error.js";

/** What every cluster has and the local Azure lacks, by API group. */
const unmodelled: Readonly<Record<string, readonly string[]>> = {
  "": [
    "services",
    "endpoints",
    "persistentvolumes",
    "persistentvolumeclaims",
    "podtemplates",
    "replicationcontrollers",
    "componentstatuses",
    "bindings",
  ],
  apps: ["statefulsets"],
  batch: ["cronjobs"],
  "apiextensions.k8s.io": ["customresourcedefinitions"],
  "apiregistration.k8s.io": ["apiservices"],
  autoscaling: ["horizontalpodautoscalers"],
  "certificates.k8s.io": ["certificatesigningrequests"],
  "discovery.k8s.io": ["endpointslices"],
  "events.k8s.io": ["events"],
  "flowcontrol.apiserver.k8s.io": ["flowschemas", "prioritylevelconfigurations"],
  "networking.k8s.io": ["networkpolicies", "ingresses", "ingressclasses"],
  "scheduling.k8s.io": ["priorityclasses"],
  "storage.k8s.io": ["storageclasses", "csidrivers", "csinodes", "csistoragecapacities", "volumeattachments"],
  "admissionregistration.k8s.io": ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
};

/** The 501 for a resource of a real cluster; undefined for one that no cluster has. */
export function unmodelledResource(group: string, plural: string | undefined): StatusError | undefined {
  if (plural === undefined || !Object.hasOwn(unmodelled, group)) return undefined;
  if (unmodelled[group]?.includes(plural) !== true) return undefined;
  return notModelled(group === "" ? plural : `${plural}.${group}`);
}
