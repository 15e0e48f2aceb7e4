import type { CommandContext } from "../commands/command.js";
import { CliError } from "../errors.js";
import { renderDemoPod } from "../kubernetes/demo-pod-manifest.js";
import type { KubernetesConnection, PodResult } from "../kubernetes/kubernetes.js";
import { abortAfter } from "../provision/abort-after.js";

/** What a pod and its node say of their kernels. */
export interface KernelComparison {
  readonly pod: { readonly name: string; readonly kernel: string; readonly bootId: string };
  readonly node: { readonly name: string; readonly kernel: string; readonly bootId: string };
}

const namespace = "default";
/** A pod that prints two lines: minutes are for pulling its image, service time. */
const patienceMs = 5 * 60_000;

/** `uname -r`, then the boot id: all that the demo's pod prints. */
const podLog = /^(\d+\.\d+\S*)\n([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n?$/;

/**
 * Runs the demo pod with the class and reads its log through the API. Removes the pod again unless it shall be kept.
 * Throws `DemoPodFailed` where the pod did not end well or its log does not tell a kernel release and a boot id.
 */
export async function compareKernels(
  context: Pick<CommandContext, "clock" | "signal" | "uuid">,
  kubernetes: KubernetesConnection,
  runtimeClassName: string,
  { keep }: { readonly keep: boolean },
): Promise<KernelComparison> {
  const name = `aks-sandbox-demo-${context.uuid().slice(0, 8)}`;
  const { manifest } = await renderDemoPod({ name, namespace, runtimeClassName, image: undefined });
  const limit = abortAfter({ ...context, deadlineMs: undefined }, patienceMs);
  try {
    await kubernetes.pods.create(namespace, manifest, limit.signal);
    const pod = await kubernetes.pods.watch(namespace, name, hasEnded, limit.signal);
    if (pod.phase !== "Succeeded") throw podFailed(`ended as ${pod.phase}: ${pod.reason ?? "no reason given"}`);
    const log = await kubernetes.pods.log(namespace, name, undefined, limit.signal);
    const [, kernel, bootId] = podLog.exec(log) ?? [];
    if (kernel === undefined || bootId === undefined) {
      throw podFailed(`was to print a kernel release and a boot id, and printed ${JSON.stringify(log.slice(0, 200))}`);
    }
    const node = (await kubernetes.nodes.list(undefined, limit.signal)).find((known) => known.name === pod.nodeName);
    if (node === undefined) throw podFailed(`ran on ${pod.nodeName ?? "no node"}, which the cluster does not have`);
    return {
      pod: { name, kernel, bootId },
      node: { name: node.name, kernel: node.kernelVersion, bootId: node.bootId },
    };
  } finally {
    limit.dispose();
    if (!keep && !context.signal.aborted) await kubernetes.pods.delete(namespace, name, context.signal);
  }
}

function hasEnded(pod: PodResult): boolean {
  return pod.phase === "Succeeded" || pod.phase === "Failed";
}

function podFailed(what: string): CliError {
  return new CliError("DemoPodFailed", `the demo's pod ${what}`, {
    hint: "this is a defect of the simulated Azure: report it with what aks-sandbox demo --verbose --progress plain prints",
  });
}
