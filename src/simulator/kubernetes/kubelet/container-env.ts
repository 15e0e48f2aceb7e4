import { valueAt } from "../objects/json.js";
import type { Container, PodObject } from "../objects/objects.js";

/** Environment of a container: plain values with `$(NAME)` references, the downward API, and what `config` took from elsewhere. */
export function containerEnv(
  pod: PodObject,
  container: Container,
  config: ReadonlyMap<string, string>,
): Map<string, string> {
  const env = new Map([
    ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ["HOSTNAME", pod.metadata.name],
    ["HOME", "/root"],
    ["KUBERNETES_SERVICE_HOST", "10.0.0.1"],
    ["KUBERNETES_SERVICE_PORT", "443"],
    ...config,
  ]);
  for (const { name, value, valueFrom } of container.env ?? []) {
    const path = valueFrom?.fieldRef?.fieldPath;
    if (valueFrom !== undefined && path === undefined) continue;
    env.set(name, path === undefined ? expandReferences(value ?? "", env) : fieldValue(pod, path));
  }
  return env;
}

/** Replaces `$(NAME)` by what is set already; `$$(NAME)` stays as `$(NAME)`. */
export function expandReferences(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([-\w.]+)\)/g, (found, name: string | undefined) =>
    name === undefined ? "$" : (env.get(name) ?? found),
  );
}

/** `metadata.uid`, `spec.nodeName`, `metadata.labels['x']` and their kin. */
function fieldValue(pod: PodObject, path: string): string {
  const keyed = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(path);
  const keys = keyed === null ? path.split(".") : [...(keyed[1] ?? "").split("."), keyed[2] ?? ""];
  const value = valueAt(pod, ...keys);
  return typeof value === "string" ? value : "";
}
