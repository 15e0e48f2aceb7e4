import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt, listOf } from "../../../src/json.js";
import { eventMessages, valueIn } from "../../helpers/kubernetes-objects.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

const path = "/api/v1/namespaces/default/pods";
const node = "aks-sandbox-12345678-vmss000000";

async function started(t: TestContext, sandbox: "kata" | "none" = "kata"): Promise<KubernetesServer> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server, { sandbox });
  server.advance(30_000);
  return server;
}

function pod(script: string, spec: object = {}) {
  const container = { name: "c", image: "example.test/image:1", command: ["/bin/sh", "-c", script] };
  return { metadata: { name: "p" }, spec: { restartPolicy: "Never", containers: [container], ...spec } };
}

async function message(server: KubernetesServer, reason: string): Promise<unknown> {
  const { body } = await server.call("GET", `/api/v1/namespaces/default/events?fieldSelector=reason=${reason}`);
  const items = jsonAt(body, "items");
  return Array.isArray(items) ? jsonAt(items[0], "message") : undefined;
}

test("an ordinary pod sees its node's kernel", async (t) => {
  const server = await started(t);
  await server.call("POST", path, pod("uname -r && cat /proc/sys/kernel/random/boot_id"));
  server.advance(10_000);
  const info = jsonAt((await server.call("GET", `/api/v1/nodes/${node}`)).body, "status", "nodeInfo");
  const log = await server.call("GET", `${path}/p/log`);
  assert.equal(log.body, `${String(jsonAt(info, "kernelVersion"))}\n${String(jsonAt(info, "bootID"))}\n`);
  assert.equal(jsonAt((await server.call("GET", `${path}/p`)).body, "status", "phase"), "Succeeded");
});

test("a Kata pod has a kernel and a boot id of its own, and the class's overhead and selector", async (t) => {
  const server = await started(t);
  const script = "uname -r; cat /proc/sys/kernel/random/boot_id; cat /proc/uptime";
  const made = await server.call("POST", path, pod(script, { runtimeClassName: "kata-vm-isolation" }));
  assert.deepEqual(jsonAt(made.body, "spec", "overhead"), { memory: "600Mi" });
  assert.deepEqual(jsonAt(made.body, "spec", "nodeSelector"), { "kubernetes.azure.com/kata-vm-isolation": "true" });
  server.advance(10_000);
  const bootId = jsonAt((await server.call("GET", `/api/v1/nodes/${node}`)).body, "status", "nodeInfo", "bootID");
  const [kernel, own, uptime = ""] = String((await server.call("GET", `${path}/p/log`)).body).split("\n");
  assert.equal(kernel, "6.6.137.mshv1-1.azl3");
  assert.notEqual(own, bootId);
  assert.ok(Number(uptime.split(" ")[0]) < 10);
});

test("an image's id is its name with a digest, as of an image out of a registry", async (t) => {
  const server = await started(t);
  const images = [
    ["a", "mcr.microsoft.com/team/app:v1", /^mcr\.microsoft\.com\/team\/app@sha256:[0-9a-f]{64}$/],
    ["b", "busybox", /^docker\.io\/library\/busybox@sha256:[0-9a-f]{64}$/],
    ["c", `localhost:5000/app:v1@sha256:${"0".repeat(64)}`, /^localhost:5000\/app@sha256:0{64}$/],
  ] as const;
  for (const [name, image] of images) {
    const spec = { restartPolicy: "Never", containers: [{ name: "c", image, command: ["true"] }] };
    await server.call("POST", path, { metadata: { name }, spec });
  }
  server.advance(10_000);
  const ids = [];
  for (const [name, , form] of images) {
    const [status] = listOf(jsonAt((await server.call("GET", `${path}/${name}`)).body, "status", "containerStatuses"));
    assert.match(String(jsonAt(status, "imageID")), form);
    ids.push(jsonAt(status, "image"));
  }
  assert.deepEqual(ids.slice(0, 2), ["mcr.microsoft.com/team/app:v1", "docker.io/library/busybox:latest"]);
});

