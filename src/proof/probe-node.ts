import type { Clock } from "../clock.js";
import { ApiStatusError } from "../kubernetes/kubernetes-error.js";
import type { KubernetesConnection, Node, PodResult, Toleration } from "../kubernetes/kubernetes.js";
import { probeLabels, renderProbePod } from "../kubernetes/probe-pod-manifest.js";
import { ownTaints, untoleratedTaints } from "../kubernetes/taints.js";
import type { PodView, PodWatch } from "./pod-watch.js";
import {
  deletedProblem,
  killedProblem,
  obstacleOf,
  refusedProblem,
  timeProblem,
  type NodeObstacles,
} from "./problems.js";
import type { Probe, ProbeRole, Problem } from "./proof.js";
import { parseProbeLog, type ParsedLog } from "./reading.js";

/** What all probes of one run share. */
export interface ProbeRun {
  readonly kubernetes: KubernetesConnection;
  readonly clock: Pick<Clock, "sleep">;
  readonly watch: PodWatch;
  /** Value of the run's label, and part of the pods' names. */
  readonly id: string;
  readonly nonce: string;
  readonly namespace: string;
  readonly runtimeClassName: string;
  /** Of the class. */
  readonly tolerations: readonly Toleration[];
  /** Undefined = the template's. */
  readonly image: string | undefined;
  /** Service time that one pod may take from its creation to its end. */
  readonly podLimitMs: number;
  readonly signal: AbortSignal;
  readonly onNote: (text: string) => void;
  /** What has been said of waits: of many nodes in the same plight one is named. */
  readonly said: Set<string>;
}

/**
 * Service time after which a log that is not whole is read once more: the kubelet may tell of a pod's end before its
 * runtime has written the last lines (seen on a real node that had just been restarted: an empty log).
 */
const lateLogMs = 2_000;

/** Service time after which a wait that something is in the way of says so. */
const sayWhyMs = 15_000;

/** Runs one probe pod, pinned to the node (undefined: to none), and reads it. Throws only where the run as a whole cannot go on. */
export async function probeNode(
  run: ProbeRun,
  node: Node | undefined,
  role: ProbeRole,
  podName: string,
): Promise<Probe> {
  const { manifest } = await renderProbePod({
    name: podName,
    namespace: run.namespace,
    labels: { [probeLabels.run]: run.id, "aks-sandbox/probe-role": role },
    runtimeClassName: role === "sandbox" ? run.runtimeClassName : undefined,
    tolerations: role === "control" && node !== undefined ? tolerationsOf(node) : [],
    node: node === undefined ? undefined : { name: node.name, uid: node.uid },
    nonce: run.nonce,
    image: run.image,
  });
  const probe = { role, pod: podName };
  const known: NodeObstacles = {
    untolerated: role === "control" || node === undefined ? [] : untoleratedTaints(node, run.tolerations),
    closed: node === undefined ? undefined : closedBecause(node),
  };
  let created: PodResult;
  try {
    created = await run.kubernetes.pods.create(run.namespace, manifest, run.signal);
  } catch (error) {
    if (!isAnswerToThisPod(error)) throw error;
    const problem = refusedProblem(role === "sandbox" ? run.runtimeClassName : undefined, error.said);
    return { ...probe, ...nothing, podUid: undefined, runtimeClassName: undefined, problem };
  }
  const { uid: podUid, runtimeClassName } = created;
  const ended = await run.watch.until(podName, (view, waitedMs) => {
    const end = endOf(view, known, waitedMs, run.podLimitMs);
    if (end === undefined && waitedMs >= sayWhyMs) sayWhy(run, role, node, view, known);
    return end;
  });
  if ("problem" in ended) return { ...probe, ...nothing, podUid, runtimeClassName, problem: ended.problem };
  const { pod } = ended;
  const read = await readLog(run, node, pod);
  const ageSeconds = pod.finishedMs === undefined ? undefined : (pod.finishedMs - pod.createdMs) / 1000;
  return { ...probe, podUid, runtimeClassName: pod.runtimeClassName, imageId: pod.imageId, ageSeconds, ...read };
}

