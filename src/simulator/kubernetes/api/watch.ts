import type { JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import type { Change } from "../store/object-store.js";
import { apiVersionOf } from "../store/resources.js";
import { wantedShape } from "./accept.js";
import { shaped, type Call } from "./call.js";
import { isTrue, listOptions } from "./list-options.js";
import { matcherOf } from "./read.js";
import { expired } from "./status-error.js";

const bookmarkEveryMs = 60_000;

/**
 * Streams changes until the client leaves, `timeoutSeconds` of simulated time are over, or the cluster goes. Without
 * `timeoutSeconds` the stream stays open (the API server would end it after 30 to 60 minutes).
 */
export function watchObjects(call: Call, onOpen: (end: () => void) => void): void {
  const { store, clock } = call.state;
  const { response, query } = call;
  const options = listOptions(query, true);
  const { resourceVersion: version, sendsInitialEvents: wantsInitial, timeoutSeconds } = options;
  const matches = matcherOf(call);
  const isFirst = { table: true };
  const write = (type: string, object: JsonObject) => response.write(`${JSON.stringify({ type, object })}\n`);
  const send = (type: string, object: KubeObject) => {
    write(type, shaped(call, object, isFirst.table));
    isFirst.table = false;
  };
  // A shape that is not known must be refused before the headers.
  wantedShape(call.request.headers.accept);
  response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "no-cache, private");
  response.writeHead(200);
  response.flushHeaders();

  const past =
    version === "" || version === "0" || wantsInitial ? undefined : store.changesAfter(call.resource, Number(version));
  const isTooOld = past === undefined && version !== "" && version !== "0" && !wantsInitial;
  if (isTooOld) {
    write("ERROR", expired(`too old resource version: ${version} (${store.version})`).body());
    response.end();
    return;
  }
  const deliver = (change: Change) => {
    const type = seenAs(change, matches);
    // One that no longer matches is shown as it was, under its new version.
    const shown =
      type === "DELETED" && change.previous !== undefined ? asBefore(change, change.previous) : change.object;
    // A version that is not there yet is waited for.
    if (type !== undefined && change.version > options.version) send(type, shown);
  };
  if (past !== undefined) past.forEach(deliver);
  else
    store
      .list(call.resource)
      .filter(matches)
      .forEach((object) => {
        send("ADDED", object);
      });
  const bookmark = (annotations?: Record<string, string>) => {
    write("BOOKMARK", bookmarkOf(call, store.version, annotations));
  };
  const hasBookmarks = isTrue(query.get("allowWatchBookmarks"));
  if (wantsInitial && hasBookmarks) bookmark({ "k8s.io/initial-events-end": "true" });

  const stop = store.listen(call.resource, deliver);
  const timers = new Set<() => void>();
  const repeatBookmark = (): void => {
    bookmark();
    timers.add(clock.after(bookmarkEveryMs, repeatBookmark));
  };
  const end = () => {
    stop();
    timers.forEach((cancel) => {
      cancel();
    });
    response.end();
  };
  if (hasBookmarks) timers.add(clock.after(bookmarkEveryMs, repeatBookmark));
  if (timeoutSeconds > 0) timers.add(clock.after(timeoutSeconds * 1000, end));
  response.once("close", end);
  onOpen(end);
}

function asBefore({ object }: Change, previous: KubeObject): KubeObject {
  const { resourceVersion } = object.metadata;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion } };
}

/** What a change is to a watcher that sees only matching objects. */
function seenAs(change: Change, matches: (object: KubeObject) => boolean): Change["type"] | undefined {
  const isNow = change.type !== "DELETED" && matches(change.object);
  const wasBefore = change.previous !== undefined && matches(change.previous);
  if (isNow) return wasBefore ? "MODIFIED" : "ADDED";
  return wasBefore ? "DELETED" : undefined;
}

function bookmarkOf(call: Call, version: number, annotations?: Record<string, string>): JsonObject {
  const metadata = {
    resourceVersion: String(version),
    creationTimestamp: null,
    ...(annotations ? { annotations } : {}),
  };
  return { kind: call.resource.kind, apiVersion: apiVersionOf(call.resource), metadata };
}
