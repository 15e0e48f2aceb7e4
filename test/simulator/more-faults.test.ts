import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Fault } from "../../src/simulator/faults/fault.js";
import type { SimulatorOptions } from "../../src/simulator/simulator.js";
import { jsonAt, listOf } from "../../src/json.js";
import { createBuiltInBackend } from "../../src/simulator/kubernetes/built-in-backend.js";
import {
  armClient,
  clusterBody,
  clusterPath,
  kataPool,
  makeGroup,
  send,
  type ArmReply,
} from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const pool = `${cluster}/agentPools/sandbox`;
const minuteMs = 60_000;

async function ready(t: TestContext, options: Partial<SimulatorOptions> = {}) {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, ...options });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(60 * minuteMs);
  return { backend, simulator, arm };
}

const errorCode = ({ body }: ArmReply) => body.error?.code ?? body.code;

test("the answer to a write that took effect is lost: a 5xx, or a cut connection, in its place", async (t) => {
  const { simulator, arm } = await ready(t);
  simulator.faults.add({ name: "server-error-after-write", status: 504 });
  const put = await arm("PUT", pool, { body: kataPool() });
  assert.deepEqual([put.status, errorCode(put)], [504, "GatewayTimeout"]);
  assert.equal((await arm("GET", pool)).status, 200);

  simulator.faults.add({ name: "connection-reset-after-write", on: "delete" });
  assert.equal((await arm("PUT", pool, { body: kataPool() })).status, 200, "a PUT is not meant");
  await assert.rejects(() => arm("DELETE", pool), { code: "ECONNRESET" });
  assert.equal((await arm("GET", pool)).status, 404);

  simulator.faults.add({ name: "server-error-after-write" });
  assert.equal(
    (await arm("PUT", pool, { body: { properties: { vmSize: "none" } } })).status,
    400,
    "nothing was written",
  );
  assert.equal((await arm("PUT", pool, { body: kataPool() })).status, 500);
});

test("api-server-unreachable cuts the connection to a cluster's API server, and no other", async (t) => {
  const { simulator, arm } = await ready(t, { kubernetes: createBuiltInBackend });
  const reply = await arm("POST", `${cluster}/listClusterUserCredential`);
  const [{ value }] = reply.body["kubeconfigs"] as [{ value: string }];
  const kubeconfig = Buffer.from(value, "base64").toString();
  const server = new URL(/server: (\S+)/.exec(kubeconfig)?.[1] ?? "").pathname.replace(/\/$/, "");
  const headers = { authorization: `Bearer ${/token: (\S+)/.exec(kubeconfig)?.[1] ?? ""}` };
  const nodes = () => send(simulator, "GET", `${server}/api/v1/nodes`, { headers });
  simulator.faults.add({ name: "api-server-unreachable", path: server });
  await assert.rejects(nodes, { code: "ECONNRESET" });
  assert.equal((await nodes()).status, 200);
  simulator.faults.add({ name: "api-server-unreachable", path: "/kubernetes/another" });
  assert.equal((await nodes()).status, 200);
  assert.equal((await arm("GET", cluster)).status, 200);
});

test("token-expired refuses a good token once", async (t) => {
  const { simulator, arm } = await ready(t);
  simulator.faults.add({ name: "token-expired" });
  const refused = await arm("GET", cluster);
  assert.deepEqual([refused.status, errorCode(refused)], [401, "ExpiredAuthenticationToken"]);
  assert.match(String(refused.headers["www-authenticate"]), /error="invalid_token"/);
  assert.equal((await arm("GET", cluster)).status, 200);
});

test("operation-lost: 404 from then on, and the operation goes on", async (t) => {
  const { simulator, arm } = await ready(t, { durations: "recorded" });
  const put = await arm("PUT", pool, { body: kataPool() });
  const operation = String(put.headers["azure-asyncoperation"]);
  assert.equal((await arm("GET", operation)).status, 200);
  simulator.faults.add({ name: "operation-lost" });
  for (let i = 0; i < 2; i++) assert.equal((await arm("GET", operation)).status, 404);
  simulator.advance(60 * minuteMs);
  assert.equal((await arm("GET", pool)).body.properties.provisioningState, "Succeeded");
});

test("capacity-gone: half of the machines join, then the operation fails", async (t) => {
  const { backend, simulator, arm } = await ready(t, { durations: "recorded" });
  simulator.faults.add({ name: "capacity-gone", path: "/agentPools/" });
  const put = await arm("PUT", pool, { body: kataPool({ count: 5 }) });
  simulator.advance(60 * minuteMs);
  const operation = (await arm("GET", String(put.headers["azure-asyncoperation"]))).body;
  assert.deepEqual([operation.status, operation.error?.code], ["Failed", "ZonalAllocationFailed"]);
  assert.equal((await arm("GET", pool)).body.properties.provisioningState, "Failed");
  assert.equal([...backend.nodes.values()].filter((node) => node.poolName === "sandbox").length, 2);
});

