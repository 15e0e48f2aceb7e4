import { at, type Exchange } from "./recording.js";

export interface Class {
  /** What the exchange does, for the mean over kinds: `PUT managedClusters, new`. */
  readonly kind: string;
  /** Its resource provider, for those that are listed apart: `Microsoft.Network`. */
  readonly provider: string;
  /** In the denominator: the AKS provider, resource groups, features, providers, locations, usages. */
  readonly isCounted: boolean;
  /** The resource that it reads or changes: path in lower case, without trailing action. */
  readonly resource: string;
  /** A GET of an operation, or of what a Location header named. */
  readonly isPoll: boolean;
}

const word = String.raw`[^/]+`;
const subscription = `^/subscriptions/${word}`;
const patterns: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${subscription}/resourcegroups/?$`, "i"), "resourceGroups list"],
  [new RegExp(`${subscription}/resourcegroups/${word}/?$`, "i"), "resourceGroup"],
  [new RegExp(`${subscription}/resourcegroups/${word}/exportTemplate$`, "i"), "resourceGroup exportTemplate"],
  [new RegExp(`${subscription}/resourcegroups/${word}/resources$`, "i"), "resourceGroup resources"],
  [new RegExp(`${subscription}/operationresults/${word}$`, "i"), "resourceGroup operationresults"],
  [new RegExp(`${subscription}/locations$`, "i"), "locations"],
  [new RegExp(`${subscription}/providers/?$`, "i"), "providers list"],
  [new RegExp(`/providers/microsoft\\.compute/locations/${word}/usages$`, "i"), "usages"],
  [new RegExp(`/providers/${word}/(register|unregister)$`, "i"), "provider $1"],
  [new RegExp(`${subscription}/providers/${word}$`, "i"), "provider"],
];

export function classify({ method, url, reply }: Exchange): Class {
  const path = decodeURIComponent(url.pathname).replace(/\/+$/, "");
  const provider = [...path.matchAll(/\/providers\/([^/]+)/gi)].at(-1)?.[1] ?? "";
  const resource = path
    .toLowerCase()
    .replace(/^(.*\/managedclusters\/[^/]+(\/(?:providers\/[^/]+\/)?[^/]+\/[^/]+)?).*$/, "$1")
    .replace(/\/(un)?register$/, "");
  const isPoll = method === "GET" && /\/operation(s|results)\//i.test(path);
  const named = (kind: string, isCounted: boolean): Class => ({ kind, provider, isCounted, resource, isPoll });
  const isArm = url.hostname.startsWith("management.");
  if (!isArm) return { ...named(`${method} ${url.hostname}`, false), provider: url.hostname };
  for (const [pattern, name] of patterns) {
    const match = pattern.exec(path);
    if (match !== null) return named(`${method} ${name.replace("$1", match[1] ?? "")}`, true);
  }
  const feature = /\/providers\/microsoft\.features\/(.*)$/i.exec(path)?.[1];
  if (feature !== undefined) return named(`${method} ${featureShape(feature)}`, true);
  if (/^microsoft\.containerservice$/i.test(provider)) {
    return named(`${method} ${shape(path)}${variant(method, reply)}`, true);
  }
  return named(`${method} ${shape(path)}`, false);
}

/** Creations, changes and refusals are different kinds of operation. */
function variant(method: string, reply: Exchange["reply"]): string {
  if (method !== "PUT" && method !== "PATCH") return reply.status === 404 ? ", missing" : "";
  if (reply.status >= 400) return ", refused";
  if (reply.status === 201) return ", new";
  const state = at(reply.body, "properties", "provisioningState");
  return typeof state === "string" ? `, ${state}` : "";
}

/** The types of a resource's path, without names: `managedClusters/agentPools/machines`. */
function shape(path: string): string {
  const after = path.split(/\/providers\//i).at(-1) ?? "";
  const segments = after.split("/").slice(1);
  const isUnderLocation = segments[0]?.toLowerCase() === "locations";
  const types = segments.filter((_, index) => (isUnderLocation ? index !== 1 && index !== 3 : index % 2 === 0));
  const isNamed = !isUnderLocation && segments.length % 2 === 0;
  return types.map(spelling).join("/") + (isNamed || isUnderLocation ? "" : " list or action");
}

/** `features` of all or one namespace, one of them, and what is done to it; likewise registrations. */
function featureShape(path: string): string {
  const [first = "", , ...rest] = path.split("/");
  const types = rest.filter((_, index) => index % 2 === 0).join("/");
  return rest.length === 0 ? `${first} list` : `${types}${rest.length === 1 ? " list" : ""}`;
}

/** az spells some types in several ways. */
function spelling(type: string): string {
  const known = ["managedClusters", "agentPools", "accessProfiles", "operations", "operationresults"];
  return known.find((name) => name.toLowerCase() === type.toLowerCase()) ?? type;
}
