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
  const { continueToken, limit, match, version } = listOptions(call.query, false);
  refuseFuture(call, version);
  const start = continueToken === "" ? undefined : readToken(continueToken);
  // A page of a given version is that version exactly, as a list that asks for it is.
  const isExact = match === "Exact" || (match === "" && limit > 0 && version > 0);
  const snapshot =
    start === undefined ? snapshotAt(call, isExact ? version : store.version) : snapshots.get(store)?.get(start.id);
  if (snapshot === undefined) throw expired(tooOld);
  const from = start?.offset ?? 0;
  const end = limit === 0 ? snapshot.objects.length : Math.min(snapshot.objects.length, from + limit);
  const left = snapshot.objects.length - end;
  const isSelected = call.query.get("labelSelector") !== null || call.query.get("fieldSelector") !== null;
  sendList(call, snapshot.objects.slice(from, end), {
    resourceVersion: String(snapshot.version),
    ...(left === 0 ? {} : { continue: writeToken(keep(call, snapshot), end) }),
    ...(left === 0 || isSelected ? {} : { remainingItemCount: left }),
  });
}

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

function keep(call: Call, snapshot: Snapshot): string {
  const kept = snapshots.get(call.state.store) ?? new Map<string, Snapshot>();
  snapshots.set(call.state.store, kept);
  const selectors = [call.namespace, call.query.get("labelSelector"), call.query.get("fieldSelector")];
  const id = [snapshot.version, call.resource.plural, ...selectors].join("|");
  kept.delete(id);
  kept.set(id, snapshot);
  for (const oldest of kept.keys()) if (kept.size > keptSnapshots) kept.delete(oldest);
  return id;
}

const writeToken = (id: string, offset: number) => Buffer.from(JSON.stringify([id, offset])).toString("base64url");

function readToken(token: string): { readonly id: string; readonly offset: number } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && typeof parsed[0] === "string" && typeof parsed[1] === "number")
      return { id: parsed[0], offset: parsed[1] };
  } catch {
    // Falls through to the refusal of any other unreadable token.
  }
  // What the Go decoder would say of the text is not worked out.
  throw badRequest("invalid continue token: continue key is not valid");
}
