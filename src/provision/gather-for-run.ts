import type { Facts } from "../facts/facts.js";
import { gatherFacts } from "../facts/gather.js";
import type { PreflightRequest } from "../preflight/rule.js";
import { neededFeature } from "../spec/needed-feature.js";
import type { PreflightSpec } from "./preflight-request.js";
import type { RunState } from "./run-state.js";

type Making = Pick<PreflightRequest, "createsCluster" | "createsPool">;

/** What of the request is not there yet, as the look at the cluster has shown. */
export function whatIsMade({ pool }: PreflightSpec, { cluster }: RunState): Making {
  const isThere = cluster?.pools.some(({ name }) => name === pool?.name) ?? false;
  return { createsCluster: cluster === undefined, createsPool: pool !== undefined && !isThere };
}

/** What the preflight's checks need, given what earlier steps found. */
export function gatherForRun(spec: PreflightSpec, state: RunState, signal: AbortSignal): Promise<Facts> {
  const { cluster, resourceGroup, groupExists } = state;
  const making = whatIsMade(spec, state);
  return gatherFacts(
    state.azure,
    {
      cluster,
      location: spec.location ?? resourceGroup?.location,
      resourceGroup: cluster !== undefined || groupExists ? spec.resourceGroup : undefined,
      ...making,
      feature:
        making.createsPool && spec.pool !== undefined
          ? neededFeature(spec.pool, making.createsCluster)?.feature
          : undefined,
    },
    signal,
  );
}

/**
 * Begins to gather, leaves the facts for the preflight, and does something else meanwhile. Where that throws, nobody waits
 * for the facts.
 */
export async function gatheringMeanwhile(
  spec: PreflightSpec,
  state: RunState,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const needless = new AbortController();
  const facts = gatherForRun(spec, state, AbortSignal.any([state.signal, needless.signal]));
  // Whoever waits for them is told.
  facts.catch(() => undefined);
  state.facts = facts;
  try {
    await meanwhile();
  } catch (error) {
    needless.abort(error);
    throw error;
  }
}
