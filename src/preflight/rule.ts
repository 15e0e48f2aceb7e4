import type { Facts } from "../facts/facts.js";
import type { JsonObject } from "../json.js";
import type { Evidence } from "../runtimes/runtime.js";
import type { NewClusterSpec, PoolSpec, SandboxSpec } from "../spec/sandbox-spec.js";

/** What would be made, and whether: rules about making say nothing where nothing is made. */
export interface PreflightRequest {
  readonly resourceGroup: string;
  readonly clusterName: string;
  /** Undefined: a cluster without a sandbox pool is asked for. */
  readonly pool: PoolSpec | undefined;
  /** Body of the pool's PUT, overlay included; empty without a pool. */
  readonly poolBody: JsonObject;
  readonly newCluster: NewClusterSpec;
  /** Body of the cluster's PUT, overlay included. */
  readonly clusterBody: JsonObject;
  readonly createsCluster: boolean;
  readonly createsPool: boolean;
  /** The resource group has to be made, too. */
  readonly createsGroup: boolean;
  readonly useKubernetes: SandboxSpec["useKubernetes"];
}

/** What a rule found, with the values that it saw. */
export interface Objection {
  /** What is so, with the actual values. */
  readonly reason: string;
  /** One thing to do; best a command. */
  readonly cure: string;
  /** Of this objection alone, where it is weaker than the rule's. */
  readonly evidence?: Evidence;
  /** Of this objection alone, where another document than the rule's says so. */
  readonly source?: string;
  /** It is so, and does not stop this request: only said. */
  readonly isAdvice?: true;
  /** The sandbox pool's VM size is what objects: sizes that pass are named with the cure. */
  readonly isAboutSize?: true;
}

/** One check, in a file of its own. It says nothing about a fact that it does not have. */
export interface Rule {
  /** Stable: `--skip-check` takes it. */
  readonly id: string;
  readonly title: string;
  /** How well the rule is known: only what was read in a primary source refuses, everything else warns. */
  readonly evidence: Evidence;
  /** The document that says so. */
  readonly source: string;
  /** `quota` ends with exit code 6 where no other kind refuses. Default `refused`. */
  readonly exit?: "quota";
  /** What it finds does not stop the request: only said. */
  readonly isAdvice?: true;
  check(request: PreflightRequest, facts: Facts): readonly Objection[];
}
