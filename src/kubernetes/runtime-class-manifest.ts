import { parseDocument } from "yaml";
import { runtimes } from "../runtimes/index.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { Toleration } from "./kubernetes.js";
import { checkRuntimeClassName } from "./runtime-class-rules.js";
import { loadTemplate } from "./templates.js";

/** What the class shall be. Maps and lists replace those of the template as a whole. */
export interface RuntimeClassSpec {
  readonly name: string;
  readonly handler: string;
  /** `overhead.podFixed`: Kubernetes quantities by resource name; empty = no overhead at all. */
  readonly overhead: Readonly<Record<string, string>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** Besides `app.kubernetes.io/managed-by: aks-sandbox`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RenderedRuntimeClass {
  readonly spec: RuntimeClassSpec;
  /** The object to apply. */
  readonly manifest: object;
  /** The same as YAML, with the template's comments. */
  readonly yaml: string;
}

/**
 * Fills `templates/runtimeclass.yaml`. Throws a CliError where the name is no DNS subdomain or belongs to AKS.
 * @example const { yaml } = await renderRuntimeClass({ name: "aks-sandbox", handler: "kata", ... });
 */
export async function renderRuntimeClass(
  spec: RuntimeClassSpec,
  rows: RuntimeTable = runtimes,
): Promise<RenderedRuntimeClass> {
  checkRuntimeClassName(spec.name, rows);
  const document = parseDocument(await loadTemplate("runtimeclass"));
  document.setIn(["metadata", "name"], spec.name);
  for (const [key, value] of Object.entries(spec.labels)) document.setIn(["metadata", "labels", key], value);
  for (const [key, value] of Object.entries(spec.annotations)) document.setIn(["metadata", "annotations", key], value);
  document.setIn(["handler"], spec.handler);
  if (isEmpty(spec.overhead)) document.deleteIn(["overhead"]);
  else document.setIn(["overhead", "podFixed"], document.createNode(spec.overhead));
  if (isEmpty(spec.nodeSelector)) document.deleteIn(["scheduling", "nodeSelector"]);
  else document.setIn(["scheduling", "nodeSelector"], document.createNode(spec.nodeSelector));
  if (spec.tolerations.length === 0) document.deleteIn(["scheduling", "tolerations"]);
  else document.setIn(["scheduling", "tolerations"], document.createNode(spec.tolerations.map(withoutUndefined)));
  if (isEmpty(spec.nodeSelector) && spec.tolerations.length === 0) document.deleteIn(["scheduling"]);
  return { spec, manifest: document.toJS() as object, yaml: document.toString({ lineWidth: 0 }) };
}

function isEmpty(map: Readonly<Record<string, string>>): boolean {
  return Object.keys(map).length === 0;
}

function withoutUndefined(toleration: Toleration): object {
  return Object.fromEntries(Object.entries(toleration).filter(([, value]) => value !== undefined));
}
