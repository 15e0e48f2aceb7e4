import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";
import { eventMessages, items, valueIn } from "../../helpers/kubernetes-objects.js";

const path = "/apis/apps/v1/namespaces/default/deployments";
const setsPath = "/apis/apps/v1/namespaces/default/replicasets";
const podsPath = "/api/v1/namespaces/default/pods";
const patchHeaders = { "content-type": "application/strategic-merge-patch+json" };

async function started(t: TestContext): Promise<KubernetesServer> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server);
  server.advance(30_000);
  return server;
}

const deployment = (spec: object = {}, image = "example.test/web:1") => ({
  metadata: { name: "web" },
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image }] } },
    ...spec,
  },
});
const newImage = (image: string) => ({ spec: { template: { spec: { containers: [{ name: "c", image }] } } } });

/** Each step of the clock with what `look` saw then. */
async function whileAdvancing(server: KubernetesServer, look: () => Promise<void>): Promise<void> {
  for (let step = 0; step < 120; step += 1) {
    server.advance(500);
    await look();
  }
}

test("a deployment makes a ReplicaSet, that makes pods, and their state comes back up", async (t) => {
  const server = await started(t);
  const made = await server.call("POST", path, deployment());
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual(jsonAt(made.body, "spec", "strategy"), {
    type: "RollingUpdate",
    rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" },
  });
  server.advance(30_000);
  const found = (await server.call("GET", `${path}/web`)).body;
  const status = jsonAt(found, "status");
  const [set] = await items(server, setsPath);
  const setName = String(jsonAt(set, "metadata", "name"));
  assert.match(setName, /^web-[bcdfghjklmnpqrstvwxz2456789]{5,10}$/);
  assert.deepEqual(
    { ...Object(status), conditions: undefined },
    {
      observedGeneration: 1,
      replicas: 4,
      updatedReplicas: 4,
      readyReplicas: 4,
      availableReplicas: 4,
      conditions: undefined,
    },
  );
  const conditions = jsonAt(status, "conditions");
  assert.ok(Array.isArray(conditions));
  assert.deepEqual(
    conditions.map((item: unknown) => [jsonAt(item, "type"), jsonAt(item, "reason"), jsonAt(item, "message")]),
    [
      ["Available", "MinimumReplicasAvailable", "Deployment has minimum availability."],
      ["Progressing", "NewReplicaSetAvailable", `ReplicaSet "${setName}" has successfully progressed.`],
    ],
  );
  const pods = await items(server, podsPath);
  assert.equal(pods.length, 4);
  for (const pod of pods) {
    assert.equal(jsonAt(pod, "metadata", "generateName"), `${setName}-`);
    assert.equal(valueIn(pod, "metadata", "ownerReferences", 0, "kind"), "ReplicaSet");
  }
  assert.deepEqual(await eventMessages(server, "ScalingReplicaSet"), [`Scaled up replica set ${setName} from 0 to 4`]);
  assert.equal((await eventMessages(server, "SuccessfulCreate")).length, 4);
});

test("a rolling update stays within maxSurge and maxUnavailable, and keeps the old ReplicaSet for undoing", async (t) => {
  const server = await started(t);
  await server.call("POST", path, deployment());
  server.advance(30_000);
  await server.call("PATCH", `${path}/web`, newImage("example.test/web:2"), patchHeaders);
  const seen = { most: 0, leastReady: 99 };
  await whileAdvancing(server, async () => {
    const pods = (await items(server, podsPath)).filter(
      (pod) => jsonAt(pod, "metadata", "deletionTimestamp") === undefined,
    );
    seen.most = Math.max(seen.most, pods.length);
    const status = jsonAt((await server.call("GET", `${path}/web`)).body, "status");
    seen.leastReady = Math.min(seen.leastReady, Number(jsonAt(status, "availableReplicas")));
  });
  assert.deepEqual(seen, { most: 5, leastReady: 3 });
  const sets = await items(server, setsPath);
  assert.deepEqual(
    sets
      .map((set) => [
        jsonAt(set, "metadata", "annotations", "deployment.kubernetes.io/revision"),
        jsonAt(set, "spec", "replicas"),
      ])
      .sort(),
    [
      ["1", 0],
      ["2", 4],
    ],
  );
  const found = (await server.call("GET", `${path}/web`)).body;
  assert.equal(jsonAt(found, "metadata", "annotations", "deployment.kubernetes.io/revision"), "2");
});

