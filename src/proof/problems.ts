import type { PodEvent, PodResult } from "../kubernetes/kubernetes.js";
import type { Problem, ProblemKind } from "./proof.js";

/** A problem, and whether waiting can still help. */
export interface Obstacle {
  readonly problem: Problem;
  readonly isFinal: boolean;
}

interface Rule {
  readonly kind: ProblemKind;
  /** Of the text of an event, a condition or a container's state, reason first. */
  readonly pattern: RegExp;
  readonly isFinal: boolean;
  readonly cause: string;
  readonly cure: string;
}

/** First match wins. Texts: Kubernetes' scheduler and kubelet, containerd; seen on a real cluster where they are final. */
const rules: readonly Rule[] = [
  {
    kind: "handler-missing",
    pattern: /no runtime for "[^"]*" is configured/,
    isFinal: true,
    cause: "the node's containerd does not know the class's handler",
    cure: "use a node pool that has the runtime: aks-sandbox pool add, or mend the class's handler",
  },
  {
    kind: "image",
    // What runc says of a shell that is not there, and what gVisor says.
    pattern: /^(StartError|RunContainerError|CreateContainerError)\b.*("\/bin\/sh"|load \/bin\/sh).*no such file/s,
    isFinal: true,
    cause: "the probe's image has no /bin/sh",
    cure: "give one with a shell, cat and uname: --image REFERENCE",
  },
  {
    kind: "image",
    pattern: /^(ErrImageNeverPull|ImagePullBackOff|InvalidImageName|ErrImagePull.*(not found|denied|unauthorized))/i,
    isFinal: true,
    cause: "the probe's image cannot be pulled",
    cure: "give one that the nodes can pull, with a shell, cat and uname: --image REFERENCE",
  },
  {
    kind: "image",
    pattern: /^(ErrImagePull|Pulling)/,
    isFinal: false,
    cause: "the probe's image is not there yet",
    cure: "give one that the nodes can pull quickly: --image REFERENCE",
  },
  {
    kind: "unschedulable",
    pattern: /untolerated taint|were unschedulable/,
    isFinal: false,
    cause: "the node takes no pods now",
    cure: "uncordon the node or wait until it is Ready, and run verify again",
  },
  {
    kind: "resources",
    pattern: /Insufficient |Too many pods/,
    isFinal: false,
    cause: "the node has no room for the pod",
    cure: "make room on the node, or check others: --nodes N",
  },
  {
    kind: "selector",
    pattern: /didn't match Pod's node affinity\/selector|didn't satisfy plugin\(s\) \[NodeAffinity\]/,
    isFinal: true,
    cause: "the class's node selector does not match the node",
    cure: "mend the class's selector: aks-sandbox runtimeclass apply",
  },
  {
    kind: "unschedulable",
    pattern: /^(FailedScheduling|Unschedulable|SchedulingGated)/,
    isFinal: false,
    cause: "the scheduler finds no place for the pod",
    cure: "read the event, and mend what it names",
  },
  {
    kind: "sandbox-failed",
    pattern: /^(FailedCreatePodSandBox|CreateContainer\w*Error|RunContainerError|StartError|FailedMount)/,
    isFinal: false,
    cause: "the node could not start the pod",
    cure: "read the event, and the node's containerd log",
  },
];

/** What is known of the pod's node; a scheduler of today says neither in its text. */
export interface NodeObstacles {
  /** The pool's taints that the class does not tolerate. */
  readonly untolerated: readonly string[];
  /** Why the node takes no pods at all, in words; undefined where it does. */
  readonly closed: string | undefined;
}

/** What stands in the way of a pod that has not ended; undefined while nothing is known to. Warnings count, newest first. */
export function obstacleOf(
  pod: PodResult | undefined,
  events: readonly PodEvent[],
  { untolerated, closed }: NodeObstacles,
): Obstacle | undefined {
  const texts = [
    pod?.reason,
    ...events
      .filter((event) => event.type === "Warning" && isOfNow(event, pod))
      .map(({ reason, message }) => `${reason}: ${message}`)
      .reverse(),
  ].filter((text) => text !== undefined);
  const tainted = untolerated.length === 0 ? undefined : texts.find((text) => text.includes("untolerated taint"));
  if (tainted !== undefined) return { problem: taintProblem(untolerated, tainted), isFinal: true };
  for (const rule of rules) {
    const event = texts.find((text) => rule.pattern.test(text));
    if (event === undefined) continue;
    const { kind, cause, cure, isFinal } = rule;
    const why = kind === "unschedulable" && closed !== undefined ? `${cause}: ${closed}` : cause;
    return { problem: { kind, cause: why, event, cure }, isFinal };
  }
  return undefined;
}

/** Events stay. What kept a pod from a node is over once it has one; what kept it from starting, once it runs. */
function isOfNow({ reason }: PodEvent, pod: PodResult | undefined): boolean {
  if (pod?.phase === "Running") return false;
  return reason !== "FailedScheduling" || pod?.nodeName === undefined;
}

function taintProblem(untolerated: readonly string[], event: string): Problem {
  const [plural, verb] = untolerated.length === 1 ? ["taint", "keeps"] : ["taints", "keep"];
  return {
    kind: "taint",
    cause: `the node's ${plural} ${untolerated.join(", ")} ${verb} the pod away, and the class does not tolerate that`,
    event,
    cure: "give the class the toleration: aks-sandbox runtimeclass apply, or name a class that has it: --runtime-class NAME",
  };
}

/** The API server did not take the pod. `message`: its own words. */
export function refusedProblem(runtimeClassName: string | undefined, message: string): Problem {
  if (runtimeClassName !== undefined && /RuntimeClass "[^"]*" not found/.test(message)) {
    return {
      kind: "class-missing",
      cause: `RuntimeClass ${runtimeClassName} does not exist`,
      event: message,
      cure: "write it: aks-sandbox runtimeclass apply, or name another: --runtime-class NAME",
    };
  }
  const namespace = /^namespaces "([^"]*)" not found/.exec(message)?.[1];
  if (namespace !== undefined) {
    return {
      kind: "refused",
      cause: `namespace ${namespace} does not exist`,
      event: message,
      cure: "name one that does: --namespace NAME",
    };
  }
  return {
    kind: "refused",
    cause: "the cluster does not admit the pod",
    event: message,
    cure: "run verify in a namespace that admits it: --namespace NAME",
  };
}

/** The pod ended without a word of its own. */
export function killedProblem(pod: PodResult): Problem {
  const event = pod.reason ?? `the pod is ${pod.phase}`;
  // What the kubelet writes of a container that containerd does not know any more, or not the end of.
  if (/^(Unknown|ContainerStatusUnknown)\b/.test(event)) {
    return {
      kind: "killed",
      cause: "the node's containerd lost the pod before it had told everything, as when containerd is restarted",
      event,
      cure: "look at the node's containerd, and run verify again",
    };
  }
  return {
    kind: "killed",
    cause: "the pod was ended before it had told everything",
    event,
    cure: "run verify again",
  };
}

export const deletedProblem: Problem = {
  kind: "deleted",
  cause: "the pod was deleted while it was waited for",
  event: undefined,
  cure: "run verify again",
};

/** Nobody said why: neither an event nor a condition. */
export function timeProblem(limitMs: number): Problem {
  return {
    kind: "time",
    cause: `the pod did not end within ${Math.round(limitMs / 1000)} s, and no event says why`,
    event: undefined,
    cure: "look at the node: kubectl describe node",
  };
}
