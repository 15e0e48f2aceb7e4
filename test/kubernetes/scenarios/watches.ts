import { isJsonObject, jsonAt } from "../../../src/json.js";
import type { Scenario } from "../scenario.js";

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
      const short = await watch(`${maps}?watch=true&timeoutSeconds=1&fieldSelector=metadata.name=none`);
      await short.until(1);
      record("after its time", told(short.events));
      await send("GET", `${maps}?watch=true&fieldSelector=foo=bar`);
      await send("GET", `${maps}?watch=true&labelSelector=a%20b`);
      const list = await quietly("GET", `${maps}/none?watch=true&timeoutSeconds=1`);
      record("of one that is not", [list.status, list.body]);
      const later = await watch(`${maps}?watch=true&resourceVersion=99999999&timeoutSeconds=1`);
      await later.until(1);
      record("from a version that will come", told(later.events));
    },
  },
  {
    name: "watch-shapes",
    async run({ quietly, record, cluster, namespace }) {
      await quietly("POST", maps, { metadata: { name: "shaped" } });
      const shapes = ["Table", "PartialObjectMetadata"];
      for (const shape of shapes) {
        const path = `/api/v1/namespaces/${namespace}/configmaps?watch=true&timeoutSeconds=1&fieldSelector=metadata.name=shaped`;
        const answer = await cluster.call("GET", path, undefined, {
          accept: `application/json;as=${shape};v=v1;g=meta.k8s.io`,
        });
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