test("scaling through the scale subresource, up and down", async (t) => {
  const server = await started(t);
  await server.call("POST", path, deployment());
  server.advance(30_000);
  const read = (await server.call("GET", `${path}/web/scale`)).body;
  assert.deepEqual(
    { kind: jsonAt(read, "kind"), spec: jsonAt(read, "spec"), status: jsonAt(read, "status") },
    { kind: "Scale", spec: { replicas: 4 }, status: { replicas: 4, selector: "app=web" } },
  );
  const patch = (replicas: number) =>
    server.call(
      "PATCH",
      `${path}/web/scale`,
      { spec: { replicas } },
      { "content-type": "application/merge-patch+json" },
    );
  assert.equal(jsonAt((await patch(6)).body, "spec", "replicas"), 6);
  server.advance(20_000);
  assert.equal((await items(server, podsPath)).length, 6);
  await patch(1);
  server.advance(60_000);
  assert.equal((await items(server, podsPath)).length, 1);
  const refused = await patch(-1);
  assert.deepEqual(
    [refused.status, jsonAt(refused.body, "message")],
    [422, 'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  );
});

test("a rollout that gets nowhere passes its deadline", async (t) => {
  const server = await started(t);
  const template = {
    metadata: { labels: { app: "web" } },
    spec: { nodeSelector: { no: "such" }, containers: [{ name: "c", image: "i:1" }] },
  };
  await server.call("POST", path, deployment({ progressDeadlineSeconds: 30, template }));
  server.advance(60_000);
  const conditions = jsonAt((await server.call("GET", `${path}/web`)).body, "status", "conditions");
  assert.ok(Array.isArray(conditions));
  const progress: unknown = conditions.find((item: unknown) => jsonAt(item, "type") === "Progressing");
  assert.deepEqual([jsonAt(progress, "status"), jsonAt(progress, "reason")], ["False", "ProgressDeadlineExceeded"]);
});

test("a refused pod shows in an event and in the conditions", async (t) => {
  const server = await started(t);
  const template = {
    metadata: { labels: { app: "web" } },
    spec: { runtimeClassName: "nope", containers: [{ name: "c", image: "i:1" }] },
  };
  await server.call("POST", path, deployment({ template }));
  server.advance(5_000);
  const [message] = await eventMessages(server, "FailedCreate");
  assert.match(
    String(message),
    /^Error creating: pods "web-\w+-\w{5}" is forbidden: pod rejected: RuntimeClass "nope" not found$/,
  );
  const conditions = jsonAt((await server.call("GET", `${path}/web`)).body, "status", "conditions");
  assert.ok(Array.isArray(conditions));
  const failure: unknown = conditions.find((item: unknown) => jsonAt(item, "type") === "ReplicaFailure");
  assert.deepEqual([jsonAt(failure, "status"), jsonAt(failure, "reason")], ["True", "FailedCreate"]);
});

test("Recreate lets the old pods go first", async (t) => {
  const server = await started(t);
  // Process 1 does not hear SIGTERM, so each pod takes its whole grace period.
  const containers = [{ name: "c", image: "example.test/web:1", command: ["sleep", "10000"] }];
  const template = { metadata: { labels: { app: "web" } }, spec: { terminationGracePeriodSeconds: 3, containers } };
  await server.call("POST", path, deployment({ strategy: { type: "Recreate" }, template }));
  server.advance(30_000);
  await server.call("PATCH", `${path}/web`, newImage("example.test/web:2"), patchHeaders);
  const mixes = new Set<string>();
  await whileAdvancing(server, async () => {
    const images = (await items(server, podsPath)).map((pod) => valueIn(pod, "spec", "containers", 0, "image"));
    mixes.add([...new Set(images)].sort().join(" and "));
  });
  assert.deepEqual([...mixes].filter((mix) => mix !== "").sort(), ["example.test/web:1", "example.test/web:2"]);
});

for (const { policy, left } of [
  { policy: "Background", left: { deployments: 0, sets: 0, pods: 0 } },
  { policy: "Foreground", left: { deployments: 0, sets: 0, pods: 0 } },
  { policy: "Orphan", left: { deployments: 0, sets: 1, pods: 4 } },
])
  test(`deleting a deployment with ${policy} propagation`, async (t) => {
    const server = await started(t);
    await server.call("POST", path, deployment());
    server.advance(30_000);
    await server.call("DELETE", `${path}/web`, { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: policy });
    server.advance(60_000);
    const count = async (where: string) => (await items(server, where)).length;
    assert.deepEqual(
      { deployments: await count(path), sets: await count(setsPath), pods: await count(podsPath) },
      left,
    );
  });

test("what a deployment must have", async (t) => {
  const server = await started(t);
  const refused = await server.call("POST", path, deployment({ selector: { matchLabels: { app: "other" } } }));
  assert.deepEqual(
    [refused.status, jsonAt(refused.body, "message")],
    [
      422,
      'Deployment.apps "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
  );
});
