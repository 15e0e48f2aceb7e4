import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { items, valueIn } from "../../helpers/kubernetes-objects.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

const path = "/apis/apps/v1/namespaces/default/daemonsets";
const podsPath = "/api/v1/namespaces/default/pods";
const patchHeaders = { "content-type": "application/strategic-merge-patch+json" };
const node = (index: number) => `aks-sandbox-12345678-vmss00000${index}`;

async function started(t: TestContext, count = 3): Promise<KubernetesServer> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  for (let index = 0; index < count; index += 1) addNode(server, { name: node(index) });
  server.advance(30_000);
  return server;
}

const daemonSet = (spec: object = {}, pod: object = {}) => ({
  metadata: { name: "agent" },
  spec: {
    selector: { matchLabels: { app: "agent" } },
    template: {
      metadata: { labels: { app: "agent" } },
      spec: { containers: [{ name: "c", image: "example.test/agent:1" }], ...pod },
    },
    ...spec,
  },
});
const newImage = { spec: { template: { spec: { containers: [{ name: "c", image: "example.test/agent:2" }] } } } };
const nodesOf = async (server: KubernetesServer) =>
  (await items(server, podsPath)).map((pod) => jsonAt(pod, "spec", "nodeName")).sort();

test("one pod on each node, bound by its affinity, tolerating what daemons tolerate", async (t) => {
  const server = await started(t);
  const made = await server.call("POST", path, daemonSet());
  assert.equal(made.status, 201, JSON.stringify(made.body));
  server.advance(10_000);
  assert.deepEqual(await nodesOf(server), [node(0), node(1), node(2)]);
  const [pod] = await items(server, podsPath);
  const name = jsonAt(pod, "spec", "nodeName");
  assert.deepEqual(jsonAt(pod, "spec", "affinity"), {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [name] }] }],
      },
    },
  });
  const tolerations = jsonAt(pod, "spec", "tolerations");
  assert.ok(Array.isArray(tolerations));
  assert.deepEqual(
    tolerations.map((item: unknown) => `${String(jsonAt(item, "key"))}:${String(jsonAt(item, "effect"))}`),
    [
      "node.kubernetes.io/not-ready:NoExecute",
      "node.kubernetes.io/unreachable:NoExecute",
      "node.kubernetes.io/disk-pressure:NoSchedule",
      "node.kubernetes.io/memory-pressure:NoSchedule",
      "node.kubernetes.io/pid-pressure:NoSchedule",
      "node.kubernetes.io/unschedulable:NoSchedule",
    ],
  );
  assert.deepEqual(jsonAt((await server.call("GET", `${path}/agent`)).body, "status"), {
    currentNumberScheduled: 3,
    numberMisscheduled: 0,
    desiredNumberScheduled: 3,
    numberReady: 3,
    observedGeneration: 1,
    updatedNumberScheduled: 3,
    numberAvailable: 3,
  });
  const revisions = await items(server, "/apis/apps/v1/namespaces/default/controllerrevisions");
  assert.deepEqual(
    revisions.map((revision) => [jsonAt(revision, "revision"), jsonAt(revision, "data", "spec", "template", "$patch")]),
    [[1, "replace"]],
  );
});

test("nodes that come get a pod; labels decide which nodes are meant; a cordon keeps none away", async (t) => {
  const server = await started(t, 2);
  await server.call("POST", path, daemonSet({}, { nodeSelector: { wanted: "yes" } }));
  const label = (index: number, wanted: string | null) =>
    server.call("PATCH", `/api/v1/nodes/${node(index)}`, { metadata: { labels: { wanted } } }, patchHeaders);
  await label(0, "yes");
  server.advance(10_000);
  assert.deepEqual(await nodesOf(server), [node(0)]);
  addNode(server, { name: node(2), labels: { wanted: "yes" } });
  server.advance(1_000);
  await server.call("PATCH", `/api/v1/nodes/${node(2)}`, { spec: { unschedulable: true } }, patchHeaders);
  server.advance(30_000);
  assert.deepEqual(await nodesOf(server), [node(0), node(2)]);
  await label(0, null);
  server.advance(40_000);
  assert.deepEqual(await nodesOf(server), [node(2)]);
});

for (const { title, rollingUpdate, leastReady, mostPods } of [
  { title: "one after the other", rollingUpdate: { maxUnavailable: 1 }, leastReady: 2, mostPods: 3 },
  { title: "with a surge", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }, leastReady: 3, mostPods: 4 },
])
  test(`a rolling update, ${title}`, async (t) => {
    const server = await started(t);
    await server.call("POST", path, daemonSet({ updateStrategy: { type: "RollingUpdate", rollingUpdate } }));
    server.advance(10_000);
    await server.call("PATCH", `${path}/agent`, newImage, patchHeaders);
    const seen = { leastReady: 99, mostPods: 0 };
    for (let step = 0; step < 80; step += 1) {
      server.advance(500);
      const status = jsonAt((await server.call("GET", `${path}/agent`)).body, "status");
      seen.leastReady = Math.min(seen.leastReady, Number(jsonAt(status, "numberAvailable")));
      const alive = (await items(server, podsPath)).filter(
        (pod) => jsonAt(pod, "metadata", "deletionTimestamp") === undefined,
      );
      seen.mostPods = Math.max(seen.mostPods, alive.length);
    }
    assert.deepEqual(seen, { leastReady, mostPods });
    const images = (await items(server, podsPath)).map((pod) => valueIn(pod, "spec", "containers", 0, "image"));
    assert.deepEqual(
      images,
      Array.from({ length: 3 }, () => "example.test/agent:2"),
    );
  });

test("OnDelete changes a pod only once it is deleted", async (t) => {
  const server = await started(t);
  await server.call("POST", path, daemonSet({ updateStrategy: { type: "OnDelete" } }));
  server.advance(10_000);
  await server.call("PATCH", `${path}/agent`, newImage, patchHeaders);
  server.advance(10_000);
  const images = async () =>
    (await items(server, podsPath)).map((pod) => valueIn(pod, "spec", "containers", 0, "image")).sort();
  assert.deepEqual(
    await images(),
    Array.from({ length: 3 }, () => "example.test/agent:1"),
  );
  const [pod] = await items(server, podsPath);
  await server.call("DELETE", `${podsPath}/${String(jsonAt(pod, "metadata", "name"))}`);
  server.advance(40_000);
  assert.deepEqual(await images(), ["example.test/agent:1", "example.test/agent:1", "example.test/agent:2"]);
});
