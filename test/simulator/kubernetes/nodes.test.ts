import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { eventMessages, items } from "../../helpers/kubernetes-objects.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";
import type { BackendNode } from "../../../src/simulator/kubernetes/backend.js";

const name = "aks-sandbox-12345678-vmss000000";
const path = `/api/v1/nodes/${name}`;
const podsPath = "/api/v1/namespaces/default/pods";
const merge = { "content-type": "application/merge-patch+json" };
const uid = "11111111-2222-4333-8444-555555555555";

async function started(t: TestContext, change: Partial<BackendNode> = {}): Promise<KubernetesServer> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server, { labels: { pool: "one" }, taints: ["only=kata:NoSchedule"], ...change });
  server.advance(30_000);
  return server;
}

const nodeOf = async (server: KubernetesServer) => (await server.call("GET", path)).body;
const setTaints = (server: KubernetesServer, taints: readonly object[]) =>
  server.call("PATCH", path, { spec: { taints } }, merge);

test("a pool's taint cannot be removed, in AKS's words", async (t) => {
  const server = await started(t);
  const refused = await setTaints(server, []);
  assert.equal(refused.status, 400);
  assert.match(
    String(jsonAt(refused.body, "message")),
    /^admission webhook "aks-node-validating-webhook\.azmk8s\.io" denied the request: \(UID: [0-9a-f-]{36}\) Taint delete request "only=kata:NoSchedule" refused\. User is attempting to delete a taint configured on aks node pool "sandbox"\.$/,
  );
  assert.deepEqual(jsonAt(await nodeOf(server), "spec", "taints"), [
    { key: "only", value: "kata", effect: "NoSchedule" },
  ]);
});

test("a pool's label cannot be changed, and comes back when it is removed", async (t) => {
  const server = await started(t);
  const refused = await server.call("PATCH", path, { metadata: { labels: { pool: "two" } } }, merge);
  assert.match(String(jsonAt(refused.body, "message")), /Label update\/add request "pool:two" refused\./);
  const removed = await server.call("PATCH", path, { metadata: { labels: { pool: null } } }, merge);
  assert.equal(removed.status, 200);
  assert.equal(jsonAt(await nodeOf(server), "metadata", "labels", "pool"), undefined);
  server.advance(61_000);
  assert.equal(jsonAt(await nodeOf(server), "metadata", "labels", "pool"), "one");
});

test("a node that is not ready keeps the taints that say so", async (t) => {
  const server = await started(t, { readyAfterMs: undefined, taints: [] });
  await setTaints(server, []);
  server.advance(1_000);
  const taints = jsonAt(await nodeOf(server), "spec", "taints");
  assert.ok(Array.isArray(taints));
  assert.deepEqual(
    taints.map((taint: unknown) => [jsonAt(taint, "key"), jsonAt(taint, "effect")]),
    [
      ["node.kubernetes.io/not-ready", "NoSchedule"],
      ["node.kubernetes.io/not-ready", "NoExecute"],
    ],
  );
});

test("a NoExecute taint evicts pods, at once or after what they tolerate", async (t) => {
  const server = await started(t, { taints: [] });
  const pod = (podName: string, tolerations: readonly object[]) => ({
    metadata: { name: podName },
    spec: { tolerations, containers: [{ name: "c", image: "i:1" }] },
  });
  const key = { key: "broken", operator: "Exists", effect: "NoExecute" };
  await server.call("POST", podsPath, pod("none", []));
  await server.call("POST", podsPath, pod("for-a-time", [{ ...key, tolerationSeconds: 60 }]));
  await server.call("POST", podsPath, pod("for-ever", [key]));
  server.advance(10_000);
  await setTaints(server, [{ key: "broken", effect: "NoExecute" }]);
  const left = async () => (await items(server, podsPath)).map((item) => jsonAt(item, "metadata", "name"));
  server.advance(20_000);
  assert.deepEqual(await left(), ["for-a-time", "for-ever"]);
  server.advance(60_000);
  assert.deepEqual(await left(), ["for-ever"]);
  assert.deepEqual(await eventMessages(server, "TaintManagerEviction"), [
    "Marking for deletion Pod default/for-a-time",
    "Marking for deletion Pod default/none",
  ]);
});

test("the pods of a machine that is gone are collected a while later, and replaced elsewhere", async (t) => {
  const server = await started(t, { taints: [] });
  const selector = { matchLabels: { app: "web" } };
  const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "i:1" }] } };
  await server.call("POST", "/apis/apps/v1/namespaces/default/deployments", {
    metadata: { name: "web" },
    spec: { replicas: 2, selector, template },
  });
  server.advance(20_000);
  addNode(server, { name: "aks-sandbox-12345678-vmss000001", readyAfterMs: 1_000 });
  server.backend.removeNode(uid, name);
  server.advance(10_000);
  const nodesOf = async () => (await items(server, podsPath)).map((pod) => jsonAt(pod, "spec", "nodeName"));
  assert.deepEqual(await nodesOf(), [name, name]);
  server.advance(80_000);
  assert.deepEqual(await nodesOf(), ["aks-sandbox-12345678-vmss000001", "aks-sandbox-12345678-vmss000001"]);
});
