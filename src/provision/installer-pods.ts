import type { KubernetesConnection, PodResult } from "../kubernetes/kubernetes.js";
import type { RenderedInstaller } from "../runtimes/installer.js";

/** States of a pod that no waiting helps: each is the kubelet's second or later try. */
const hopeless = /^(CrashLoopBackOff|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|CreateContainerConfigError)\b/;

/** What follows an installer's pods. */
export interface InstallerWatch {
  readonly kubernetes: Pick<KubernetesConnection, "pods">;
  readonly daemonSet: DaemonSetName;
  readonly signal: AbortSignal;
}

export type DaemonSetName = NonNullable<RenderedInstaller["daemonSet"]>;

const everyPod = "app.kubernetes.io/managed-by=aks-sandbox";

/**
 * Starts pods anew that an earlier run has left without hope, then ends with the first pod that is without hope now. Never
 * ends else: the caller's signal ends it.
 */
export async function firstHopelessPod({ kubernetes, daemonSet, signal }: InstallerWatch): Promise<PodResult> {
  const { namespace } = daemonSet;
  const old = new Set<string>();
  for (const pod of (await listPods({ kubernetes, daemonSet, signal })).filter(isHopeless)) {
    old.add(pod.uid);
    await kubernetes.pods.delete(namespace, pod.name, signal);
  }
  let found: PodResult | undefined;
  await kubernetes.pods.watchAll(
    namespace,
    everyPod,
    (pods) => {
      found = pods.find((pod) => isHopeless(pod) && !old.has(pod.uid));
      return found !== undefined;
    },
    signal,
  );
  if (found === undefined) throw new Error("the watch on the installer's pods ended by itself");
  return found;
}

/** What the installer's pod on a node is at, with the end of its log: one line for a person. */
export async function explainNode(watch: InstallerWatch, node: string): Promise<string> {
  const pod = (await listPods(watch)).find(({ nodeName }) => nodeName === node);
  return pod === undefined ? "the installer has no pod there" : explainPod(watch, pod);
}

/** The same of every pod, by node. */
export async function explainUnready(watch: InstallerWatch): Promise<string> {
  const pods = await listPods(watch);
  const lines = await Promise.all(
    pods.map(async (pod) => `${pod.nodeName ?? "no node"}: ${await explainPod(watch, pod)}`),
  );
  return lines.length === 0 ? "the installer has no pods" : lines.join("; ");
}

async function explainPod({ kubernetes, daemonSet, signal }: InstallerWatch, pod: PodResult): Promise<string> {
  const where = `the installer's pod ${daemonSet.namespace}/${pod.name} is ${pod.phase}`;
  const why = pod.reason === undefined ? "" : `, ${pod.reason}`;
  const log = await kubernetes.pods.log(daemonSet.namespace, pod.name, undefined, signal).catch(() => "");
  const last = log.trimEnd().split("\n").at(-1) ?? "";
  return `${where}${why}${last === "" ? "" : `; it says last: ${last}`}`;
}

async function listPods({ kubernetes, daemonSet, signal }: InstallerWatch): Promise<readonly PodResult[]> {
  let found: readonly PodResult[] = [];
  await kubernetes.pods.watchAll(
    daemonSet.namespace,
    everyPod,
    (pods) => {
      found = pods;
      return true;
    },
    signal,
  );
  return found;
}

function isHopeless(pod: PodResult): boolean {
  return hopeless.test(pod.reason ?? "");
}
