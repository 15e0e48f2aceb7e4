import { goSyntaxError } from "../objects/go-json.js";
import { goQuoted } from "../objects/go-text.js";
import { isObject, stringOf, type Json } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { fieldMatcher, labelMatcher, type Matcher } from "../store/selectors.js";
import { sendList, sendObject, type Call } from "./call.js";
import { listOptions } from "./list-options.js";
import { badRequest, expired, notFound, StatusError } from "./status-error.js";

export function readObject(call: Call): void {
  const found = call.state.store.get(call.resource, call.namespace, call.name);
  if (found === undefined) throw notFound(call.resource, call.name);
  sendObject(call, 200, found);
}

/** Both selectors of a list, watch or collection delete, and the namespace. */
export function matcherOf(call: Call): Matcher {
  const byLabel = labelMatcher(call.query.get("labelSelector"));
  const byField = fieldMatcher(call.resource, call.query.get("fieldSelector"));
  const { namespace } = call;
  return (object) =>
    (namespace === "" || object.metadata.namespace === namespace) && byLabel(object) && byField(object);
}

/** Snapshots that `continue` tokens refer to, newest last; older ones answer 410. */
interface Snapshot {
  readonly version: number;
  readonly objects: readonly KubeObject[];
}
const keptSnapshots = 32;
const snapshots = new WeakMap<object, Map<string, Snapshot>>();

const tooOld =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.";

export function listObjects(call: Call): void {
  const { store } = call.state;
  const { continueToken, limit: wanted, match, resourceVersion, version } = listOptions(call.query, false);
  refuseFuture(call, version);
  const start = continueToken === "" ? undefined : readToken(continueToken);
  // Version 0 is answered from the cache, which knows no pages.
  const limit = resourceVersion === "0" && start === undefined ? 0 : wanted;
  // A page of a given version is that version exactly, as a list that asks for it is.
  const isExact = match === "Exact" || (match === "" && limit > 0 && version > 0);
  const snapshot =
    start === undefined
      ? snapshotAt(call, isExact ? version : store.version)
      : snapshots.get(store)?.get(snapshotId(call, start.version));
  if (snapshot === undefined) throw expired(tooOld);
  const from = start === undefined ? 0 : snapshot.objects.findIndex((object) => keyIn(call, object) > start.after);
  const left = from < 0 ? [] : snapshot.objects.slice(from);
  const page = limit === 0 ? left : left.slice(0, limit);
  const last = page.at(-1);
  const remaining = left.length - page.length;
  const isSelected = call.query.get("labelSelector") !== null || call.query.get("fieldSelector") !== null;
  if (remaining > 0) keep(call, snapshot);
  sendList(call, page, {
    resourceVersion: String(snapshot.version),
    ...(remaining === 0 || last === undefined
      ? {}
      : { continue: writeToken({ version: snapshot.version, after: keyIn(call, last) }) }),
    ...(remaining === 0 || isSelected ? {} : { remainingItemCount: remaining }),
  });
}

/** An object's key below that of the list: its name, or over all namespaces also its namespace. */
const keyIn = (call: Call, { metadata }: KubeObject) =>
  call.namespace === "" && metadata.namespace !== undefined ? `${metadata.namespace}/${metadata.name}` : metadata.name;

/** What was there at a version. Throws the 410 of one whose history is gone. */
function snapshotAt(call: Call, version: number): Snapshot {
  const { store } = call.state;
  const now = store.list(call.resource, call.namespace || undefined);
  const matches = matcherOf(call);
  if (version === store.version) return { version, objects: now.filter(matches) };
  const changes = store.changesAfter(call.resource, version);
  if (changes === undefined) throw expired("The resourceVersion for the provided list is too old.");
  const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ""}/${metadata.name}`;
  const then = new Map(store.list(call.resource).map((object) => [keyOf(object), object]));
  for (const change of [...changes].reverse())
    if (change.previous === undefined) then.delete(keyOf(change.object));
    else then.set(keyOf(change.object), change.previous);
  const objects = [...then.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  return { version, objects: objects.filter(matches) };
}

/** A version that does not exist yet is a 504, as at the API server. */
export function refuseFuture(call: Call, version: number): void {
  const current = call.state.store.version;
  if (!(version > current)) return;
  const cause = { reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "" };
  throw new StatusError(504, "Timeout", `Timeout: Too large resource version: ${version}, current: ${current}`, {
    causes: [cause],
    retryAfterSeconds: 1,
  });
}

function keep(call: Call, snapshot: Snapshot): void {
  const kept = snapshots.get(call.state.store) ?? new Map<string, Snapshot>();
  snapshots.set(call.state.store, kept);
  const id = snapshotId(call, snapshot.version);
  kept.delete(id);
  kept.set(id, snapshot);
  for (const oldest of kept.keys()) if (kept.size > keptSnapshots) kept.delete(oldest);
}

const snapshotId = (call: Call, version: number) =>
  [
    version,
    call.resource.plural,
    call.namespace,
    call.query.get("labelSelector"),
    call.query.get("fieldSelector"),
  ].join("|");

interface PageStart {
  readonly version: number;
  /** Key of the last object of the page before. */
  readonly after: string;
}

/** The same form as the API server's (`pkg/storage/continue.go`): version, and the key after which the page starts. */
const writeToken = ({ version, after }: PageStart) =>
  Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: version, start: `${after}\0` })).toString("base64url");

function readToken(token: string): PageStart {
  const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  if (!/^[-\w]*=*$/.test(token)) {
    const at = /[^-\w]/.exec(token)?.index ?? 0;
    throw refuse(`illegal base64 data at input byte ${at}`);
  }
  const bytes = Buffer.from(token, "base64url");
  const fault = goSyntaxError(bytes);
  if (fault !== undefined) throw refuse(fault);
  const parsed = JSON.parse(bytes.toString("utf8")) as Json;
  const { v, rv, start } = isObject(parsed) ? parsed : {};
  if (v !== "meta.k8s.io/v1") throw refuse(`server does not recognize this encoded version ${goQuoted(stringOf(v))}`);
  if (typeof rv !== "number" || rv === 0)
    throw refuse("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  if (stringOf(start) === "") throw refuse("encoded start key empty (version meta.k8s.io/v1)");
  return { version: rv, after: stringOf(start).replace(/\0$/, "") };
}
