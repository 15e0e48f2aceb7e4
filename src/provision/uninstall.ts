import type { Clock } from "../clock.js";
import { CliError, usageError } from "../errors.js";
import type { KubernetesConnection } from "../kubernetes/kubernetes.js";
import { referenceOf } from "../kubernetes/object-reference.js";
import type { LiveInstaller } from "../runtimes/installer.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import { abortAfter } from "./abort-after.js";
import { explainUnready } from "./installer-pods.js";
import { renderInstaller } from "./installer-request.js";
import { untilRolledOut } from "./installer-rollout.js";

/** How long it may be until one more node has come further, pods that still run on it included. Service time. */
const patienceMs = 10 * 60_000;

export interface UninstallParts {
  readonly kubernetes: KubernetesConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether the run has changed something before. */
  readonly changed: boolean;
}

export interface Uninstalled {
  readonly status: "removed" | "not installed";
  /** Nodes that it was taken off. */
  readonly nodes: number;
}

/** Throws a usage error for a runtime that nothing of ours was installed for. */
export function checkUninstallable(runtime: SandboxRuntime): void {
  if (runtime.installer?.appliedBy === "run") return;
  throw usageError(
    "NothingToUninstall",
    `--uninstall means nothing for the runtime ${runtime.id}: this program does not install it on nodes`,
    "leave it out",
  );
}

/**
 * Takes a runtime off the nodes: the installer's DaemonSet does it with the same image and settings, then its objects are
 * deleted. Throws `RuntimeNotRemoved` where a node does not come to its end; a second run goes on with it.
 */
export async function uninstall(parts: UninstallParts, runtime: SandboxRuntime): Promise<Uninstalled> {
  const { kubernetes, signal } = parts;
  const live = (await runtime.installer?.load())?.live;
  if (live === undefined) return { status: "not installed", nodes: 0 };
  const reference = { apiVersion: "apps/v1", kind: "DaemonSet", ...live.daemonSet };
  const found = await kubernetes.objects.get(reference, signal);
  if (found === undefined) return { status: "not installed", nodes: 0 };
  const rendered = await renderInstaller(runtime, live.choiceOf(found), "uninstall");
  const objects = rendered?.objects ?? [];
  for (const object of objects) await kubernetes.objects.apply(object, { force: false }, signal);
  const nodes = await everyNode(parts, runtime, live);
  for (const object of [...objects].reverse()) await kubernetes.objects.delete(referenceOf(object), signal);
  return { status: "removed", nodes };
}

/** Waits for every node with a limit for the next one, and throws `RuntimeNotRemoved` beyond it; answers with their number. */
async function everyNode(parts: UninstallParts, runtime: SandboxRuntime, live: LiveInstaller): Promise<number> {
  const { kubernetes, clock, signal } = parts;
  const { daemonSet } = live;
  const { namespace, name } = daemonSet;
  const limit = abortAfter({ clock, signal, deadlineMs: undefined }, patienceMs);
  try {
    return await untilRolledOut({ kubernetes, daemonSet, signal: limit.signal, onProgress: limit.restart });
  } catch (error) {
    if (!limit.expired()) throw error;
    const why = await explainUnready({ kubernetes, daemonSet, signal }).catch(() => "");
    throw new CliError("RuntimeNotRemoved", `${runtime.id} is not off every node: ${why}`, {
      changed: true,
      remaining: [`DaemonSet ${namespace}/${name} is there, and goes on taking ${runtime.id} off the nodes`],
      hint: `delete the pods that use it, and run the same command again; see: kubectl -n ${namespace} logs daemonset/${name} --all-pods`,
    });
  } finally {
    limit.dispose();
  }
}
