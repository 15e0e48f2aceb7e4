import { classify, type Class } from "./classify.js";
import { at, isRecord, linkUrl, type Exchange, type Json, type Recording } from "./recording.js";

/**
 * All that the simulator is told of a recording. Only: what existed before its first request, a 5xx or 429 and its
 * place, and how long an operation took. Never a reply's body, a text, a default or a version.
 */
export interface Groundwork {
  readonly groups: readonly Group[];
  /** Clusters that the recording finds there, as one would ask for them. */
  readonly clusters: readonly ExistingCluster[];
  /** `namespace/feature` -> state. */
  readonly features: Readonly<Record<string, string>>;
  readonly providers: Readonly<Record<string, string>>;
  /** Of the subscription, by region and name: what it may have, and has, of each kind of machine. */
  readonly quotas: Figures;
  readonly usedByOthers: Figures;
  /** By index of the exchange that starts it: how long the operation runs after it, seconds. */
  readonly durationsS: ReadonlyMap<number, number>;
  /** By index of the exchange: the status with which it was turned away. */
  readonly turnedAway: ReadonlyMap<number, number>;
}

type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Group {
  readonly name: string;
  readonly location: string;
  readonly tags: Json | undefined;
}

export interface ExistingCluster {
  readonly group: string;
  readonly name: string;
  readonly location: string;
  /** Cannot be changed: what the first accepted PUT asks for was there before. */
  readonly dnsPrefix: string;
  readonly pools: readonly { readonly name: string; readonly [choice: string]: Json }[];
}

const defaultLocation = "westus2";

export function groundwork({ exchanges }: Recording): Groundwork {
  const classes = exchanges.map(classify);
  return {
    groups: existingGroups(exchanges),
    clusters: existingClusters(exchanges),
    features: {
      ...neededFeatures(exchanges),
      ...states(exchanges, /\/providers\/([^/]+)\/features\/([^/]+)$/i, ["properties", "state"]),
    },
    // Where no list of usages shows it, there was enough for what was asked.
    quotas: { "*": { "*": 100_000 }, ...usages(exchanges, "limit") },
    usedByOthers: usages(exchanges, "currentValue"),
    providers: {
      ...listedProviders(exchanges),
      ...states(exchanges, /^\/subscriptions\/[^/]+\/providers\/([^/]+)$/i, ["registrationState"]),
    },
    durationsS: durations(exchanges, classes),
    turnedAway: new Map(
      exchanges.flatMap(({ reply: { status } }, index) =>
        status === 429 || status >= 500 ? [[index, status] as const] : [],
      ),
    ),
  };
}

/** Groups that are named and were not made by the recording: a first answer of 404 or 201 says that there was none. */
function existingGroups(exchanges: readonly Exchange[]): readonly Group[] {
  const groups = new Map<string, Group | undefined>();
  for (const { url, method, reply } of exchanges) {
    const match = /\/resourcegroups\/([^/]+)(\/.*)?$/i.exec(decodeURIComponent(url.pathname));
    const name = match?.[1];
    if (name === undefined || groups.has(name.toLowerCase())) continue;
    const isItself = match?.[2] === undefined;
    const isNew = isItself && (reply.status === 404 || (method === "PUT" && reply.status === 201));
    const own = firstGet(exchanges, new RegExp(`/resourcegroups/${escape(name)}$`, "i"));
    const group = { name, location: groupLocation(exchanges, name), tags: at(own?.reply.body, "tags") };
    groups.set(name.toLowerCase(), isNew ? undefined : group);
  }
  return [...groups.values()].filter((group) => group !== undefined);
}

function groupLocation(exchanges: readonly Exchange[], name: string): string {
  const inGroup = new RegExp(`/resourcegroups/${escape(name)}(/|$)`, "i");
  const own = firstGet(exchanges, new RegExp(`/resourcegroups/${escape(name)}$`, "i"));
  const asked = exchanges.find(
    ({ url, requestBody }) =>
      inGroup.test(url.pathname) &&
      at(requestBody, "location") !== undefined &&
      /\/managedclusters\//i.test(url.pathname),
  );
  const location = at(own?.reply.body, "location") ?? at(asked?.requestBody, "location");
  return typeof location === "string" ? location : defaultLocation;
}

