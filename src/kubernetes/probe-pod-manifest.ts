import { parseDocument } from "yaml";
import type { Toleration } from "./kubernetes.js";
import { loadTemplate } from "./templates.js";

export interface ProbePodSpec {
  readonly name: string;
  readonly namespace: string;
  /** Besides those of the template. */
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined = the node's ordinary runtime. */
  readonly runtimeClassName: string | undefined;
  /** None for a pod with the class: the class has to bring it where it belongs. */
  readonly tolerations: readonly Toleration[];
  /** The one node that it may run on; undefined = any. */
  readonly node: { readonly name: string; readonly uid: string } | undefined;
  readonly nonce: string;
  /** Undefined = the template's image. */
  readonly image: string | undefined;
}

/** Labels by which probes are found; the value of `run` tells one run's from another's. */
export const probeLabels = { name: "app.kubernetes.io/name", run: "aks-sandbox/probe-run" } as const;
export const probeName = "aks-sandbox-probe";

/** Fills `templates/probe-pod.yaml`; what the pod prints is read by `proof/reading.ts`. */
export async function renderProbePod(
  spec: ProbePodSpec,
): Promise<{ readonly manifest: object; readonly yaml: string }> {
  const document = parseDocument(await loadTemplate("probe-pod"));
  document.setIn(["metadata", "name"], spec.name);
  document.setIn(["metadata", "namespace"], spec.namespace);
  for (const [key, value] of Object.entries(spec.labels)) document.setIn(["metadata", "labels", key], value);
  if (spec.runtimeClassName === undefined) document.deleteIn(["spec", "runtimeClassName"]);
  else document.setIn(["spec", "runtimeClassName"], spec.runtimeClassName);
  if (spec.tolerations.length > 0) document.setIn(["spec", "tolerations"], document.createNode(spec.tolerations));
  const pin = ["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
  if (spec.node === undefined) document.deleteIn(["spec", "affinity"]);
  else document.setIn([...pin, "nodeSelectorTerms", 0, "matchFields", 0, "values"], [spec.node.name]);
  const container = ["spec", "containers", 0];
  if (spec.image !== undefined) document.setIn([...container, "image"], spec.image);
  document.setIn([...container, "env", 0, "value"], spec.nonce);
  document.setIn([...container, "env", 1, "value"], spec.node?.uid ?? "");
  return { manifest: document.toJS() as object, yaml: document.toString({ lineWidth: 0 }) };
}
