import type { Rule } from "../rule.js";

/** Only said: the run itself registers the feature, after asking. */
export const feature: Rule = {
  id: "feature",
  title: "Feature of the subscription",
  evidence: "verified",
  isAdvice: true,
  source: "https://learn.microsoft.com/azure/azure-resource-manager/management/preview-features",
  check({ pool, createsPool }, { registrations }) {
    if (pool === undefined || !createsPool) return [];
    const { feature: needed, presentDay, id } = pool.runtime;
    if (needed === undefined) return [];
    const name = `${needed.namespace}/${needed.name}`;
    const state = registrations.get(name);
    if (state === undefined || state === "Registered") return [];
    const cure =
      presentDay === undefined
        ? `register it: az feature register --namespace ${needed.namespace} --name ${needed.name}`
        : `use today's name, which needs no feature: --workload-runtime ${presentDay.workloadRuntime}`;
    const reason = `${id} needs the feature ${name}, which is ${state}: it will be registered for the whole subscription`;
    return [{ reason, cure }];
  },
};