/** A cluster whose first answer is no 404 and which no PUT made. */
function existingClusters(exchanges: readonly Exchange[]): readonly ExistingCluster[] {
  const clusters = new Map<string, ExistingCluster | undefined>();
  for (const [index, { url, method, reply }] of exchanges.entries()) {
    const match =
      /\/resourcegroups\/([^/]+)\/providers\/microsoft\.containerservice\/managedclusters\/([^/]+)(.*)$/i.exec(
        decodeURIComponent(url.pathname),
      );
    if (match === null) continue;
    const [, group = "", name = "", rest] = match;
    const key = `${group}/${name}`.toLowerCase();
    if (clusters.has(key)) continue;
    const isMissing =
      (reply.status === 404 && rest === "") || (method === "PUT" && rest === "" && reply.status !== 200);
    clusters.set(key, isMissing ? undefined : existingCluster(exchanges.slice(index), group, name));
  }
  return [...clusters.values()].filter((cluster) => cluster !== undefined);
}

/** Its place and its pools: name, size, count, mode, system - what its owner had chosen. */
function existingCluster(exchanges: readonly Exchange[], group: string, name: string): ExistingCluster {
  const id = `/resourcegroups/${group}/providers/microsoft.containerservice/managedclusters/${name}`.toLowerCase();
  const cluster = exchanges.find(({ url }) => url.pathname.toLowerCase().endsWith(id));
  const list = exchanges.find(
    ({ url, method }) => method === "GET" && url.pathname.toLowerCase().endsWith(`${id}/agentpools`),
  );
  const profiles = at(cluster?.reply.body, "properties", "agentPoolProfiles") ?? at(list?.reply.body, "value");
  const pools = (Array.isArray(profiles) ? profiles : []).filter(isRecord).map((item) => {
    const profile = (isRecord(item["properties"]) ? item["properties"] : item) as { readonly [key: string]: Json };
    const chosen = ["count", "vmSize", "mode", "osType", "osSKU"].flatMap((key) =>
      profile[key] === undefined ? [] : [[key, profile[key]] as const],
    );
    return { name: String(item["name"]), ...Object.fromEntries(chosen) };
  });
  const location = at(cluster?.reply.body, "location");
  const put = exchanges.find(
    ({ url, method, reply }) => method === "PUT" && reply.status === 200 && url.pathname.toLowerCase().endsWith(id),
  );
  const dnsPrefix = at(put?.requestBody, "properties", "dnsPrefix");
  return {
    group,
    name,
    dnsPrefix: typeof dnsPrefix === "string" ? dnsPrefix : name,
    location: typeof location === "string" ? location : groupLocation(exchanges, group),
    pools: pools.length > 0 ? pools : [{ name: "nodepool1", mode: "System", count: 1 }],
  };
}

