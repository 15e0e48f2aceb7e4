import { compact, isObject, objectAt, textAt, type Json, type JsonObject } from "../json.js";
import type { LateProperties } from "./late-properties.js";

/** What AKS fills into a cluster's profiles once one is asked for. Recorded 2023-06 to 2025-11, unless it says otherwise. */

/** An empty list is not repeated; an add-on without settings has `config: null`. */
export function addOnProfiles(sent: JsonObject): JsonObject | undefined {
  const entries = Object.entries(sent).flatMap(([name, addOn]) => {
    if (!isObject(addOn)) return [];
    const { identity: _, ...own } = addOn;
    const config = objectAt(own, "config");
    return [[name, { ...own, config: Object.keys(config).length === 0 ? null : texts(config) }] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Settings of add-ons are texts, whatever was sent. */
function texts(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "boolean" || typeof value === "number" ? String(value) : value,
    ]),
  );
}

const autoScalerDefaults = {
  "balance-similar-node-groups": "false",
  expander: "random",
  "max-empty-bulk-delete": "10",
  "max-graceful-termination-sec": "600",
  "max-node-provision-time": "15m",
  "max-total-unready-percentage": "45",
  "new-pod-scale-up-delay": "0s",
  "ok-total-unready-count": "3",
  "scale-down-delay-after-add": "10m",
  "scale-down-delay-after-delete": "10s",
  "scale-down-delay-after-failure": "3m",
  "scale-down-unneeded-time": "10m",
  "scale-down-unready-time": "20m",
  "scale-down-utilization-threshold": "0.5",
  "scan-interval": "10s",
  "skip-nodes-with-local-storage": "false",
  "skip-nodes-with-system-pods": "true",
};

export function autoScalerProfile(sent: Json | undefined): Json | undefined {
  return isObject(sent) ? { ...autoScalerDefaults, ...sent } : undefined;
}

export function ingressProfile(
  sent: Json | undefined,
  base: JsonObject,
  late: LateProperties | undefined,
): Json | undefined {
  if (!isObject(sent)) return sent;
  const routing = sent["webAppRouting"];
  if (!isObject(routing) || routing["enabled"] !== true) return sent;
  const wasOn = objectAt(base, "webAppRouting")["enabled"] === true;
  return {
    ...sent,
    webAppRouting: {
      dnsZoneResourceIds: null,
      nginx: { defaultIngressControllerType: "AnnotationControlled" },
      defaultDomain: { enabled: false },
      ...routing,
      identity: wasOn && late !== undefined ? late.identityOf("webapprouting") : {},
    },
  };
}

/** The monitoring add-on shows up here, too, since 2025-05. */
export function monitorProfile(sent: Json | undefined, addOns: JsonObject | undefined): Json | undefined {
  const profile = isObject(sent) ? sent : {};
  const metrics = profile["metrics"];
  const monitoring = objectAt(addOns ?? {}, "omsagent");
  const all = compact({
    ...profile,
    metrics: isObject(metrics)
      ? {
          ...metrics,
          kubeStateMetrics: {
            metricLabelsAllowlist: "",
            metricAnnotationsAllowList: "",
            ...objectAt(metrics, "kubeStateMetrics"),
          },
        }
      : undefined,
    containerInsights:
      monitoring["enabled"] === true
        ? {
            enabled: true,
            logAnalyticsWorkspaceResourceId: textAt(objectAt(monitoring, "config"), "logAnalyticsWorkspaceResourceID"),
          }
        : profile["containerInsights"],
  });
  return Object.keys(all).length === 0 ? undefined : all;
}

export function securityProfile(sent: JsonObject): JsonObject {
  const cleaner = sent["imageCleaner"];
  if (!isObject(cleaner)) return sent;
  return { ...sent, imageCleaner: { intervalHours: 168, ...cleaner } };
}

export function serviceMeshProfile(sent: Json | undefined): Json | undefined {
  if (!isObject(sent)) return sent;
  // Turned off, nothing of it is left (recorded 2024).
  if (textAt(sent, "mode") === "Disabled") return { mode: "Disabled" };
  if (!isObject(sent["istio"])) return sent;
  return { ...sent, istio: { components: {}, ...sent["istio"] } };
}

/** Azure CNI, asked for by name, makes a cluster ready for Windows pools. */
export function windowsProfile(sent: Json | undefined, network: JsonObject): Json | undefined {
  if (!isObject(sent) && textAt(network, "networkPlugin") !== "azure") return undefined;
  const asked = isObject(sent) ? sent : {};
  const accounts = asked["gmsaProfile"];
  return {
    adminUsername: "azureuser",
    enableCSIProxy: true,
    ...asked,
    ...(isObject(accounts) ? { gmsaProfile: { dnsServer: "", rootDomainName: "", ...accounts } } : {}),
  };
}

export function workloadAutoScalerProfile(sent: JsonObject): JsonObject {
  const vertical = sent["verticalPodAutoscaler"];
  if (!isObject(vertical)) return sent;
  return { ...sent, verticalPodAutoscaler: { addonAutoscaling: "Unspecified", ...vertical } };
}