test("the events of a pod are listed in the order in which they happened", async (t) => {
  const server = await started(t);
  await server.call("POST", path, pod("true"));
  server.advance(10_000);
  const { body } = await server.call("GET", "/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=p");
  const items = jsonAt(body, "items");
  assert.deepEqual(
    (Array.isArray(items) ? items : []).map((event: unknown) => jsonAt(event, "reason")),
    ["Scheduled", "Pulling", "Pulled", "Created", "Started"],
  );
});

test("a class whose handler the node lacks leaves the pod creating for ever", async (t) => {
  const server = await started(t, "none");
  await server.call("POST", "/apis/node.k8s.io/v1/runtimeclasses", { metadata: { name: "mine" }, handler: "kata" });
  await server.call("POST", path, pod("true", { runtimeClassName: "mine" }));
  server.advance(60_000);
  assert.match(
    String(await message(server, "FailedCreatePodSandBox")),
    /unable to get OCI runtime for sandbox "[0-9a-f]{64}": no runtime for "kata" is configured$/,
  );
  const found = (await server.call("GET", `${path}/p`)).body;
  assert.equal(jsonAt(found, "status", "phase"), "Pending");
});

test("a missing class is refused at creation", async (t) => {
  const server = await started(t);
  const answer = await server.call("POST", path, pod("true", { runtimeClassName: "nope" }));
  assert.equal(answer.status, 403);
  assert.equal(jsonAt(answer.body, "message"), 'pods "p" is forbidden: pod rejected: RuntimeClass "nope" not found');
});

test("a selector that matches nothing leaves the pod unscheduled, with the scheduler's words", async (t) => {
  const server = await started(t);
  await server.call("POST", path, pod("true", { nodeSelector: { a: "b" } }));
  server.advance(1_000);
  assert.equal(
    await message(server, "FailedScheduling"),
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
  );
});

for (const { title, script, exitCode, log } of [
  { title: "exit code", script: "echo a; exit 3; echo b", exitCode: 3, log: "a\n" },
  { title: "and, or", script: "false && echo no || echo yes", exitCode: 0, log: "yes\n" },
  {
    title: "substitution and quotes",
    script: 'X="$(uname -s) x"; echo "$X" \'$X\' ${Y:-z}',
    exitCode: 0,
    log: "Linux x $X z\n",
  },
  { title: "set -e", script: "set -e; false; echo no", exitCode: 1, log: "" },
  { title: "printf", script: "printf '%s=%s\\n' a b", exitCode: 0, log: "a=b\n" },
  {
    title: "an unknown command",
    script: "ls /",
    exitCode: 127,
    log: "the local Azure does not model the command ls\n",
  },
  {
    title: "a pipe",
    script: "echo a | cat",
    exitCode: 127,
    log: "the local Azure does not model the shell operator |\n",
  },
])
  test(`what a container prints: ${title}`, async (t) => {
    const server = await started(t);
    await server.call("POST", path, pod(script));
    server.advance(10_000);
    const found = (await server.call("GET", `${path}/p`)).body;
    const statuses = jsonAt(found, "status", "containerStatuses");
    const code = Array.isArray(statuses) ? jsonAt(statuses[0], "state", "terminated", "exitCode") : undefined;
    assert.deepEqual({ code, log: (await server.call("GET", `${path}/p/log`)).body }, { code: exitCode, log });
  });

test("a deleted pod gets its grace period, then it is gone", async (t) => {
  const server = await started(t);
  await server.call("POST", path, pod("sleep 1000"));
  server.advance(10_000);
  const marked = await server.call("DELETE", `${path}/p`);
  assert.equal(jsonAt(marked.body, "metadata", "deletionGracePeriodSeconds"), 30);
  server.advance(29_000);
  assert.equal((await server.call("GET", `${path}/p`)).status, 200);
  server.advance(2_000);
  assert.equal((await server.call("GET", `${path}/p`)).status, 404);
});

test("a deadline ends the pod as failed", async (t) => {
  const server = await started(t);
  await server.call("POST", path, pod("sleep 1000", { activeDeadlineSeconds: 20 }));
  server.advance(30_000);
  const status = jsonAt((await server.call("GET", `${path}/p`)).body, "status");
  assert.equal(jsonAt(status, "phase"), "Failed");
  assert.equal(jsonAt(status, "reason"), "DeadlineExceeded");
});

