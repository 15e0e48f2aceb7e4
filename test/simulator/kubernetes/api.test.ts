import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";
import { jsonAt } from "../../../src/json.js";

let server: KubernetesServer;
before(async () => {
  server = await startKubernetesServer();
  addNode(server);
  server.advance(30_000);
});
after(() => server.close());

const classes = "/apis/node.k8s.io/v1/runtimeclasses";
const runtimeClass = (name: string, handler = "kata", memory = "128Mi") => ({
  apiVersion: "node.k8s.io/v1",
  kind: "RuntimeClass",
  metadata: { name },
  handler,
  overhead: { podFixed: { memory } },
});
const apply = (name: string, manager: string, body: unknown, more = "") =>
  server.call("PATCH", `${classes}/${name}?fieldManager=${manager}${more}`, body, {
    "content-type": "application/apply-patch+yaml",
  });

test("a request without a good token is a 401 Status", async () => {
  const answer = await server.call("GET", "/api/v1/nodes", undefined, { authorization: "Bearer wrong" });
  assert.equal(answer.status, 401);
  assert.deepEqual(answer.body, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "Unauthorized",
    reason: "Unauthorized",
    code: 401,
  });
});

test("a missing object is the API server's 404", async () => {
  const answer = await server.call("GET", `${classes}/nope`);
  assert.equal(answer.status, 404);
  assert.deepEqual(answer.body, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: 'runtimeclasses.node.k8s.io "nope" not found',
    reason: "NotFound",
    details: { name: "nope", group: "node.k8s.io", kind: "runtimeclasses" },
    code: 404,
  });
});

test("what a real cluster has and the simulator lacks is refused as not modelled", async () => {
  const answer = await server.call("GET", "/apis/apps/v1/statefulsets");
  assert.equal(answer.status, 501);
  assert.equal(jsonAt(answer.body, "message"), "the local Azure does not model statefulsets.apps");
});

test("AKS's own classes are there, and come back when they are deleted or changed", async () => {
  assert.equal((await server.call("DELETE", `${classes}/kata-vm-isolation`)).status, 200);
  assert.equal((await server.call("GET", `${classes}/kata-vm-isolation`)).status, 404);
  server.advance(61_000);
  const found = (await server.call("GET", `${classes}/kata-vm-isolation`)).body;
  assert.deepEqual(jsonAt(found, "overhead"), { podFixed: { memory: "600Mi" } });
  assert.deepEqual(jsonAt(found, "metadata", "labels"), {
    "addonmanager.kubernetes.io/mode": "Reconcile",
    "kubernetes.io/cluster-service": "true",
  });
});

test("server-side apply: created, unchanged, conflict by name, forced", async () => {
  const made = await apply("mine", "one", runtimeClass("mine"));
  assert.equal(made.status, 201);
  const again = await apply("mine", "one", runtimeClass("mine"));
  assert.equal(again.status, 200);
  assert.deepEqual(again.body, made.body);
  const conflict = await apply("mine", "two", runtimeClass("mine", "kata", "256Mi"));
  assert.equal(conflict.status, 409);
  assert.deepEqual(conflict.body, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: 'Apply failed with 1 conflict: conflict with "one": .overhead.podFixed.memory',
    reason: "Conflict",
    details: {
      causes: [{ reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".overhead.podFixed.memory" }],
    },
    code: 409,
  });
  const forced = await apply("mine", "two", runtimeClass("mine", "kata", "256Mi"), "&force=true");
  assert.equal(jsonAt(forced.body, "overhead", "podFixed", "memory"), "256Mi");
});

test("a field that its manager no longer applies goes, others' fields stay", async () => {
  await apply("parts", "one", { ...runtimeClass("parts"), metadata: { name: "parts", labels: { a: "1", b: "2" } } });
  await apply("parts", "two", { ...runtimeClass("parts"), metadata: { name: "parts", labels: { c: "3" } } });
  const left = await apply("parts", "one", {
    ...runtimeClass("parts"),
    metadata: { name: "parts", labels: { a: "1" } },
  });
  assert.deepEqual(jsonAt(left.body, "metadata", "labels"), { a: "1", c: "3" });
});

test("a handler cannot be changed", async () => {
  await apply("fixed", "one", runtimeClass("fixed"));
  const answer = await apply("fixed", "one", runtimeClass("fixed", "runc"));
  assert.equal(answer.status, 422);
  assert.equal(
    jsonAt(answer.body, "message"),
    'RuntimeClass.node.k8s.io "fixed" is invalid: handler: Invalid value: "runc": field is immutable',
  );
});

test("an update from an old version is a conflict; a patch without a version is not", async () => {
  await apply("versions", "one", runtimeClass("versions"));
  const first = (await server.call("GET", `${classes}/versions`)).body;
  const patch = { metadata: { labels: { x: "y" } } };
  const patched = await server.call("PATCH", `${classes}/versions`, patch, {
    "content-type": "application/merge-patch+json",
  });
  assert.equal(jsonAt(patched.body, "metadata", "labels", "x"), "y");
  const late = await server.call("PUT", `${classes}/versions`, first);
  assert.equal(late.status, 409);
  assert.equal(
    jsonAt(late.body, "message"),
    'Operation cannot be fulfilled on runtimeclasses.node.k8s.io "versions": the object has been modified; please apply your changes to the latest version and try again',
  );
});

test("unknown fields are refused on strict validation and dropped otherwise", async () => {
  const body = { ...runtimeClass("strict"), foo: 1 };
  const strict = await server.call("POST", `${classes}?fieldValidation=Strict`, body);
  assert.equal(strict.status, 400);
  assert.equal(
    jsonAt(strict.body, "message"),
    'RuntimeClass in version "v1" cannot be handled as a RuntimeClass: strict decoding error: unknown field "foo"',
  );
  const lax = await server.call("POST", classes, body);
  assert.equal(lax.status, 201);
  assert.equal(jsonAt(lax.body, "foo"), undefined);
  assert.equal(lax.headers["warning"], '299 - "unknown field \\"foo\\""');
});

test("a deletion with another object's uid is refused", async () => {
  await apply("guarded", "one", runtimeClass("guarded"));
  const answer = await server.call("DELETE", `${classes}/guarded`, { preconditions: { uid: "other" } });
  assert.equal(jsonAt(answer.body, "reason"), "Conflict");
  assert.equal((await server.call("GET", `${classes}/guarded`)).status, 200);
});

test("lists come in pages that show one moment", async () => {
  const first = await server.call("GET", "/api/v1/namespaces?limit=3");
  const token = String(jsonAt(first.body, "metadata", "continue"));
  assert.equal(jsonAt(first.body, "metadata", "remainingItemCount"), 1);
  await server.call("POST", "/api/v1/namespaces", { metadata: { name: "later" } });
  const second = await server.call("GET", `/api/v1/namespaces?limit=3&continue=${token}`);
  const items = jsonAt(second.body, "items");
  assert.deepEqual(Array.isArray(items) && items.map((item) => jsonAt(item, "metadata", "name")), ["kube-system"]);
});

test("a watch from a forgotten version ends with 410", async () => {
  const answer = await server.call("GET", "/api/v1/nodes?watch=true&resourceVersion=0&timeoutSeconds=0", undefined, {
    accept: "application/xml",
  });
  assert.equal(answer.status, 406);
  const old = await server.call("GET", "/api/v1/nodes?watch=true&resourceVersion=7");
  assert.match(String(old.body), /"type":"ERROR".*"reason":"Expired","code":410/);
});
