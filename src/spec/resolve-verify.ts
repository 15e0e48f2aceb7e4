import { usageError } from "../errors.js";
import { defaultRuntime } from "../runtimes/index.js";
import type { RuntimeTable, SandboxRuntime } from "../runtimes/runtime.js";
import { readClusterTarget, type ClusterTarget, type ClusterTargetFlags } from "./cluster-target.js";
import { readCount } from "./pool-size.js";
import { readRuntime } from "./runtime-choice.js";

/** Flags of `verify`, as texts. */
export interface VerifyFlags extends ClusterTargetFlags {
  readonly runtime?: string | undefined;
  readonly runtimeClass?: string | undefined;
  readonly pool?: string | undefined;
  readonly nodes?: string | undefined;
  readonly parallel: string;
  readonly namespace: string;
  readonly image?: string | undefined;
  readonly podTimeoutMs?: number | undefined;
  readonly junit?: string | undefined;
}

export interface VerifySpec {
  readonly target: ClusterTarget;
  readonly kubeconfig: string | undefined;
  readonly contextName: string | undefined;
  /** Undefined: ours, else the one that AKS installs for the runtime. */
  readonly runtimeClassName: string | undefined;
  readonly runtime: SandboxRuntime;
  readonly pool: string | undefined;
  readonly nodes: number | undefined;
  readonly parallel: number;
  readonly namespace: string;
  readonly image: string | undefined;
  readonly podLimitMs: number;
  /** File for JUnit XML, as given; undefined: none. */
  readonly junit: string | undefined;
}

/** Pulling the image is most of it, where the node does not have it yet. */
const defaultPodLimitMs = 5 * 60_000;
/** A probe pod ends by itself after this (`activeDeadlineSeconds` in `templates/probe-pod.yaml`). */
const longestPodLimitMs = 10 * 60_000;
const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Throws usage errors (exit 2). */
export function resolveVerify(flags: VerifyFlags, rows?: RuntimeTable): VerifySpec {
  if (!dnsLabel.test(flags.namespace)) {
    throw usageError(
      "InvalidNamespace",
      `--namespace "${flags.namespace}" cannot be the name of a namespace`,
      "at most 63 lower-case letters, digits and -",
    );
  }
  return {
    target: readClusterTarget(flags),
    kubeconfig: flags.kubeconfig,
    contextName: flags.context,
    runtimeClassName: flags.runtimeClass,
    runtime: flags.runtime === undefined ? defaultRuntime : readRuntime("--runtime", flags.runtime, rows),
    pool: flags.pool,
    nodes: flags.nodes === undefined ? undefined : readCount("--nodes", flags.nodes, 1),
    parallel: readCount("--parallel", flags.parallel, 1),
    namespace: flags.namespace,
    image: flags.image,
    podLimitMs: readPodLimit(flags.podTimeoutMs ?? defaultPodLimitMs),
    junit: flags.junit,
  };
}

function readPodLimit(limitMs: number): number {
  if (limitMs > 0 && limitMs <= longestPodLimitMs) return limitMs;
  throw usageError(
    "InvalidPodTimeout",
    `--pod-timeout is ${limitMs / 1000} s, and a probe pod lives for at most 10 minutes`,
    "at most 10m",
  );
}
