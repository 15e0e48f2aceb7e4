import type { AzureConnection, Cluster } from "../azure/azure.js";
import type { CommandContext } from "../commands/command.js";
import type { KubernetesConnection } from "../kubernetes/kubernetes.js";

/** The API server of a cluster of Azure, by the kubeconfig that Azure hands out; with our own token where it uses Entra. */
export async function connectCluster(
  context: CommandContext,
  azure: AzureConnection,
  cluster: Cluster,
  resourceGroup: string,
): Promise<KubernetesConnection> {
  const { signal } = context;
  const kubeconfig = await azure.clusters.userKubeconfig(resourceGroup, cluster.name, signal);
  const token = cluster.usesEntra ? () => azure.kubernetesToken(signal) : undefined;
  return context.connectKubernetes({ kubeconfig, contextName: undefined, token });
}
