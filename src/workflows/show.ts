import type { AzureConnection, Cluster, Pool } from "../azure/azure.js";
import type { CommandContext } from "../commands/command.js";
import type { CommandResult } from "../report/result.js";
import type { AzureSettings } from "../context.js";
import { CliError } from "../errors.js";
import { clusterTable, clusterText, poolFields, poolTable } from "../report/pool-table.js";

/** Commands that only look. */
function found(kind: string, data: object, table: CommandResult["table"]): CommandResult {
  return { kind, data, exitReason: "done", changed: false, remaining: [], table };
}

export async function listClusters(
  context: CommandContext,
  azure: AzureSettings,
  resourceGroup: string | undefined,
): Promise<CommandResult> {
  const connection = await context.connectAzure(azure);
  const clusters = await connection.clusters.list(resourceGroup, context.signal);
  return found("ClusterList", { clusters }, ({ width }) => clusterTable(clusters, width));
}

export async function showCluster(
  context: CommandContext,
  azure: AzureSettings,
  target: { readonly resourceGroup: string; readonly cluster: string },
): Promise<CommandResult> {
  const cluster = await getCluster(await context.connectAzure(azure), target, context.signal);
  return found("Cluster", { cluster }, ({ width }) => clusterText(cluster, width));
}

export async function listPools(
  context: CommandContext,
  azure: AzureSettings,
  target: { readonly resourceGroup: string; readonly cluster: string },
): Promise<CommandResult> {
  const connection = await context.connectAzure(azure);
  const pools = await connection.pools.list(target.resourceGroup, target.cluster, context.signal);
  return found("PoolList", { pools }, ({ width }) => poolTable(pools, width));
}

export async function showPool(
  context: CommandContext,
  azure: AzureSettings,
  target: { readonly resourceGroup: string; readonly cluster: string; readonly pool: string },
): Promise<CommandResult> {
  const connection = await context.connectAzure(azure);
  const pool: Pool | undefined = await connection.pools.get(
    target.resourceGroup,
    target.cluster,
    target.pool,
    context.signal,
  );
  if (pool !== undefined) return found("Pool", { pool }, () => poolFields(pool));
  throw new CliError("PoolNotFound", `there is no pool ${target.pool} in cluster ${target.cluster}`, {
    exitReason: "notFound",
    hint: `list them with: aks-sandbox pool list -g ${target.resourceGroup} -c ${target.cluster}`,
  });
}

/** The cluster, or CliError `ClusterNotFound` (exit 3). */
export async function getCluster(
  connection: AzureConnection,
  { resourceGroup, cluster: name }: { readonly resourceGroup: string; readonly cluster: string },
  signal: AbortSignal,
): Promise<Cluster> {
  const cluster = await connection.clusters.get(resourceGroup, name, signal);
  if (cluster !== undefined) return cluster;
  throw new CliError("ClusterNotFound", `there is no cluster ${name} in resource group ${resourceGroup}`, {
    exitReason: "notFound",
    hint: "list them with: aks-sandbox cluster list",
  });
}
