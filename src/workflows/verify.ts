import { open, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "../errors.js";
import type { Pool } from "../azure/azure.js";
import type { CommandContext } from "../commands/command.js";
import type { AzureSettings } from "../context.js";
import type { KubernetesConnection } from "../kubernetes/kubernetes.js";
import { loadKubeconfig } from "../kubernetes/load-kubeconfig.js";
import { poolFindings } from "../proof/pool-findings.js";
import { prove } from "../proof/prove.js";
import { withSkippedPools } from "../proof/skipped-pools.js";
import type { ProofWarning } from "../proof/class-warnings.js";
import { proofReport } from "../report/proof-report.js";
import type { CommandResult } from "../report/result.js";
import { aksPoolLabel } from "../runtimes/marks.js";
import type { VerifySpec } from "../spec/resolve-verify.js";
import { connectCluster } from "./connect-cluster.js";
import { getCluster } from "./show.js";

/** Proves or disproves the isolation of a class's pods; changes nothing that lasts. */
export async function runVerify(
  context: CommandContext,
  azure: AzureSettings,
  spec: VerifySpec,
): Promise<CommandResult> {
  const junitFile = spec.junit === undefined ? undefined : resolve(context.cwd, spec.junit);
  if (junitFile !== undefined) await checkWritable(junitFile);
  const { kubernetes, warnings, pools } = await connect(context, azure, spec);
  const runtimeClassName = spec.runtimeClassName ?? (await classThatIsThere(kubernetes, spec, context.signal));
  const proof = await prove(
    {
      kubernetes,
      clock: context.clock,
      signal: context.signal,
      uuid: context.uuid,
      runtimes: context.runtimes,
      onNote: (text) => {
        context.progress.note(text);
      },
      onProgress: (done, of) => {
        context.progress.note(`probed ${done} of ${of} ${of === 1 ? "node" : "nodes"}`);
      },
    },
    {
      ...spec,
      runtimeClassName,
      only: spec.pool === undefined ? undefined : ({ labels }) => labels[aksPoolLabel] === spec.pool,
    },
  );
  const judged = withSkippedPools({ ...proof, warnings: [...warnings, ...proof.warnings] }, pools, spec.pool);
  if (junitFile !== undefined) {
    const { junit } = await import("../report/junit.js");
    await writeFile(junitFile, junit(judged, kubernetes.server));
  }
  return proofReport(judged, kubernetes.server);
}

/** Before anything is done: a verdict that cannot be handed over is found late. */
async function checkWritable(file: string): Promise<void> {
  try {
    await (await open(file, "a")).close();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(
      "JunitNotWritable",
      `--junit ${file} cannot be written: ${why}`,
      "name a file in a folder that exists",
    );
  }
}

async function connect(
  context: CommandContext,
  azure: AzureSettings,
  { target, kubeconfig: path, contextName }: VerifySpec,
): Promise<{
  readonly kubernetes: KubernetesConnection;
  readonly warnings: readonly ProofWarning[];
  /** None where Azure was not asked. */
  readonly pools: readonly Pool[];
}> {
  if (target === undefined) {
    const kubeconfig = await loadKubeconfig(path, context);
    const connected = await context.connectKubernetes({ kubeconfig, contextName, token: undefined });
    return { kubernetes: connected, warnings: [], pools: [] };
  }
  const connection = await context.connectAzure(azure);
  const cluster = await getCluster(connection, target, context.signal);
  const kubernetes = await connectCluster(context, connection, cluster, target.resourceGroup);
  return { kubernetes, warnings: poolFindings(cluster.pools, context.runtimes), pools: cluster.pools };
}

/** Without a name: ours; where it is missing the one that AKS installs; where that is missing, too, ours. */
async function classThatIsThere(
  kubernetes: KubernetesConnection,
  { runtime }: VerifySpec,
  signal: AbortSignal,
): Promise<string> {
  const { name, builtIn } = runtime.runtimeClass;
  if (builtIn === undefined || (await kubernetes.runtimeClasses.get(name, signal)) !== undefined) return name;
  return (await kubernetes.runtimeClasses.get(builtIn, signal)) === undefined ? name : builtIn;
}
