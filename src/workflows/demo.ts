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

/** Runs the demo pod with the class, reads its log through the API, and removes it again. */
export async function compareKernels(
  context: Pick<CommandContext, "clock" | "signal" | "uuid">,
  kubernetes: KubernetesConnection,
  runtimeClassName: string,
): Promise<KernelComparison> {
  const name = `aks-sandbox-demo-${context.uuid().slice(0, 8)}`;
  const { manifest } = await renderDemoPod({ name, namespace, runtimeClassName, image: undefined });
  const limit = abortAfter({ ...context, deadlineMs: undefined }, patienceMs);
  try {
    await kubernetes.pods.create(namespace, manifest, limit.signal);
    const pod = await kubernetes.pods.watch(namespace, name, hasEnded, limit.signal);
    if (pod.phase !== "Succeeded") throw podFailed(pod);
    const [kernel = "", bootId = ""] = (await kubernetes.pods.log(namespace, name, undefined, limit.signal)).split(
      "\n",
    );
    const node = (await kubernetes.nodes.list(undefined, limit.signal)).find((known) => known.name === pod.nodeName);
    if (node === undefined) throw podFailed(pod);
    return {
      pod: { name, kernel, bootId },
      node: { name: node.name, kernel: node.kernelVersion, bootId: node.bootId },
    };
  } finally {
    limit.dispose();
    if (!context.signal.aborted) await kubernetes.pods.delete(namespace, name, context.signal);
  }
}

function hasEnded(pod: PodResult): boolean {
  return pod.phase === "Succeeded" || pod.phase === "Failed";
}

function podFailed(pod: PodResult): CliError {
  return new CliError("DemoPodFailed", `the demo's pod ended as ${pod.phase}: ${pod.reason ?? "no reason given"}`, {
    hint: "run the demo again with --keep and look at the pod's events",
  });
}