test("slow nodes are Ready later by ten minutes, or as asked", async (t) => {
  const { backend, simulator, arm } = await ready(t);
  simulator.faults.add({ name: "slow-nodes" });
  simulator.faults.add({ name: "slow-nodes", delayMs: 1_000 });
  await arm("PUT", pool, { body: kataPool({ count: 3 }) });
  const waits = [...backend.nodes.values()].filter((node) => node.poolName === "sandbox");
  assert.deepEqual(
    waits.map((node) => node.readyAfterMs),
    [600_000, 1_000, 0],
  );
});

test("a fault for a time strikes until simulated time is past it; a counted one as often as it says", async (t) => {
  const { simulator, arm } = await ready(t);
  const add = (fault: Fault) => simulator.faults.add(fault);
  const status = async () => (await arm("GET", cluster)).status;
  add({ name: "server-error", status: 503, forMs: 5_000 });
  assert.deepEqual([await status(), await status(), await status()], [503, 503, 503]);
  simulator.advance(5_000);
  assert.equal(await status(), 200);
  add({ name: "server-error", status: 503, times: 2, forMs: minuteMs });
  assert.deepEqual([await status(), await status(), await status()], [503, 503, 200]);
  const remove = add({ name: "server-error", times: Infinity });
  assert.deepEqual([await status(), await status()], [500, 500]);
  remove();
  assert.equal(await status(), 200);
});

test("clock-skew shifts the Date header and the times of tokens, and both agree", async (t) => {
  const { simulator, arm } = await ready(t);
  const skewMs = -2 * 3600_000;
  const remove = simulator.faults.add({ name: "clock-skew", skewMs });
  const offMs = (reply: ArmReply) => Date.parse(String(reply.headers["date"])) - Date.now();
  assert.ok(Math.abs(offMs(await arm("GET", cluster)) - skewMs) < minuteMs);
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    scope: "https://management.azure.com/.default",
  }).toString();
  const token = (await send(simulator, "POST", `/${simulator.tenantId}/oauth2/v2.0/token`, { body: form })).body;
  const claims = JSON.parse(Buffer.from(token.access_token.split(".")[1] ?? "", "base64url").toString()) as {
    iat: number;
    exp: number;
  };
  assert.ok(Math.abs(claims.iat * 1000 - Date.now() - skewMs) < minuteMs);
  assert.equal(claims.exp - claims.iat, 3599);
  const path = `/subscriptions/${simulator.subscriptionId}${cluster}?api-version=2025-10-01`;
  const get = () => send(simulator, "GET", path, { headers: { authorization: `Bearer ${token.access_token}` } });
  assert.equal((await get()).status, 200);
  remove();
  assert.equal((await get()).status, 401, "by the right clock it has expired");
});

test("silent-runc: the node lists kata, and a pod of the class runs on the node's own kernel", async (t) => {
  const { simulator, arm } = await ready(t, { kubernetes: createBuiltInBackend });
  simulator.faults.add({ name: "silent-runc" });
  await arm("PUT", pool, { body: kataPool({ count: 2 }) });
  simulator.advance(minuteMs);
  const kubernetes = await kubernetesClient(arm, simulator);
  const nodes = (await kubernetes("GET", "/api/v1/nodes?labelSelector=agentpool%3Dsandbox")).body[
    "items"
  ] as readonly KubernetesNode[];
  assert.equal(nodes.length, 2);
  const seen = [];
  for (const { metadata, status } of nodes) {
    assert.ok(status.runtimeHandlers.some(({ name }) => name === "kata"));
    const name = `probe-${metadata.name}`;
    await kubernetes("POST", "/api/v1/namespaces/default/pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: {
        runtimeClassName: "kata-vm-isolation",
        nodeName: metadata.name,
        restartPolicy: "Never",
        containers: [{ name: "probe", image: "probe", command: ["uname", "-r"] }],
      },
    });
    simulator.advance(minuteMs);
    const log = await kubernetes("GET", `/api/v1/namespaces/default/pods/${name}/log`);
    seen.push(log.text.trim() === status.nodeInfo.kernelVersion);
  }
  assert.deepEqual(seen, [true, false], "the first machine's handler is runc, the second's is Kata");
});

