import { parseDocument } from "yaml";
import { loadTemplate } from "./templates.js";

export interface DemoPodSpec {
  readonly name: string;
  readonly namespace: string;
  /** Undefined = the node's ordinary runtime. */
  readonly runtimeClassName: string | undefined;
  /** Undefined = the template's image. */
  readonly image: string | undefined;
}

/** Fills `templates/demo-pod.yaml`: a pod that prints its kernel release and its boot id, one a line, and ends. */
export async function renderDemoPod(spec: DemoPodSpec): Promise<{ readonly manifest: object; readonly yaml: string }> {
  const document = parseDocument(await loadTemplate("demo-pod"));
  document.setIn(["metadata", "name"], spec.name);
  document.setIn(["metadata", "namespace"], spec.namespace);
  if (spec.runtimeClassName === undefined) document.deleteIn(["spec", "runtimeClassName"]);
  else document.setIn(["spec", "runtimeClassName"], spec.runtimeClassName);
  if (spec.image !== undefined) document.setIn(["spec", "containers", 0, "image"], spec.image);
  return { manifest: document.toJS() as object, yaml: document.toString({ lineWidth: 0 }) };
}
