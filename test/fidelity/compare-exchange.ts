import { at, isRecord, linkUrl, type Json, type Reply } from "./recording.js";

/** What differs in the outside of two replies; empty: nothing. */
export function compareExchange(recorded: Reply, simulated: Reply): readonly string[] {
  const differences: string[] = [];
  const compare = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== got) differences.push(`${what}: recorded ${show(wanted)}, simulated ${show(got)}`);
  };
  compare("status", recorded.status, simulated.status);
  if (recorded.headers !== undefined) compareHeaders(recorded.headers, simulated.headers ?? {}, compare);
  compare("error envelope", envelope(recorded.body), envelope(simulated.body));
  compare("error code", errorCode(recorded), errorCode(simulated));
  compare("operation status", statusClass(recorded.body), statusClass(simulated.body));
  compare("provisioningState", states(recorded.body), states(simulated.body));
  return differences;
}

type Compare = (what: string, wanted: unknown, got: unknown) => void;
type Headers = Readonly<Record<string, string>>;

/** Headers that steer a client: there or not there, and with the same meaning. */
function compareHeaders(recorded: Headers, simulated: Headers, compare: Compare): void {
  for (const name of ["azure-asyncoperation", "location"]) {
    compare(`header ${name}`, linkForm(recorded[name]), linkForm(simulated[name]));
  }
  compare("header x-ms-failure-cause", recorded["x-ms-failure-cause"], simulated["x-ms-failure-cause"]);
  // Recorders drop some of the others (that of Azure CLI drops every Retry-After): their absence says nothing.
  for (const name of ["retry-after", "content-type", "cache-control", "expires", "pragma", "x-content-type-options"]) {
    const value = recorded[name];
    if (value !== undefined) compare(`header ${name}`, value.toLowerCase(), simulated[name]?.toLowerCase());
  }
  for (const name of Object.keys(recorded)) {
    const isCounter = name.startsWith("x-ms-ratelimit-remaining-subscription-");
    if (!isCounter && name !== "x-ms-operation-identifier" && name !== "strict-transport-security") continue;
    compare(`header ${name}`, "there", simulated[name] === undefined ? undefined : "there");
  }
}

/** The path of a link without ids: which kind of thing it leads to. */
function linkForm(link: string | undefined): string | undefined {
  if (link === undefined) return undefined;
  const segments = linkUrl(link).pathname.toLowerCase().split("/").slice(1, -1);
  return segments.map((segment, index) => (segments[index - 1] === "subscriptions" ? "*" : segment)).join("/");
}

/** `wrapped`: `{"error":{code}}`; `flat`: `{code, message}` without a wrapper. */
function envelope(body: Json | undefined): string | undefined {
  if (isOperation(body)) return undefined;
  if (isRecord(at(body, "error"))) return "wrapped";
  return typeof at(body, "code") === "string" && typeof at(body, "message") === "string" ? "flat" : undefined;
}

function errorCode({ body, status }: Reply): unknown {
  if (status < 400) return undefined;
  return at(body, "error", "code") ?? at(body, "code");
}

export function isOperation(body: Json | undefined): boolean {
  return typeof at(body, "status") === "string" && typeof at(body, "startTime") === "string";
}

/** An operation's status: one of the three ends, or anything else, which means that it runs. */
export function statusClass(body: Json | undefined): string | undefined {
  const status = at(body, "status");
  if (typeof status !== "string" || !isOperation(body)) return undefined;
  return /^(succeeded|failed|canceled)$/i.test(status) ? status : "running";
}

/** Of the resource, of what it holds (pools), and of the elements of a list, sorted. */
function states(body: Json | undefined): string {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isRecord(value)) return;
    const state = value["provisioningState"] ?? value["registrationState"];
    if (typeof state === "string") found.push(state);
    visit(value["properties"]);
    visit(value["agentPoolProfiles"]);
  };
  visit(body);
  return found.sort().join(" ");
}

function show(value: unknown): string {
  if (value === undefined || value === "") return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
