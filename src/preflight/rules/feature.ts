import { neededFeature } from "../../spec/needed-feature.js";
import type { Rule } from "../rule.js";

/** Only said: the run itself registers the feature, after asking. */
export const feature: Rule = {
  id: "feature",
  title: "Feature of the subscription",
  evidence: "verified",
  isAdvice: true,
  source: "https://learn.microsoft.com/azure/azure-resource-manager/management/preview-features",
  check({ pool, createsPool, createsCluster }, { registrations }) {
    const needed = pool === undefined || !createsPool ? undefined : neededFeature(pool, createsCluster);
    if (needed === undefined) return [];
    const { feature: asked, neededBy, cure } = needed;
    const name = `${asked.namespace}/${asked.name}`;
    const state = registrations.get(name);
    if (state === undefined || state === "Registered") return [];
    const reason = `${neededBy} needs the feature ${name}, which is ${state}: it will be registered for the whole subscription`;
    return [{ reason, cure }];
  },
};
