import { forbidden } from "../api/status-error.js";
import { refuseEscalation } from "../authorization/escalation.js";
import type { ClusterState } from "../cluster-state.js";
import { asPod } from "../objects/objects.js";
import { namespaces, nodes, pods } from "../store/resources.js";
import type { Admission } from "./admission.js";
import { refuseNodeChange } from "./aks-node-webhook.js";
import { admitPodSecurity } from "./pod-security.js";
import { refuseOverQuota } from "./quotas.js";
import { refuseOutsideLimits } from "./limit-ranges.js";
import { admitPolicies } from "./policies/admit-policies.js";

const immortal = ["default", "kube-system", "kube-public"];

/** The checks that come after an object's own: they see it whole and can only refuse. Throws 403 or what a policy says. */
export function admit(state: ClusterState, admission: Admission): void {
  const { resource, object, old, user } = admission;
  if (admission.operation === "CREATE" && resource === pods && object !== undefined)
    refuseOutsideLimits(asPod(object), state.store);
  if (admission.operation === "DELETE" && resource === namespaces && immortal.includes(old?.metadata.name ?? ""))
    throw forbidden(namespaces, old?.metadata.name ?? "", "this namespace may not be deleted");
  admitPodSecurity(state, admission);
  admitPolicies(state, admission);
  // Quotas come last: what is refused otherwise takes nothing of them.
  if (admission.operation === "CREATE" && object !== undefined) refuseOverQuota(state, resource, object);
  if (object !== undefined && user !== undefined) refuseEscalation(state, resource, object, old, user);
  if (resource === nodes && user !== undefined && object !== undefined && old !== undefined)
    refuseNodeChange(state, old, object);
}
