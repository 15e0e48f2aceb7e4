import type { ConnectionParts, KubernetesTarget } from "../context.js";
import { CliError } from "../errors.js";
import type { KubernetesConnection } from "./kubernetes.js";

/** Placeholder until the connection lands. */
export function connectKubernetes(_target: KubernetesTarget, _parts: ConnectionParts): Promise<KubernetesConnection> {
  return Promise.reject(new CliError("NotBuilt", "The connection to Kubernetes is not built yet."));
}
