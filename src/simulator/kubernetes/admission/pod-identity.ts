import { forbidden } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { asPod, type KubeObject } from "../objects/objects.js";
import { pods, serviceAccounts } from "../store/resources.js";

/** A pod runs as a service account that is there (`ServiceAccount` admission). Throws 403. */
export function refuseUnknownAccount(object: KubeObject, { store }: ClusterState): void {
  const { name, namespace = "" } = object.metadata;
  const account = asPod(object).spec.serviceAccountName ?? "default";
  if (store.get(serviceAccounts, namespace, account) !== undefined) return;
  const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
  throw forbidden(pods, name, why);
}

/** The number of a priority comes from its class, whose only modelled one is none at all (`Priority` admission). Throws 403. */
export function refusePriority(object: KubeObject): void {
  const { priority = 0, priorityClassName = "" } = asPod(object).spec;
  if (priority === 0 || priorityClassName !== "") return;
  const why = `the integer value of priority (${JSON.stringify(priority)}) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name`;
  throw forbidden(pods, object.metadata.name, why);
}
