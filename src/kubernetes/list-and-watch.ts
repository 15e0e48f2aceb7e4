import type { Clock } from "../clock.js";
import { CliError } from "../errors.js";
import { jsonAt, numberAt, stringAt } from "../json.js";
import { ApiStatusError } from "./kubernetes-error.js";
import type { RestClient } from "./rest-client.js";

export interface ListedResource {
  /** `/api/v1/nodes` */
  readonly path: string;
  readonly resource: string;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

const pageSize = "500";
/** Faults in a row after which a watch gives up. */
const patience = 10;

/** An item with the key that tells it from the others of its list: `namespace/name`. */
type Entry<T> = readonly [key: string, item: T];

/**
 * All items, in pages of 500, each page converted before the next is asked for, and the version at which they were so. A
 * list that expired between two pages starts anew.
 */
export async function listAll<T>(
  rest: RestClient,
  listed: ListedResource,
  convert: (item: unknown) => T,
  signal: AbortSignal,
): Promise<{ items: T[]; version: string }> {
  const { entries, version } = await listEntries(rest, listed, convert, signal);
  return { items: entries.map(([, item]) => item), version };
}

async function listEntries<T>(
  rest: RestClient,
  listed: ListedResource,
  convert: (item: unknown) => T,
  signal: AbortSignal,
): Promise<{ entries: Entry<T>[]; version: string }> {
  for (let restarts = 0; ; restarts++) {
    try {
      return await listPages(rest, listed, convert, signal);
    } catch (error) {
      if (!isExpired(error) || restarts === 3) throw error;
    }
  }
}

async function listPages<T>(
  rest: RestClient,
  listed: ListedResource,
  convert: (item: unknown) => T,
  signal: AbortSignal,
): Promise<{ entries: Entry<T>[]; version: string }> {
  const { path, resource, labelSelector, fieldSelector } = listed;
  const entries: Entry<T>[] = [];
  let token: string | undefined;
  do {
    const query = { limit: pageSize, continue: token, labelSelector, fieldSelector };
    const page = await rest.json({ method: "GET", path, query, purpose: { verb: "list", resource } }, signal);
    const found = jsonAt(page, "items");
    if (Array.isArray(found)) for (const item of found) entries.push([nameOf(item), convert(item)]);
    token = stringAt(page, "metadata", "continue");
    if (token === undefined || token === "")
      return { entries, version: stringAt(page, "metadata", "resourceVersion") ?? "" };
  } while (!signal.aborted);
  throw signal.reason;
}

/**
 * Lists, then watches, calling `onChange` with all present items after the list and after each change until it returns true;
 * each item is converted once. `present` is the living collection. A watch that ends or drops goes on from the last version
 * seen; after 410 Gone the list is made anew. Throws at once what does not pass (401, 403), and the last fault after ten in a
 * row.
 */
export async function listAndWatch<T>(
  rest: RestClient,
  clock: Clock,
  listed: ListedResource,
  convert: (item: unknown) => T,
  onChange: (present: ReadonlyMap<string, T>) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const faults = { inARow: 0 };
  for (;;) {
    const { entries, version } = await listEntries(rest, listed, convert, signal);
    const present = new Map(entries);
    if (onChange(present)) return;
    if (await watchFrom(rest, clock, listed, version, { present, convert, onChange }, faults, signal)) return;
  }
}

interface Followed<T> {
  readonly present: Map<string, T>;
  readonly convert: (item: unknown) => T;
  readonly onChange: (present: ReadonlyMap<string, T>) => boolean;
}

/** True when `onChange` was satisfied, false when the list has to be made anew. */
async function watchFrom<T>(
  rest: RestClient,
  clock: Clock,
  { path, resource, labelSelector, fieldSelector }: ListedResource,
  start: string,
  { present, convert, onChange }: Followed<T>,
  faults: { inARow: number },
  signal: AbortSignal,
): Promise<boolean> {
  let resourceVersion = start;
  for (;;) {
    const query = { watch: "true", allowWatchBookmarks: "true", resourceVersion, labelSelector, fieldSelector };
    try {
      for await (const line of rest.lines(
        { method: "GET", path, query, purpose: { verb: "watch", resource } },
        signal,
      )) {
        const event: unknown = JSON.parse(line);
        const type = stringAt(event, "type");
        const object = jsonAt(event, "object");
        if (type === "ERROR") {
          if (numberAt(object, "code") === 410) return false;
          throw new CliError(
            "ConnectionLost",
            `the watch on ${resource} ended: ${stringAt(object, "message") ?? "no reason given"}`,
          );
        }
        faults.inARow = 0;
        resourceVersion = stringAt(object, "metadata", "resourceVersion") ?? resourceVersion;
        if (type === "BOOKMARK") continue;
        if (type === "DELETED") present.delete(nameOf(object));
        else present.set(nameOf(object), convert(object));
        if (onChange(present)) return true;
      }
    } catch (error) {
      if (isExpired(error)) return false;
      if (signal.aborted || !isPassing(error) || faults.inARow >= patience) throw error;
    }
    signal.throwIfAborted();
    // Also after an ordinary end, so that a server that ends every watch at once is not asked without pause.
    await clock.sleep(Math.min(250 * 2 ** faults.inARow, 10_000), signal);
    faults.inARow += 1;
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status === 410;
}

function isPassing(error: unknown): boolean {
  if (error instanceof ApiStatusError) return error.status >= 500 || error.status === 429;
  return error instanceof SyntaxError || (error instanceof CliError && error.code === "ConnectionLost");
}

function nameOf(item: unknown): string {
  return `${stringAt(item, "metadata", "namespace") ?? ""}/${stringAt(item, "metadata", "name") ?? ""}`;
}
