import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { eventMessages, items, valueIn } from "../../helpers/kubernetes-objects.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

const podsPath = "/api/v1/namespaces/default/pods";
const budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const deploymentsPath = "/apis/apps/v1/namespaces/default/deployments";

/** A cluster with three ready pods of a deployment and a budget over them. */
async function started(t: TestContext, spec: object = { minAvailable: 2 }): Promise<KubernetesServer> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server);
  server.advance(30_000);
  const selector = { matchLabels: { app: "web" } };
  const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "i:1" }] } };
  await server.call("POST", deploymentsPath, { metadata: { name: "web" }, spec: { replicas: 3, selector, template } });
  const made = await server.call("POST", budgets, { metadata: { name: "web" }, spec: { selector, ...spec } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  server.advance(20_000);
  return server;
}

const podNames = async (server: KubernetesServer) =>
  (await items(server, podsPath)).map((pod) => String(jsonAt(pod, "metadata", "name")));
const evict = (server: KubernetesServer, name: string, more: object = {}, query = "") =>
  server.call("POST", `${podsPath}/${name}/eviction${query}`, {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name, namespace: "default" },
    ...more,
  });
const statusOf = async (server: KubernetesServer) => {
  const status = jsonAt((await server.call("GET", `${budgets}/web`)).body, "status");
  const numbers = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"];
  return numbers.map((name) => jsonAt(status, name));
};

for (const { spec, status } of [
  { spec: { minAvailable: 2 }, status: [1, 3, 2, 3] },
  { spec: { minAvailable: "50%" }, status: [1, 3, 2, 3] },
  { spec: { maxUnavailable: 1 }, status: [1, 3, 2, 3] },
  { spec: { maxUnavailable: "10%" }, status: [1, 3, 2, 3] },
  { spec: { maxUnavailable: 0 }, status: [0, 3, 3, 3] },
  { spec: { selector: { matchLabels: { app: "none" } } }, status: [0, 0, 0, 0] },
])
  test(`a budget's status: ${JSON.stringify(spec)}`, async (t) => {
    const server = await started(t, spec);
    assert.deepEqual(await statusOf(server), status);
  });

test("an eviction is allowed once, and again when the pod is replaced", async (t) => {
  const server = await started(t);
  const [first = "", second = ""] = await podNames(server);
  const allowed = await evict(server, first);
  assert.deepEqual(
    [allowed.status, allowed.body],
    [201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 }],
  );
  const condition = valueIn((await server.call("GET", `${podsPath}/${first}`)).body, "status", "conditions");
  assert.ok(Array.isArray(condition));
  const target: unknown = condition.find((item: unknown) => jsonAt(item, "type") === "DisruptionTarget");
  assert.deepEqual(
    [jsonAt(target, "status"), jsonAt(target, "reason"), jsonAt(target, "message")],
    ["True", "EvictionByEvictionAPI", "Eviction API: evicting"],
  );
  server.advance(500);
  const refused = await evict(server, second);
  assert.deepEqual(refused.body, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    reason: "TooManyRequests",
    details: {
      causes: [
        { reason: "DisruptionBudget", message: "The disruption budget web needs 2 healthy pods and has 2 currently" },
      ],
    },
    code: 429,
  });
  server.advance(30_000);
  assert.equal((await evict(server, second)).status, 201);
});

test("what a dry run would do", async (t) => {
  const server = await started(t);
  const [name = ""] = await podNames(server);
  assert.equal((await evict(server, name, {}, "?dryRun=All")).status, 201);
  assert.equal((await evict(server, name, { deleteOptions: { dryRun: ["All"] } })).status, 201);
  server.advance(5_000);
  assert.deepEqual(await statusOf(server), [1, 3, 2, 3]);
  assert.ok((await podNames(server)).includes(name));
});

test("a budget that was changed a moment ago has to be looked at first", async (t) => {
  const server = await started(t);
  const [name = ""] = await podNames(server);
  const merge = { "content-type": "application/merge-patch+json" };
  await server.call("PATCH", `${budgets}/web`, { spec: { minAvailable: 1 } }, merge);
  const refused = await evict(server, name);
  assert.deepEqual(
    [refused.status, refused.headers["retry-after"], valueIn(refused.body, "details", "causes", 0, "message")],
    [429, "10", "The disruption budget web is still being processed by the server."],
  );
});

test("two budgets over one pod are a failure", async (t) => {
  const server = await started(t);
  const [name = ""] = await podNames(server);
  await server.call("POST", budgets, {
    metadata: { name: "other" },
    spec: { selector: { matchLabels: { app: "web" } }, minAvailable: 1 },
  });
  const refused = await evict(server, name);
  assert.deepEqual(
    [jsonAt(refused.body, "status"), jsonAt(refused.body, "code"), jsonAt(refused.body, "message")],
    [
      "Failure",
      500,
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    ],
  );
});

test("a pod that does not run yet is evicted whatever the budget says", async (t) => {
  const server = await started(t, { minAvailable: 3 });
  const [name = ""] = await podNames(server);
  assert.equal((await evict(server, name)).status, 429);
  await server.call("POST", podsPath, {
    metadata: { name: "late", labels: { app: "web" } },
    spec: { nodeSelector: { no: "such" }, containers: [{ name: "c", image: "i:1" }] },
  });
  assert.equal((await evict(server, "late")).status, 201);
});

test("a budget over nothing says so", async (t) => {
  const server = await started(t, { selector: { matchLabels: { app: "none" } }, minAvailable: 1 });
  assert.deepEqual(await eventMessages(server, "NoPods"), ["No matching pods found"]);
});
