/**
 * The words of a proof. It finds misconfiguration and silent fallback; node, kubelet and API server are trusted, so it is
 * no attestation.
 */
import type { Node } from "../kubernetes/kubernetes.js";

/** From good to bad: a total is as bad as its worst node. */
export type Verdict = "isolated" | "not proven" | "not isolated";

/** `sandbox`: the pod with the RuntimeClass. `control`: the one without, which must come out as not isolated. */
export type ProbeRole = "sandbox" | "control";

/** What the log of a probe pod says of the kernel that it ran on. Undefined: it could not be read there. */
export interface Reading {
  /** `/proc/sys/kernel/random/boot_id`: a kernel draws one as it boots. */
  readonly bootId: string | undefined;
  /** `uname -r`, in full: host and guest may share their base version. */
  readonly kernel: string | undefined;
  /** `/proc/version` */
  readonly banner: string | undefined;
  /** `/proc/cmdline` */
  readonly commandLine: string | undefined;
  /** First figure of `/proc/uptime`, seconds. */
  readonly uptimeSeconds: number | undefined;
  /** Shown, but no signal: gVisor shows the host's. */
  readonly cpus: number | undefined;
  readonly memoryKib: number | undefined;
}

/** Why a probe pod told nothing. */
export type ProblemKind =
  | "class-missing"
  | "refused"
  | "handler-missing"
  | "selector"
  | "taint"
  | "resources"
  | "unschedulable"
  | "image"
  | "sandbox-failed"
  | "killed"
  | "deleted"
  | "log-unreadable"
  | "stale-log"
  | "elsewhere"
  | "time";

export interface Problem {
  readonly kind: ProblemKind;
  /** In words, with the values. */
  readonly cause: string;
  /** The cluster's own words: an event, a condition or the API server's refusal. */
  readonly event: string | undefined;
  /** One thing to do. */
  readonly cure: string;
}

/** One probe pod, and what came of it. */
export interface Probe {
  readonly role: ProbeRole;
  readonly pod: string;
  /** Undefined where the API server did not take the pod. */
  readonly podUid: string | undefined;
  /** The class that the pod had once it was admitted. */
  readonly runtimeClassName: string | undefined;
  /** Digest of the image as the node resolved it. */
  readonly imageId: string | undefined;
  /** From the pod's creation to its end, by the cluster's clocks, seconds; a kernel of its own cannot be older. */
  readonly ageSeconds: number | undefined;
  readonly reading: Reading | undefined;
  /** Present exactly where `reading` is not. */
  readonly problem: Problem | undefined;
}

export type SignalName = "boot id" | "kernel" | "uptime" | "command line";

/** What one property of the kernel says. `unknown`: it cannot tell here. */
export interface Signal {
  readonly name: SignalName;
  readonly says: "own kernel" | "node's kernel" | "unknown";
  readonly sandbox: string | undefined;
  /** The node's, from its status or from the control. */
  readonly node: string | undefined;
}

export interface NodeEvidence {
  readonly node: Node;
  /** The same node after the logs were read; undefined when it was gone. */
  readonly after: Node | undefined;
  readonly sandbox: Probe;
  readonly control: Probe;
  /** Name of the class that was asked for. */
  readonly runtimeClassName: string;
  /** What it meant as the run began. */
  readonly handler: string;
  /** And after the logs were read; undefined: it was gone. */
  readonly handlerAfter: string | undefined;
}

export interface NodeVerdict {
  readonly node: string;
  readonly verdict: Verdict;
  /** Why, in words: what proves it, or what is missing. */
  readonly reason: string;
  /** The cluster's own words, where the reason rests on them. */
  readonly event: string | undefined;
  readonly cure: string | undefined;
  readonly signals: readonly Signal[];
  readonly evidence: NodeEvidence;
}
