import type { Rule } from "../rule.js";

const namespace = "Microsoft.ContainerService";
const absent = new Set(["NotRegistered", "Unregistered", "Unregistering"]);

/** ARM answers with `MissingSubscriptionRegistration`. */
export const provider: Rule = {
  id: "provider",
  title: "Resource provider of AKS",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider",
  check({ createsCluster }, { registrations }) {
    const state = registrations.get(namespace);
    if (!createsCluster || state === undefined || !absent.has(state)) return [];
    const cure = `register it: az provider register --namespace ${namespace} --wait`;
    return [{ reason: `the subscription's resource provider ${namespace} is ${state}`, cure }];
  },
};
