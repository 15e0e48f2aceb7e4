import type { AzureConnection, Cluster } from "../azure/azure.js";
import type { CommandContext } from "../commands/command.js";
import type { AzureSettings } from "../context.js";
import {
  lookAtKubernetes,
  noKubernetesFacts,
  toUnknown,
  type KubernetesFacts,
  type Unknown,
} from "../facts/status-facts.js";
import type { KubernetesConnection } from "../kubernetes/kubernetes.js";
import { loadKubeconfig } from "../kubernetes/load-kubeconfig.js";
import type { CommandResult } from "../report/result.js";
import { statusReport } from "../report/status-report.js";
import type { StatusSpec } from "../spec/resolve-status.js";
import { statusView } from "../status/status-view.js";
import { connectCluster } from "./connect-cluster.js";
import { getCluster } from "./show.js";

/** One look at a cluster; changes nothing. */
export async function runStatus(
  context: CommandContext,
  azure: AzureSettings,
  spec: StatusSpec,
): Promise<CommandResult> {
  const { cluster, kubernetes, unknown } = await connectStatus(context, azure, spec);
  const seen = await lookAt(kubernetes, context.signal);
  return statusReport(
    statusView({ ...seen, cluster, unknown: [...unknown, ...seen.unknown] }, spec.where, context.runtimes),
  );
}

function lookAt(kubernetes: KubernetesConnection | undefined, signal: AbortSignal): Promise<KubernetesFacts> {
  return kubernetes === undefined ? Promise.resolve(noKubernetesFacts) : lookAtKubernetes(kubernetes, signal);
}

/** What a status is read from. */
export interface StatusConnections {
  readonly azure: AzureConnection | undefined;
  readonly cluster: Cluster | undefined;
  /** Undefined: the cluster is stopped, or its kubeconfig was not to be had. */
  readonly kubernetes: KubernetesConnection | undefined;
  readonly unknown: readonly Unknown[];
}

/** Two requests to Azure: the cluster, with its pools, and its kubeconfig. */
export async function connectStatus(
  context: CommandContext,
  settings: AzureSettings,
  spec: StatusSpec,
): Promise<StatusConnections> {
  const { target, contextName } = spec;
  const { signal } = context;
  if (target === undefined) {
    const kubeconfig = await loadKubeconfig(spec.kubeconfig, context);
    const kubernetes = await context.connectKubernetes({ kubeconfig, contextName, token: undefined });
    return { azure: undefined, cluster: undefined, kubernetes, unknown: [] };
  }
  const azure = await context.connectAzure(settings);
  const cluster = await getCluster(azure, target, signal);
  const found = { azure, cluster, unknown: [] };
  if (cluster.powerState === "Stopped") return { ...found, kubernetes: undefined };
  try {
    return { ...found, kubernetes: await connectCluster(context, azure, cluster, target.resourceGroup) };
  } catch (error) {
    return { ...found, kubernetes: undefined, unknown: [toUnknown("kubeconfig", error, signal)] };
  }
}
