import { aksPoolLabel } from "../runtimes/marks.js";
import { found, type RunState } from "../provision/run-state.js";
import type { PoolSpec } from "../spec/sandbox-spec.js";
import type { Step } from "../steps/step.js";
import { prove } from "./prove.js";

/** Of a run's own proof; `verify` has flags for these. */
const settings = {
  namespace: "default",
  image: undefined,
  nodes: undefined,
  parallel: 25,
  podLimitMs: 5 * 60_000,
} as const;

/** Proves that pods of the class get a kernel of their own on the pool's nodes. What it finds is the run's to report. */
export function proofStep(runtimeClassName: string, pool: PoolSpec): Step<RunState> {
  return {
    id: "proof",
    title: `Isolation on pool ${pool.name}`,
    plan: () =>
      `prove with two pods a node that pods of RuntimeClass ${runtimeClassName} get a kernel of their own on pool ${pool.name}`,
    async run(state, report) {
      state.proof = await prove(
        {
          kubernetes: found(state.kubernetes, "connection to the cluster"),
          clock: state.clock,
          signal: state.signal,
          uuid: state.uuid,
          runtimes: state.runtimes,
          onNote: (text) => {
            report.note(text);
          },
          onProgress: (done, of) => {
            report.progress({ stage: `${done} of ${of} ${of === 1 ? "node" : "nodes"} looked at` });
          },
        },
        { ...settings, runtimeClassName, only: ({ labels }) => labels[aksPoolLabel] === pool.name },
      );
      const { verdict, reason } = state.proof;
      if (verdict === "isolated") return { status: "unchanged", detail: reason };
      return { status: "notProven", detail: `${verdict}: ${reason}` };
    },
  };
}
