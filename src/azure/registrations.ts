import { stringAt } from "../json.js";
import type { ArmClient } from "./arm-client.js";
import type { Features, Providers } from "./azure.js";

/** The api-version that @azure/arm-resources 7.0.0 uses for providers. */
const providersVersion = "2025-04-01";
/** The api-version that @azure/arm-features 3.1.0 uses. */
const featuresVersion = "2021-07-01";

/** Registration of resource providers in the subscription. */
export function createProviders(arm: ArmClient): Providers {
  const path = (namespace: string, action: string) =>
    `/subscriptions/${arm.subscriptionId}/providers/${encodeURIComponent(namespace)}${action}?api-version=${providersVersion}`;
  return {
    async state(namespace, signal) {
      const reply = await arm.send("GET", path(namespace, ""), signal);
      return stringAt(reply.body, "registrationState") ?? "Unknown";
    },
    async register(namespace, signal) {
      const reply = await arm.send("POST", path(namespace, "/register"), signal);
      return stringAt(reply.body, "registrationState") ?? "Unknown";
    },
  };
}

/** Registration of preview features in the subscription. */
export function createFeatures(arm: ArmClient): Features {
  const path = (namespace: string, feature: string, action: string) =>
    `/subscriptions/${arm.subscriptionId}/providers/Microsoft.Features/providers/${encodeURIComponent(namespace)}/features/${encodeURIComponent(feature)}${action}?api-version=${featuresVersion}`;
  return {
    async state(namespace, feature, signal) {
      const reply = await arm.send("GET", path(namespace, feature, ""), signal);
      return stringAt(reply.body, "properties", "state") ?? "NotSpecified";
    },
    async register(namespace, feature, signal) {
      const reply = await arm.send("POST", path(namespace, feature, "/register"), signal);
      return stringAt(reply.body, "properties", "state") ?? "NotSpecified";
    },
  };
}
