import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { eventMessages, items } from "../../helpers/kubernetes-objects.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

const path = "/apis/batch/v1/namespaces/default/jobs";
const podsPath = "/api/v1/namespaces/default/pods";

async function started(t: TestContext): Promise<KubernetesServer> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server);
  server.advance(30_000);
  return server;
}

const job = (script: string, spec: object = {}) => ({
  metadata: { name: "work" },
  spec: {
    template: {
      spec: {
        restartPolicy: "Never",
        containers: [{ name: "c", image: "example.test/image:1", command: ["sh", "-c", script] }],
      },
    },
    ...spec,
  },
});
const statusOf = async (server: KubernetesServer) => jsonAt((await server.call("GET", `${path}/work`)).body, "status");
async function conditionsOf(server: KubernetesServer) {
  const conditions = jsonAt(await statusOf(server), "conditions");
  return Array.isArray(conditions)
    ? conditions.map((item: unknown) => [jsonAt(item, "type"), jsonAt(item, "status"), jsonAt(item, "reason")])
    : [];
}

test("a job runs to its completions, some at a time", async (t) => {
  const server = await started(t);
  const made = await server.call("POST", path, job("sleep 5; echo done", { completions: 5, parallelism: 2 }));
  assert.equal(made.status, 201, JSON.stringify(made.body));
  server.advance(3_000);
  assert.equal(jsonAt(await statusOf(server), "active"), 2);
  server.advance(60_000);
  assert.equal(jsonAt(await statusOf(server), "succeeded"), 5);
  assert.deepEqual(await conditionsOf(server), [
    ["SuccessCriteriaMet", "True", "CompletionsReached"],
    ["Complete", "True", "CompletionsReached"],
  ]);
  assert.deepEqual(await eventMessages(server, "Completed"), ["Job completed"]);
  const finalizers = (await items(server, podsPath)).map((pod) => jsonAt(pod, "metadata", "finalizers"));
  assert.deepEqual(
    finalizers,
    Array.from({ length: 5 }, () => undefined),
  );
});

test("a job that fails is tried again after a while, and gives up at its limit", async (t) => {
  const server = await started(t);
  await server.call("POST", path, job("exit 1", { backoffLimit: 2 }));
  server.advance(6_000);
  assert.equal((await items(server, podsPath)).length, 1);
  server.advance(120_000);
  assert.deepEqual(
    [jsonAt(await statusOf(server), "failed"), await conditionsOf(server)],
    [
      3,
      [
        ["FailureTarget", "True", "BackoffLimitExceeded"],
        ["Failed", "True", "BackoffLimitExceeded"],
      ],
    ],
  );
  assert.deepEqual(await eventMessages(server, "BackoffLimitExceeded"), [
    "Job has reached the specified backoff limit",
  ]);
});

test("a deadline ends a job and its pods", async (t) => {
  const server = await started(t);
  await server.call("POST", path, job("sleep 1000", { activeDeadlineSeconds: 20 }));
  server.advance(70_000);
  assert.deepEqual((await conditionsOf(server)).at(-1), ["Failed", "True", "DeadlineExceeded"]);
  assert.deepEqual(await items(server, podsPath), []);
});

test("suspending and resuming", async (t) => {
  const server = await started(t);
  const merge = { "content-type": "application/merge-patch+json" };
  await server.call("POST", path, job("sleep 5", { suspend: true }));
  server.advance(10_000);
  assert.deepEqual(
    [await conditionsOf(server), (await items(server, podsPath)).length],
    [[["Suspended", "True", "JobSuspended"]], 0],
  );
  await server.call("PATCH", `${path}/work`, { spec: { suspend: false } }, merge);
  server.advance(20_000);
  assert.deepEqual((await conditionsOf(server)).at(-1), ["Complete", "True", "CompletionsReached"]);
});

test("what is left after the end: the job for its time to live, its pods when it is deleted without a word", async (t) => {
  const server = await started(t);
  await server.call("POST", path, job("true", { ttlSecondsAfterFinished: 30 }));
  server.advance(20_000);
  assert.equal((await items(server, path)).length, 1);
  server.advance(60_000);
  assert.deepEqual([await items(server, path), await items(server, podsPath)], [[], []]);
  await server.call("POST", path, job("sleep 10"));
  server.advance(3_000);
  await server.call("DELETE", `${path}/work`);
  server.advance(30_000);
  const [left, ...others] = await items(server, podsPath);
  assert.deepEqual(
    [
      others.length,
      jsonAt(left, "status", "phase"),
      jsonAt(left, "metadata", "ownerReferences"),
      jsonAt(left, "metadata", "finalizers"),
    ],
    [0, "Succeeded", undefined, undefined],
  );
});

test("what of jobs is not modelled is refused", async (t) => {
  const server = await started(t);
  const refused = await server.call("POST", path, job("true", { completionMode: "Indexed", completions: 1 }));
  assert.deepEqual(
    [refused.status, jsonAt(refused.body, "message")],
    [501, "the local Azure does not model indexed jobs"],
  );
});