const nothing = { imageId: undefined, ageSeconds: undefined, reading: undefined } as const;

function sayWhy(
  { said, onNote }: ProbeRun,
  role: ProbeRole,
  node: Node | undefined,
  { pod, events }: PodView,
  known: NodeObstacles,
): void {
  const cause = obstacleOf(pod, events, known)?.problem.cause;
  if (cause === undefined || said.has(cause)) return;
  said.add(cause);
  onNote(`still waiting for the ${role} pod${node === undefined ? "" : ` on ${node.name}`}: ${cause}`);
}

/** For the control: it has to come to the node whatever the pool's taints. */
function tolerationsOf(node: Node): readonly Toleration[] {
  return ownTaints(node).map(({ key, value, effect }) => ({ key, operator: "Equal", value, effect }));
}

/** Why a node takes no pods of anybody's, as it said when the run began. */
function closedBecause({ unschedulable, taints, notReadyReason }: Node): string | undefined {
  if (unschedulable) return "it is cordoned";
  const own = ownTaints({ taints });
  const [first] = taints.filter((taint) => !own.includes(taint) && taint.effect !== "PreferNoSchedule");
  if (first !== undefined) return `it has the taint ${first.key}:${first.effect}`;
  return notReadyReason === undefined ? undefined : `it is not Ready (${notReadyReason})`;
}

/** The pod ended well, or there is a reason to stop waiting for it. */
function endOf(
  { pod, isDeleted, events }: PodView,
  known: NodeObstacles,
  waitedMs: number,
  limitMs: number,
): { readonly pod: PodResult } | { readonly problem: Problem } | undefined {
  if (isDeleted) return { problem: deletedProblem };
  if (pod?.phase === "Succeeded") return { pod };
  const obstacle = obstacleOf(pod, events, known);
  if (pod?.phase === "Failed") return { problem: obstacle?.isFinal === true ? obstacle.problem : killedProblem(pod) };
  if (obstacle?.isFinal === true) return { problem: obstacle.problem };
  return waitedMs < limitMs ? undefined : { problem: obstacle?.problem ?? timeProblem(limitMs) };
}

async function readLog(
  run: ProbeRun,
  node: Node | undefined,
  pod: PodResult,
): Promise<Pick<Probe, "reading" | "problem">> {
  const failed = (kind: Problem["kind"], cause: string, event?: string) => ({
    reading: undefined,
    problem: { kind, cause, event, cure: "run verify again" },
  });
  if (node !== undefined && pod.nodeName !== node.name) {
    return failed("elsewhere", `the pod ran on ${pod.nodeName ?? "no node"}, not on ${node.name}`);
  }
  const origin = {
    nonce: run.nonce,
    podUid: pod.uid,
    nodeName: pod.nodeName ?? "",
    nodeUid: node?.uid ?? "",
  };
  const read = async () =>
    parseProbeLog(await run.kubernetes.pods.log(run.namespace, pod.name, undefined, run.signal), origin);
  let parsed: ParsedLog;
  try {
    parsed = await read();
    if (!("reading" in parsed) && !parsed.isStale) {
      await run.clock.sleep(lateLogMs, run.signal);
      parsed = await read();
    }
  } catch (error) {
    if (!isAnswerToThisPod(error)) throw error;
    return failed("log-unreadable", "the pod's log cannot be read", error.said);
  }
  if ("reading" in parsed) return { reading: parsed.reading, problem: undefined };
  return failed(parsed.isStale ? "stale-log" : "log-unreadable", parsed.fault);
}

/** Statuses of answers that are about one pod: admission, a log that is not there, a kubelet that does not answer. */
const answersToOnePod = [400, 403, 404, 422, 500];

/**
 * Whether it is the cluster's answer about this very pod, rather than a fault that ends the run: sign-in, network, or a
 * role that may not do this at all (RBAC and admission share the status 403; only the text of RBAC's says `User`).
 */
function isAnswerToThisPod(error: unknown): error is ApiStatusError {
  return (
    error instanceof ApiStatusError &&
    answersToOnePod.includes(error.status) &&
    !/User "[^"]*" cannot /.test(error.said)
  );
}