/** A request that needs a preview feature and was taken: the subscription had it. */
/** A list of them that is not empty. */
const initializationTaints = /"nodeInitializationTaints":\["/;

function neededFeatures(exchanges: readonly Exchange[]): Readonly<Record<string, string>> {
  const signs = {
    KataVMIsolationPreview: /KataMshvVmIsolation/,
    NodeInitializationTaintsPreview: initializationTaints,
  };
  const taken = exchanges.filter(({ reply }) => reply.status < 300);
  const needed = Object.entries(signs).filter(([, sign]) =>
    taken.some(({ requestBody }) => sign.test(JSON.stringify(requestBody ?? null))),
  );
  return Object.fromEntries(needed.map(([name]) => [`Microsoft.ContainerService/${name}`, "Registered"]));
}

/** Limits and use of a region's machines, as its first list of usages shows them. */
function usages(exchanges: readonly Exchange[], figure: "limit" | "currentValue"): Figures {
  const found: Record<string, Readonly<Record<string, number>>> = {};
  for (const { url, reply } of exchanges) {
    const region = /\/locations\/([^/]+)\/usages$/i.exec(url.pathname)?.[1]?.toLowerCase();
    const list = at(reply.body, "value");
    if (region === undefined || !Array.isArray(list) || found[region] !== undefined) continue;
    const lines = (list as readonly Json[]).flatMap((line) => {
      const [name, value] = [at(line, "name", "value"), at(line, figure)];
      return typeof name === "string" && typeof value === "number" ? [[name, value] as const] : [];
    });
    found[region] = Object.fromEntries(lines);
  }
  return found;
}

/** The first state that is shown before anything changed it. */
function states(exchanges: readonly Exchange[], path: RegExp, keys: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  const touched = new Set<string>();
  for (const { url, method, reply } of exchanges) {
    const own = url.pathname.replace(/\/(un)?register$/i, "");
    const name = path.exec(own)?.slice(1).join("/").toLowerCase();
    if (name === undefined || touched.has(name)) continue;
    touched.add(name);
    const state = at(reply.body, ...keys);
    if (method === "GET" && typeof state === "string") found[name] = state;
    // What is taken back was there before.
    if (method !== "GET" && /\/unregister$/i.test(url.pathname)) found[name] = "Registered";
    // Asking for what is there already is answered with `Registered` at once; a registration takes its time.
    if (method !== "GET" && /\/register$/i.test(url.pathname)) {
      found[name] = state === "Registered" ? "Registered" : "NotRegistered";
    }
  }
  return found;
}

/** The states of all providers, where the first list of them shows them. */
function listedProviders(exchanges: readonly Exchange[]): Record<string, string> {
  const list = at(firstGet(exchanges, /^\/subscriptions\/[^/]+\/providers\/?$/i)?.reply.body, "value");
  const states = (Array.isArray(list) ? (list as readonly Json[]) : []).flatMap((item) => {
    const [name, state] = [at(item, "namespace"), at(item, "registrationState")];
    return typeof name === "string" && typeof state === "string" ? [[name.toLowerCase(), state] as const] : [];
  });
  return Object.fromEntries(states);
}

/** How long each operation ran, between the last sign that it runs and the first that it has ended. */
function durations(exchanges: readonly Exchange[], classes: readonly Class[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [index, exchange] of exchanges.entries()) {
    if (exchange.method === "GET" || exchange.method === "HEAD" || exchange.reply.status >= 300) continue;
    const [running, ended] = signs(exchanges, classes, index);
    const start = exchange.t;
    // Never seen to end: it goes on past the recording.
    found.set(index, ended === undefined ? 1e6 : (Math.max(running, start) + ended) / 2 - start);
  }
  return found;
}

/** When it was last seen running and first seen ended, seconds. */
function signs(
  exchanges: readonly Exchange[],
  classes: readonly Class[],
  index: number,
): readonly [number, number | undefined] {
  const write = exchanges[index];
  const named = [write?.reply.headers?.["azure-asyncoperation"], write?.reply.headers?.["location"]].flatMap((link) =>
    link === undefined ? [] : [operationKey(linkUrl(link))],
  );
  const resource = classes[index]?.resource ?? "";
  let running = write?.t ?? 0;
  let polled = false;
  let seen: number | undefined;
  for (const [later, exchange] of exchanges.entries()) {
    if (later <= index) continue;
    const { t, reply, method } = exchange;
    const isOwnPoll = named.includes(operationKey(exchange.url));
    if (isOwnPoll) {
      const status = at(reply.body, "status");
      if (reply.status >= 400) continue;
      const goesOn = typeof status === "string" ? !/^(succeeded|failed|canceled)$/i.test(status) : reply.status === 202;
      polled = true;
      if (!goesOn) return [running, Math.min(t, seen ?? t)];
      running = t;
      seen = undefined;
      continue;
    }
    const isWrite = method !== "GET" && method !== "HEAD" && method !== "POST";
    const other = classes[later]?.resource ?? "";
    const isSame = other === resource;
    // Operations on a cluster and its pools wait for each other.
    const isRelated =
      isSame || other.startsWith(`${resource}/`) || resource.startsWith(`${other}/`) || isSibling(other, resource);
    // The next accepted write there waits for the end, unless it is a deletion, which does not.
    if (isRelated && isWrite && method !== "DELETE" && reply.status < 300 && !polled) return [running, seen ?? t];
    if (!isSame || method !== "GET" || seen !== undefined) continue;
    const state =
      at(reply.body, "properties", "provisioningState") ??
      at(reply.body, "registrationState") ??
      at(reply.body, "properties", "state");
    if (typeof state === "string" && exchange.url.pathname.toLowerCase() === resource) {
      if (/^(succeeded|failed|canceled|(un|not)?registered)$/i.test(state)) seen = t;
      else running = t;
    } else if (reply.status === 404) seen = t;
  }
  return [running, seen];
}

/** Two pools of one cluster. */
function isSibling(one: string, other: string): boolean {
  const cluster = (path: string) => /^(.*\/managedclusters\/[^/]+)\/agentpools\/[^/]+$/.exec(path)?.[1];
  return cluster(one) !== undefined && cluster(one) === cluster(other);
}

/** What names an operation in its URLs: the last segment of the path. */
export function operationKey(url: URL): string {
  return url.pathname.toLowerCase().split("/").at(-1) ?? "";
}

function firstGet(exchanges: readonly Exchange[], path: RegExp): Exchange | undefined {
  return exchanges.find(({ url, method }) => method === "GET" && path.test(decodeURIComponent(url.pathname)));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
