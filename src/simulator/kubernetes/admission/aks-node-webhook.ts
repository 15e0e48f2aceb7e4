import { StatusError } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { parseTaints } from "../nodes/node-object.js";
import { poolMarksOf } from "../nodes/pool-marks.js";
import { asNode, type KubeObject, type Taint } from "../objects/objects.js";

/**
 * AKS's validating webhook for nodes: a taint of the pool cannot be removed (text: Azure/AKS issue 2934, 2022-05), a
 * label of the pool cannot get another value (text: nestybox/sysbox issue 816, 2024-07). The code 400 is what the API
 * server makes of a refusal without one; that the webhook gives none is assumed.
 */
export function refuseNodeChange(state: ClusterState, old: KubeObject, object: KubeObject): void {
  const marks = poolMarksOf(state).get(old.metadata.name);
  if (marks === undefined) return;
  const has = (node: KubeObject, taint: Taint) =>
    (asNode(node).spec.taints ?? []).some(
      ({ key, value = "", effect }) => key === taint.key && value === (taint.value ?? "") && effect === taint.effect,
    );
  const removed = parseTaints(marks.taints).find((taint) => has(old, taint) && !has(object, taint));
  if (removed !== undefined)
    throw denied(
      state,
      `Taint delete request "${textOf(removed)}" refused. User is attempting to delete a taint configured on aks node pool "${marks.poolName}".`,
    );
  const labels = object.metadata.labels ?? {};
  const changed = Object.entries(marks.labels).find(([key, value]) => key in labels && labels[key] !== value);
  if (changed !== undefined)
    throw denied(
      state,
      `Label update/add request "${changed[0]}:${labels[changed[0]] ?? ""}" refused. User is attempting to update/add a label configured on node pool. Please change node pool label configuration through Azure..`,
    );
}

const textOf = ({ key, value, effect }: Taint) => `${key}${value === undefined ? "" : `=${value}`}:${effect}`;

function denied(state: ClusterState, why: string): StatusError {
  const webhook = "aks-node-validating-webhook.azmk8s.io";
  const uid = state.random.guid();
  return new StatusError(400, "", `admission webhook "${webhook}" denied the request: (UID: ${uid}) ${why}`);
}
