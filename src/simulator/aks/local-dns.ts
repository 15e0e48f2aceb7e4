import { compact, isObject, objectAt, textAt, type Json, type JsonObject } from "../json.js";
import { invalid } from "./invalid.js";

/** A node's own DNS server: rules, defaults and texts as recorded 2025-10. */

const usual = {
  queryLogging: "Error",
  forwardPolicy: "Sequential",
  maxConcurrent: 1000,
  cacheDurationInSeconds: 3600,
  serveStaleDurationInSeconds: 3600,
  serveStale: "Immediate",
};
const inCluster = { ...usual, protocol: "ForceTCP", forwardDestination: "ClusterCoreDNS" };
const overrides = ["vnetDNSOverrides", "kubeDNSOverrides"] as const;
const defaults: Readonly<Record<(typeof overrides)[number], JsonObject>> = {
  vnetDNSOverrides: {
    ".": { ...usual, protocol: "PreferUDP", forwardDestination: "VnetDNS" },
    "cluster.local": inCluster,
  },
  kubeDNSOverrides: {
    ".": { ...usual, protocol: "PreferUDP", forwardDestination: "ClusterCoreDNS" },
    "cluster.local": inCluster,
  },
};

/**
 * What is not sent stays as it was; `Required` without any overrides, now or before, gets the service's. Its state
 * follows from its mode; `Preferred` by Kubernetes version: not modelled, shown as off (assumed).
 */
export function localDnsProfile(sent: Json | undefined, before: Json | undefined): Json | undefined {
  if (!isObject(sent)) return undefined;
  const old = isObject(before) ? before : {};
  const isRequired = sent["mode"] === "Required";
  const hasOverrides = overrides.some((key) => isObject(sent[key]) || isObject(old[key]));
  const own = (key: (typeof overrides)[number]) =>
    isRequired && !hasOverrides ? defaults[key] : (sent[key] ?? old[key]);
  return compact({
    ...sent,
    state: isRequired ? "Enabled" : "Disabled",
    vnetDNSOverrides: own("vnetDNSOverrides"),
    kubeDNSOverrides: own("kubeDNSOverrides"),
  });
}

export function checkLocalDns(profile: Json | undefined): void {
  if (!isObject(profile)) return;
  const mode = textAt(profile, "mode");
  if (!["Preferred", "Required", "Disabled"].includes(mode)) {
    const shown = mode === "" ? "Unspecified" : "Invalid";
    const why = `value ${shown} is not allowed. Only Preferred, Required and Disabled are allowed.`;
    throw invalid("localDNSProfile.mode", why);
  }
  if (mode !== "Required") return;
  for (const key of overrides) {
    const name = key.replace(/^./, (letter) => letter.toUpperCase());
    if (!isObject(profile[key])) throw invalid(`localDNSProfile.${key}`, `${name} must not be nil.`);
    for (const zone of [".", "cluster.local"]) {
      if (isObject(objectAt(profile, key)[zone])) continue;
      throw invalid(`localDNSProfile.${key}`, `zone '"${zone}"' is required in ${name}.`);
    }
  }
}
