import type { CommandResult } from "./result.js";
import type { Cluster, Pool } from "../azure/azure.js";
import { renderRuntimeClass } from "../kubernetes/runtime-class-manifest.js";
import { renderInstaller, userCommand } from "../provision/installer-request.js";
import { markedPool, runtimeClassFor } from "../provision/runtime-class-for.js";
import { runtimeName } from "../runtimes/index.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";
import type { RunResult } from "../workflows/run.js";
import { proofCi } from "./proof-ci.js";
import { proofData, proofText } from "./proof-report.js";
import { formatFields } from "./table.js";

/** What a run made or found, as document and as text. */
export async function runReport(
  kind: string,
  spec: SandboxSpec,
  { state, steps, exitReason, remaining }: RunResult,
  commandLine: string,
): Promise<CommandResult> {
  const { cluster, pool, mergedKubeconfig, proof } = state;
  const isolation = proof?.verdict ?? "not checked";
  const pools = [pool ?? markedPool(spec.pool.runtime, spec.pool.name)];
  const runtimeClass = await renderRuntimeClass(
    runtimeClassFor(spec.pool.runtime, spec.runtimeClass, pools),
    state.runtimes,
  );
  const printed = mergedKubeconfig?.status === "printed" ? mergedKubeconfig.entry : undefined;
  const installer = await renderInstaller(spec.pool.runtime, spec.pool.installer);
  const command = userCommand(spec.pool, installer);
  const isUnproven = proof !== undefined && proof.verdict !== "isolated";
  const nextCommands = isUnproven
    ? [`aks-sandbox verify -g ${spec.resourceGroup} -c ${spec.cluster} --runtime-class ${spec.runtimeClass.name}`]
    : next(spec, exitReason, mergedKubeconfig?.contextName, commandLine, command);
  const applied = command === undefined ? installer : undefined;
  const manifest = spec.useKubernetes ? undefined : [applied?.text, runtimeClass.yaml].filter(Boolean).join("---\n");
  const statusOf = (id: string) => steps.find((step) => step.id === id)?.status;
  return {
    kind,
    exitReason: isUnproven ? "notProven" : exitReason,
    changed: state.changed,
    remaining: [
      ...remaining,
      ...(mergedKubeconfig?.status === "printed"
        ? [`the kubeconfig entry was only printed: ${mergedKubeconfig.hint}`]
        : []),
      ...(spec.useKubernetes ? [] : nextCommands),
    ],
    data: {
      subscriptionId: state.azure.subscriptionId,
      cluster: cluster === undefined ? null : clusterData(cluster),
      pool: pool === undefined ? null : poolData(pool),
      runtime: spec.pool.runtime.id,
      runtimeClass: {
        name: spec.runtimeClass.name,
        handler: runtimeClass.spec.handler,
        status: statusOf("runtime-class") ?? "not applied",
      },
      ...(spec.pool.installer === undefined
        ? {}
        : {
            installer: {
              ...spec.pool.installer,
              image: spec.pool.installer.image ?? null,
              status: statusOf("installer") ?? "not applied",
              support: spec.pool.runtime.support,
            },
          }),
      kubeconfig:
        mergedKubeconfig === undefined
          ? null
          : {
              file: mergedKubeconfig.file,
              context: mergedKubeconfig.contextName,
              status: mergedKubeconfig.status,
              ...(printed === undefined ? {} : { entry: printed }),
            },
      ...(manifest === undefined ? {} : { manifests: [...(applied?.objects ?? []), runtimeClass.manifest] }),
      differences: state.differences,
      preflight: state.preflight ?? null,
      isolation,
      proof: proof === undefined ? null : proofData(proof),
      steps,
      next: nextCommands,
    },
    ...(proof === undefined ? {} : { ci: proofCi(proof) }),
    table: (style) => {
      const fields = formatFields([
        [
          "cluster",
          cluster === undefined
            ? undefined
            : `${cluster.name}, ${cluster.location}, Kubernetes ${cluster.currentKubernetesVersion}, ${cluster.provisioningState}`,
        ],
        ["pool", pool === undefined ? undefined : `${pool.name}, ${poolText(pool)}, ${pool.provisioningState}`],
        ["node image", pool?.nodeImageVersion],
        [
          "RuntimeClass",
          statusOf("runtime-class") === undefined
            ? undefined
            : `${spec.runtimeClass.name} (handler ${runtimeClass.spec.handler})`,
        ],
        [
          "kubeconfig",
          mergedKubeconfig === undefined
            ? undefined
            : `${mergedKubeconfig.file}, context ${mergedKubeconfig.contextName}`,
        ],
        ["installer", spec.pool.installer?.image],
        ["support", spec.pool.installer === undefined ? undefined : spec.pool.runtime.support],
        ["isolation", isolation],
        ["changed", changedText(exitReason, state.changed, state.differences.length)],
      ]);
      const blocks = [fields];
      if (proof !== undefined) blocks.push(proofText(proof, style));
      if (printed !== undefined) blocks.push(printed);
      if (manifest !== undefined) blocks.push(manifest);
      if (nextCommands.length > 0)
        blocks.push(`${style.bold("next:")}\n${nextCommands.map((line) => `  ${line}\n`).join("")}`);
      return blocks.join("\n");
    },
  };
}

function changedText(exitReason: RunResult["exitReason"], changed: boolean, differences: number): string {
  if (exitReason === "started")
    return changed ? "yes; it goes on in Azure" : "nothing by this run; an earlier operation goes on in Azure";
  const left = differences === 0 ? "" : `; ${differences} things are otherwise than asked, and were left so`;
  if (changed) return `yes${left}`;
  return differences === 0 ? "nothing: everything was as asked" : `nothing${left}`;
}

function next(
  spec: SandboxSpec,
  exitReason: RunResult["exitReason"],
  contextName: string | undefined,
  commandLine: string,
  install: string | undefined,
): readonly string[] {
  if (exitReason === "started") return [commandLine.replace(/ --no-wait\b/, "")];
  if (spec.useKubernetes) {
    const where = contextName === undefined ? "" : `--context ${contextName} `;
    return [`kubectl ${where}get runtimeclass ${spec.runtimeClass.name} -o yaml`];
  }
  const { runtime, installer } = spec.pool;
  return [
    `aks-sandbox kubeconfig merge -g ${spec.resourceGroup} -c ${spec.cluster}`,
    ...(install === undefined ? [] : [install]),
    ...(installer?.image === undefined || install !== undefined
      ? []
      : [
          `aks-sandbox runtimeclass render --runtime ${runtimeName(runtime)} --installer-image ${installer.image} | kubectl apply --server-side -f -`,
        ]),
    `aks-sandbox runtimeclass apply -g ${spec.resourceGroup} -c ${spec.cluster} --runtime ${runtimeName(runtime)} --runtime-class ${spec.runtimeClass.name}`,
  ];
}

function clusterData(cluster: Cluster): object {
  const { pools: _pools, eTag: _eTag, ...rest } = cluster;
  return rest;
}

function poolData(pool: Pool): object {
  const { eTag: _eTag, ...rest } = pool;
  return rest;
}

/** `3 x Standard_D4s_v5, AzureLinux, KataVmIsolation`. */
export function poolText(pool: Pool): string {
  const count =
    pool.autoscaling === undefined
      ? `${pool.count}`
      : `${pool.count} (${pool.autoscaling.minCount} to ${pool.autoscaling.maxCount})`;
  return `${count} x ${pool.vmSize}, ${pool.osSku}, ${pool.workloadRuntime}`;
}