test("kata-by-default: pods without a class get a kernel of their own on the machine", async (t) => {
  const { simulator, arm } = await ready(t, { kubernetes: createBuiltInBackend });
  simulator.faults.add({ name: "kata-by-default" });
  await arm("PUT", pool, { body: kataPool({ count: 2 }) });
  simulator.advance(minuteMs);
  const kubernetes = await kubernetesClient(arm, simulator);
  const nodes = (await kubernetes("GET", "/api/v1/nodes?labelSelector=agentpool%3Dsandbox")).body[
    "items"
  ] as readonly KubernetesNode[];
  const seen = [];
  for (const { metadata, status } of nodes) {
    const name = `probe-${metadata.name}`;
    const container = { name: "probe", image: "probe", command: ["uname", "-r"] };
    await kubernetes("POST", "/api/v1/namespaces/default/pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: { nodeName: metadata.name, restartPolicy: "Never", containers: [container] },
    });
    simulator.advance(minuteMs);
    const log = await kubernetes("GET", `/api/v1/namespaces/default/pods/${name}/log`);
    seen.push(log.text.trim() === status.nodeInfo.kernelVersion);
  }
  assert.deepEqual(seen, [false, true]);
});

test("containers-lost: containers of the machine end as Unknown, and pods that restart them go on", async (t) => {
  const { simulator, arm } = await ready(t, { kubernetes: createBuiltInBackend });
  await arm("PUT", pool, { body: kataPool({ count: 1 }) });
  simulator.advance(minuteMs);
  const kubernetes = await kubernetesClient(arm, simulator);
  const [node] = (await kubernetes("GET", "/api/v1/nodes?labelSelector=agentpool%3Dsandbox")).body[
    "items"
  ] as readonly KubernetesNode[];
  const nodeName = node?.metadata.name ?? "";
  const run = async (name: string, restartPolicy: string) => {
    const containers = [{ name: "c", image: "app", command: ["sleep", "3600"] }];
    const spec = { nodeName, restartPolicy, containers };
    await kubernetes("POST", "/api/v1/namespaces/default/pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec,
    });
    simulator.advance(minuteMs);
  };
  const statusOf = async (name: string) => {
    const { body } = await kubernetes("GET", `/api/v1/namespaces/default/pods/${name}`);
    const [status] = listOf(jsonAt(body, "status", "containerStatuses"));
    const ended = (state: string) => [
      jsonAt(status, state, "terminated", "reason"),
      jsonAt(status, state, "terminated", "exitCode"),
    ];
    return {
      phase: jsonAt(body, "status", "phase"),
      restarts: jsonAt(status, "restartCount"),
      now: ended("state"),
      before: ended("lastState"),
    };
  };
  await run("old", "Always");
  simulator.faults.add({ name: "containers-lost", path: `nodes/${nodeName}` });
  await run("new", "Never");
  const unknown = ["Unknown", 255];
  const none = [undefined, undefined];
  assert.deepEqual(await statusOf("new"), { phase: "Failed", restarts: 0, now: unknown, before: none });
  assert.deepEqual(await statusOf("old"), { phase: "Running", restarts: 1, now: none, before: unknown });
});

test("runtimeclass-reverted: what a client did to a class is undone", async (t) => {
  const { simulator, arm } = await ready(t, { kubernetes: createBuiltInBackend });
  const kubernetes = await kubernetesClient(arm, simulator);
  const classes = "/apis/node.k8s.io/v1/runtimeclasses";
  const sandboxed = { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata: { name: "mine" }, handler: "kata" };
  simulator.faults.add({ name: "runtimeclass-reverted", path: "runtimeclasses/mine" });
  assert.equal((await kubernetes("POST", classes, sandboxed)).status, 201);
  simulator.advance(minuteMs - 1);
  assert.equal((await kubernetes("GET", `${classes}/mine`)).status, 200);
  simulator.advance(1);
  assert.equal((await kubernetes("GET", `${classes}/mine`)).status, 404);
  await kubernetes("POST", classes, sandboxed);
  simulator.faults.add({ name: "runtimeclass-reverted", delayMs: 10 });
  await kubernetes("DELETE", `${classes}/mine`);
  assert.equal((await kubernetes("GET", `${classes}/mine`)).status, 404);
  simulator.advance(10);
  assert.equal((await kubernetes("GET", `${classes}/mine`)).status, 200);
});

interface KubernetesNode {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly runtimeHandlers: readonly { readonly name: string }[];
    readonly nodeInfo: { readonly kernelVersion: string };
  };
}

/** Speaks to the cluster's API server with the token of the user kubeconfig. */
async function kubernetesClient(
  arm: Awaited<ReturnType<typeof armClient>>,
  simulator: Awaited<ReturnType<typeof startSimulator>>,
) {
  const reply = await arm("POST", `${cluster}/listClusterUserCredential`);
  const [first] = reply.body["kubeconfigs"] as readonly { readonly value: string }[];
  const kubeconfig = Buffer.from(first?.value ?? "", "base64").toString();
  const server = new URL(/server: (\S+)/.exec(kubeconfig)?.[1] ?? "").pathname;
  const authorization = `Bearer ${/token: (\S+)/.exec(kubeconfig)?.[1] ?? ""}`;
  return (method: string, path: string, body?: object) =>
    send(simulator, method, server + path, { body, headers: { authorization } });
}
