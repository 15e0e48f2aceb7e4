import { isJsonObject, jsonAt, listOf } from "../../../src/json.js";
import type { Scenario } from "../scenario.js";

const classes = "/apis/node.k8s.io/v1/runtimeclasses";
const maps = "/api/v1NS/configmaps";
const pods = "/api/v1NS/pods";
const containers = [{ name: "c", image: "example.test/i:1" }];
const pod = (name: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { automountServiceAccountToken: false, nodeSelector: { no: "such" }, containers, ...spec },
});
const map = (name: string, data: object = {}, metadata: object = {}) => ({ metadata: { name, ...metadata }, data });

const keysOf = (value: unknown) => (isJsonObject(value) ? Object.keys(value).sort() : value);

/** What every kind of object has in common: bodies, options, names, versions, pages, selectors. */
export const requestScenarios: readonly Scenario[] = [
  {
    name: "bodies",
    async run({ send }) {
      await send("POST", maps, "{");
      await send("POST", maps, "");
      await send("POST", maps, "[]");
      await send("POST", maps, '"text"');
      await send("POST", maps, { kind: "Secret", apiVersion: "v1", metadata: { name: "x" } });
      await send("POST", maps, { kind: "ConfigMap", apiVersion: "v2", metadata: { name: "x" } });
      await send("POST", maps, { kind: "ConfigMap", apiVersion: "apps/v1", metadata: { name: "x" } });
      await send("POST", maps, {});
      await send("POST", maps, { metadata: { name: "" } });
      await send("POST", maps, { metadata: { name: "x", namespace: "other" } });
      await send("POST", maps, { metadata: { name: "x", resourceVersion: "5" } });
      await send("POST", maps, {
        metadata: { name: "x", labels: { ok: "bad value!" }, annotations: { "a/b/c": "v" } },
      });
      await send("POST", maps, { metadata: { name: "x", finalizers: ["nope"], ownerReferences: [{ kind: "Pod" }] } });
      await send("POST", maps, { metadata: { name: "x", labels: { a: 1 } } });
      await send("POST", maps, { metadata: "x" });
      await send("POST", maps, "a: b", { "content-type": "text/plain" });
      await send("POST", `${maps}/x`, map("x"));
      await send("PUT", `${maps}/x`, map("x"));
      await send("PUT", `${maps}/x`, map("y"));
      await send("PUT", maps, map("y"));
      await send("PATCH", `${maps}/x`, {}, { "content-type": "application/merge-patch+json" });
      await send("DELETE", `${maps}/x`);
      await send("GET", `${maps}/x?foo=bar`);
      await send("OPTIONS", maps);
    },
  },
  {
    name: "names",
    async run({ send, quietly, name, record }) {
      const made = await quietly("POST", maps, { metadata: { generateName: "gen-" } });
      const own = String(jsonAt(made.body, "metadata", "name"));
      name(own, "gen-<5>");
      await send("GET", `${maps}/${own}`);
      const bad = await quietly("POST", maps, { metadata: { generateName: "Gen_" } });
      name(String(jsonAt(bad.body, "details", "name")), "Gen_<5>");
      record("of a bad beginning", bad.body);
      await send("POST", maps, { metadata: { name: "taken", generateName: "gen-" } });
      await send("POST", maps, { metadata: { name: "taken" } });
      await send("POST", maps, { metadata: { name: "x".repeat(254) } });
      await send("POST", pods, pod("Bad Name"));
      await send("POST", "/api/v1/namespaces", { metadata: { name: "Bad.Name" } });
      await send("POST", "/api/v1NS/serviceaccounts", { metadata: { name: "bad_name" } });
      await send("POST", classes, {
        metadata: { name: "bad_name" },
        handler: "Bad_Handler",
        overhead: { podFixed: { memory: "-1" } },
      });
      const long = await quietly("POST", maps, { metadata: { generateName: "y".repeat(250) } });
      name(String(jsonAt(long.body, "metadata", "name")), "<long>");
      await send("GET", `${maps}/${String(jsonAt(long.body, "metadata", "name"))}`);
    },
  },
  {
    name: "dry-run",
    async run({ send, quietly }) {
      await send("POST", `${maps}?dryRun=All`, map("dry", { a: "b" }));
      await send("GET", `${maps}/dry`);
      await send("POST", `${maps}?dryRun=Some`, map("dry"));
      await send("POST", `${maps}?dryRun=All&dryRun=Some`, map("dry"));
      await quietly("POST", maps, map("wet", { a: "b" }));
      await send("PUT", `${maps}/wet?dryRun=All`, map("wet", { a: "c" }));
      await send(
        "PATCH",
        `${maps}/wet?dryRun=All`,
        { data: { x: "y" } },
        { "content-type": "application/merge-patch+json" },
      );
      await send("DELETE", `${maps}/wet?dryRun=All`);
      await send("DELETE", `${maps}/wet`, { kind: "DeleteOptions", apiVersion: "v1", dryRun: ["All"] });
      await send("DELETE", `${maps}/wet?dryRun=Some`);
      await send("DELETE", `${maps}?dryRun=All&labelSelector=a=b`);
      await send("GET", `${maps}/wet`);
      await send("DELETE", `${maps}/wet`, { preconditions: { resourceVersion: "1" } });
      await send("DELETE", `${maps}/wet`, { gracePeriodSeconds: -1 });
      await send("DELETE", `${maps}/wet`, { kind: "Pod", apiVersion: "v1" });
      await send("DELETE", `${maps}/wet?gracePeriodSeconds=x`);
      await send("DELETE", `${maps}/wet?orphanDependents=true&propagationPolicy=Orphan`);
      await send("DELETE", `${maps}/wet`);
    },
  },
  {
    name: "field-validation",
    async run({ send, quietly }) {
      const wrong = '{"metadata":{"name":"v","foo":1},"data":{"a":"1","a":"2"},"bar":{"baz":1}}';
      for (const validation of ["Strict", "Warn", "Ignore", "Some", ""])
        await send("POST", `${maps}?dryRun=All&fieldValidation=${validation}`, wrong);
      await send("POST", `${maps}?dryRun=All`, wrong);
      await send(
        "POST",
        `${maps}?dryRun=All&fieldValidation=Strict`,
        "metadata: {name: v}\ndata: {a: '1'}\ndata: {b: '2'}\n",
        { "content-type": "application/yaml" },
      );
      await quietly("POST", maps, map("v"));
      const merged = { "content-type": "application/merge-patch+json" };
      await send("PUT", `${maps}/v?fieldValidation=Strict`, wrong);
      await send("PATCH", `${maps}/v?fieldValidation=Strict`, { foo: 1 }, merged);
      await send("PATCH", `${maps}/v?fieldValidation=Warn`, { foo: 1 }, merged);
      await send("PATCH", `${maps}/v?fieldValidation=Strict`, '{"data":{"a":"1","a":"2"}}', merged);
      await send("PATCH", `${maps}/v?fieldValidation=Strict`, { data: { x: 1 } }, merged);
      await send("PATCH", `${maps}/v`, "{", merged);
      await send("PATCH", `${maps}/v`, "[]", merged);
      const json = { "content-type": "application/json-patch+json" };
      await send("PATCH", `${maps}/v`, [{ op: "replace", path: "/data/none", value: "1" }], json);
      await send("PATCH", `${maps}/v`, [{ op: "test", path: "/metadata/name", value: "other" }], json);
      await send("PATCH", `${maps}/v`, [{ op: "remove", path: "/none" }], json);
      await send("PATCH", `${maps}/v`, [{ op: "hop", path: "/none" }], json);
      await send("PATCH", `${maps}/v`, {}, json);
      await send("PATCH", `${maps}/v?fieldValidation=Strict`, [{ op: "add", path: "/foo", value: 1 }], json);
      const strategic = { "content-type": "application/strategic-merge-patch+json" };
      await send("PATCH", `${maps}/v?fieldValidation=Strict`, { foo: 1 }, strategic);
      await send("PATCH", `${maps}/v`, { data: 5 }, strategic);
      await send("PATCH", `${maps}/v`, "[", strategic);
      await send("PATCH", `${maps}/v`, { metadata: { name: "w" } }, merged);
      await send("PATCH", `${maps}/v`, { metadata: { namespace: "other" } }, merged);
      await send("PATCH", `${maps}/v`, { metadata: { uid: "x" } }, merged);
      await send("PATCH", `${maps}/v`, { metadata: { resourceVersion: "1" } }, merged);
      await send("PATCH", `${maps}/v`, { kind: "Secret" }, merged);
    },
  },
  {
    name: "pages",
    async run({ quietly, send, sendFor, record, name }) {
      for (const name of ["a", "b", "c", "d"]) await quietly("POST", maps, map(name, {}, { labels: { page: "yes" } }));
      const query = "labelSelector=page=yes&limit";
      const first = await quietly("GET", `${maps}?${query}=2`);
      const all = await quietly("GET", `${maps}?limit=2`);
      const token = (body: unknown) => encodeURIComponent(String(jsonAt(body, "metadata", "continue")));
      const shape = (body: unknown) => ({
        metadata: keysOf(jsonAt(body, "metadata")),
        remaining: jsonAt(body, "metadata", "remainingItemCount"),
        names: listOf(jsonAt(body, "items")).map((item) => jsonAt(item, "metadata", "name")),
      });
      name(token(first.body), "<token>");
      record("first page, selected", shape(first.body));
      record("first page", shape(all.body));
      const second = await quietly("GET", `${maps}?${query}=1&continue=${token(first.body)}`);
      record("second page, selected", shape(second.body));
      record("rest", shape((await quietly("GET", `${maps}?${query}=5&continue=${token(second.body)}`)).body));
      record("rest", shape((await quietly("GET", `${maps}?continue=${token(all.body)}`)).body));
      await send("GET", `${maps}?limit=1&continue=nonsense`);
      await sendFor([], "GET", `${maps}?limit=1&resourceVersion=5&continue=${token(first.body)}`);
      await sendFor(["kind", "metadata.remainingItemCount"], "GET", `${maps}?limit=-1`);
      await sendFor(["kind", "metadata.remainingItemCount"], "GET", `${maps}?limit=1&resourceVersion=0`);
      await send("GET", `${maps}?resourceVersion=99999999`);
      await sendFor(["kind"], "GET", `${maps}?resourceVersion=1&resourceVersionMatch=NotOlderThan`);
    },
  },
  {
    name: "selectors",
    async run({ quietly, send, record, cluster, namespace, name }) {
      await quietly("POST", maps, map("one", {}, { labels: { app: "a", tier: "x" } }));
      await quietly("POST", maps, map("two", {}, { labels: { app: "b" } }));
      const list = async (path: string) => {
        const answer = await quietly("GET", path);
        record(
          path,
          answer.status === 200
            ? listOf(jsonAt(answer.body, "items")).map((item) => jsonAt(item, "metadata", "name"))
            : answer.body,
        );
      };
      for (const selector of [
        "app=a",
        "app==b",
        "app!=a",
        "app in (a,b),tier",
        "!app",
        "app notin (a)",
        "tier",
        "app in (a",
        "app=a=b",
        "a b",
        "=",
        ",",
        "app in ()",
        "app>1",
        "app>x",
        "-bad=x",
        "app=bad value",
      ])
        await list(`${maps}?labelSelector=${encodeURIComponent(selector)}`);
      for (const selector of [
        "metadata.name=one",
        "metadata.name!=one",
        `metadata.namespace=${namespace}`,
        "metadata.name=one,metadata.name=two",
        "data.x=1",
        "metadata.name",
        "=x",
      ])
        await list(`${maps}?fieldSelector=${encodeURIComponent(selector)}`);
      await quietly("POST", pods, pod("p"));
      for (const selector of [
        "spec.nodeName=",
        "spec.nodeName=x",
        "status.phase=Pending",
        "status.phase!=Pending",
        "spec.restartPolicy=Always",
        "spec.schedulerName=default-scheduler",
        "spec.serviceAccountName=default",
        "status.podIP=",
        "status.nominatedNodeName=",
        "spec.hostNetwork=false",
        "spec.hostNetwork=true",
        "spec.x=1",
      ])
        await list(`${pods}?fieldSelector=${encodeURIComponent(selector)}`);
      await quietly("DELETE", `${pods}/p?gracePeriodSeconds=0`);
      for (const path of [
        "/api/v1/nodes?fieldSelector=spec.unschedulable=true",
        "/api/v1/nodes?fieldSelector=spec.x=1",
        "/api/v1NS/secrets?fieldSelector=type=Opaque",
        "/api/v1NS/events?fieldSelector=involvedObject.name=none",
        "/api/v1NS/events?fieldSelector=x=1",
        "/apis/apps/v1NS/replicasets?fieldSelector=status.replicas=0",
        "/apis/batch/v1NS/jobs?fieldSelector=status.successful=0",
        "/api/v1/namespaces?fieldSelector=status.phase=None",
      ])
        await list(path);
      await send("DELETE", `${maps}?fieldSelector=metadata.name=one`);
      name(cluster.nodeName, "<node>");
    },
  },
  {
    name: "fixed-paths",
    async run({ quietly, record, send }) {
      const version = await quietly("GET", "/version");
      record("version", keysOf(version.body));
      record("gitVersion", [
        jsonAt(version.body, "gitVersion"),
        jsonAt(version.body, "major"),
        jsonAt(version.body, "minor"),
      ]);
      for (const path of [
        "/healthz",
        "/readyz",
        "/livez",
        "/healthz/ping",
        "/nothing",
        "/api/v2",
        "/apis/none",
        "/apis/apps/v2",
        "/apis/apps/v1/nothings",
        "/api/v1/namespaces/default/nothings/x",
      ])
        await send("GET", path);
      await send("POST", "/version");
      await send("GET", "/api");
      await send("GET", "/api/v1NS/pods/none/log");
      await send("GET", "/api/v1/pods", undefined, { accept: "text/html" });
      await send("GET", "/api/v1/pods", undefined, { authorization: "Bearer nonsense" });
    },
  },
];