test("the event log is the same however time is cut", async (t) => {
  const logs: unknown[] = [];
  for (const stepMs of [100, 60_000]) {
    const server = await started(t);
    await server.call("POST", path, pod("sleep 3; echo done", { runtimeClassName: "kata-vm-isolation" }));
    for (let at = 0; at < 60_000; at += stepMs) server.advance(stepMs);
    logs.push([server.log, (await server.call("GET", `${path}/p`)).body]);
  }
  assert.deepEqual(logs[0], logs[1]);
});

for (const { title, container, waiting, event } of [
  {
    title: "a registry that no name server knows",
    container: { image: "registry.invalid/team/app:1" },
    waiting: ["ImagePullBackOff", /^Back-off pulling image "registry\.invalid\/team\/app:1": ErrImagePull: /],
    event:
      /^Failed to pull image "registry\.invalid\/team\/app:1": failed to pull and unpack image .*: failed to resolve image: failed to do request: .* no such host$/,
  },
  {
    title: "an image that must be there and is not",
    container: { image: "example.test/image:1", imagePullPolicy: "Never" },
    waiting: [
      "ErrImageNeverPull",
      /^Container image "example\.test\/image:1" is not present with pull policy of Never$/,
    ],
    event: /^Error: ErrImageNeverPull$/,
  },
  {
    title: "a name that is none",
    container: { image: "Not A Name" },
    waiting: [
      "InvalidImageName",
      /couldn't parse image name "Not A Name": invalid reference format: repository name \(library\/Not A Name\) must be lowercase$/,
    ],
    event: /^Error: InvalidImageName$/,
  },
] as const)
  test(`an image that cannot be had: ${title}`, async (t) => {
    const server = await started(t);
    await server.call("POST", path, { metadata: { name: "p" }, spec: { containers: [{ name: "c", ...container }] } });
    server.advance(20_000);
    const found = (await server.call("GET", `${path}/p`)).body;
    const state = valueIn(found, "status", "containerStatuses", 0, "state", "waiting");
    assert.equal(jsonAt(state, "reason"), waiting[0]);
    assert.match(String(jsonAt(state, "message")), waiting[1]);
    assert.match((await eventMessages(server, "Failed")).join("\n"), new RegExp(event.source, "m"));
    assert.equal((await server.call("GET", `${path}/p/log`)).status, 400);
  });

test("what a log request may ask", async (t) => {
  const server = await started(t);
  await server.call("POST", path, pod("echo one; sleep 20; echo two; sleep 100"));
  server.advance(30_000);
  const log = async (query: string) => (await server.call("GET", `${path}/p/log?${query}`)).body;
  assert.equal(await log(""), "one\ntwo\n");
  assert.equal(await log("tailLines=1"), "two\n");
  assert.equal(await log("sinceSeconds=15"), "two\n");
  assert.equal(await log(`sinceTime=${encodeURIComponent("2026-11-02T08:00:50Z")}`), "two\n");
  assert.equal(await log("limitBytes=5"), "one\nt");
  const refused = await server.call("GET", `${path}/p/log?sinceSeconds=0`);
  assert.deepEqual(
    [refused.status, jsonAt(refused.body, "message")],
    [422, 'PodLogOptions "p" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0'],
  );
  const none = await server.call("GET", `${path}/p/log?previous=true`);
  assert.equal(jsonAt(none.body, "message"), 'previous terminated container "c" in pod "p" not found');
});

test("a deleted pod ends in a phase of its own", async (t) => {
  const server = await started(t);
  const containers = [{ name: "c", image: "example.test/image:1", command: ["sleep", "1000"] }];
  await server.call("POST", path, {
    metadata: { name: "p", finalizers: ["example.test/keep"] },
    spec: { containers, terminationGracePeriodSeconds: 3 },
  });
  server.advance(10_000);
  await server.call("DELETE", `${path}/p`);
  server.advance(10_000);
  const left = (await server.call("GET", `${path}/p`)).body;
  assert.deepEqual(
    [jsonAt(left, "status", "phase"), jsonAt(left, "metadata", "deletionGracePeriodSeconds")],
    ["Failed", 0],
  );
  const headers = { "content-type": "application/merge-patch+json" };
  await server.call("PATCH", `${path}/p`, { metadata: { finalizers: null } }, headers);
  assert.equal((await server.call("GET", `${path}/p`)).status, 404);
});
