import { isJsonObject, jsonAt } from "../../../src/json.js";
import type { Scenario, Stage } from "../scenario.js";

const maps = "/api/v1NS/configmaps";
const merged = { "content-type": "application/merge-patch+json" };

/** Of each event what tells it from others. */
const told = (events: readonly unknown[]) =>
  events.map((event) => {
    const object = jsonAt(event, "object");
    const metadata = jsonAt(object, "metadata");
    const type = jsonAt(event, "type");
    if (jsonAt(object, "kind") === "Status") return { type, object };
    return {
      type,
      kind: jsonAt(object, "kind"),
      name: jsonAt(metadata, "name") ?? null,
      ...(type === "BOOKMARK" ? { bookmark: object } : { labels: jsonAt(metadata, "labels") ?? null }),
    };
  });

/**
 * Asks with a time limit of a second, and with longer ones while the answer is a 504: an API server under load can spend the
 * second before its watch has begun (seen at load 30). Any other answer stands.
 */
async function withTimeLimit<T>(ask: (limit: string) => Promise<T>, statusOf: (answer: T) => unknown): Promise<T> {
  for (const seconds of [1, 4]) {
    const answer = await ask(`timeoutSeconds=${seconds}`);
    if (statusOf(answer) !== 504) return answer;
  }
  return ask("timeoutSeconds=16");
}

/** A watch from its begin to the end of its time: what it said. A refusal is its one event. */
const toItsEnd = (watch: Stage["watch"], path: string) =>
  withTimeLimit(
    async (limit) => {
      const open = await watch(`${path}&${limit}`);
      await open.until(Infinity);
      return open.events;
    },
    ([first]) => jsonAt(first, "code"),
  );

/** What watches say, and when they end. The suite's etcd is too old for `sendInitialEvents`, which is left out. */
export const watchScenarios: readonly Scenario[] = [
  {
    name: "watches",
    async run({ quietly, record, watch }) {
      const send = (name: string, labels: object) => quietly("POST", maps, { metadata: { name, labels } });
      await send("first", { in: "yes" });
      const list = await quietly("GET", maps);
      const version = String(jsonAt(list.body, "metadata", "resourceVersion"));
      const [all, selected, after, partial] = await Promise.all([
        watch(`${maps}?watch=true&fieldSelector=metadata.name!=kube-root-ca.crt`),
        watch(`${maps}?watch=true&labelSelector=in=yes`),
        watch(`${maps}?watch=true&resourceVersion=${version}&allowWatchBookmarks=true`),
        watch(`${maps}?watch=1&resourceVersion=${version}&limit=1`),
      ]);
      await Promise.all([all.until(1), selected.until(1)]);
      await send("second", { in: "no" });
      await quietly("PATCH", `${maps}/second`, { metadata: { labels: { in: "yes" } } }, merged);
      await quietly("PATCH", `${maps}/second`, { data: { a: "b" } }, merged);
      await quietly("PATCH", `${maps}/first`, { metadata: { labels: { in: "no" } } }, merged);
      await quietly("DELETE", `${maps}/second`);
      await quietly("DELETE", `${maps}/first`);
      await Promise.all([all.until(7), selected.until(5), after.until(6), partial.until(6)]);
      record("everything", told(all.events));
      record("selected", told(selected.events));
      record("after a version", told(after.events));
      record("watch=1", told(partial.events));
      for (const open of [all, selected, after, partial]) open.close();
    },
  },
  {
    name: "watch-ends",
    async run({ quietly, record, send, watch }) {
      record("after its time", told(await toItsEnd(watch, `${maps}?watch=true&fieldSelector=metadata.name=none`)));
      await send("GET", `${maps}?watch=true&fieldSelector=foo=bar`);
      await send("GET", `${maps}?watch=true&labelSelector=a%20b`);
      const { status, body } = await withTimeLimit(
        (limit) => quietly("GET", `${maps}/none?watch=true&${limit}`),
        (answer) => answer.status,
      );
      record("of one that is not", [status, body]);
      const later = await toItsEnd(watch, `${maps}?watch=true&resourceVersion=99999999`);
      record("from a version that will come", told(later));
    },
  },
  {
    name: "watch-shapes",
    async run({ quietly, record, cluster, namespace }) {
      await quietly("POST", maps, { metadata: { name: "shaped" } });
      const shapes = ["Table", "PartialObjectMetadata"];
      for (const shape of shapes) {
        const path = `/api/v1/namespaces/${namespace}/configmaps?watch=true&fieldSelector=metadata.name=shaped`;
        const accept = `application/json;as=${shape};v=v1;g=meta.k8s.io`;
        const answer = await withTimeLimit(
          (limit) => cluster.call("GET", `${path}&${limit}`, undefined, { accept }),
          ({ status }) => status,
        );
        const event: unknown =
          typeof answer.body === "string" ? JSON.parse(answer.body.split("\n")[0] ?? "") : answer.body;
        const object = jsonAt(event, "object");
        record(shape, [
          jsonAt(event, "type"),
          jsonAt(object, "kind"),
          jsonAt(object, "apiVersion"),
          isJsonObject(object) ? Object.keys(object).sort() : object,
        ]);
      }
    },
  },
];
