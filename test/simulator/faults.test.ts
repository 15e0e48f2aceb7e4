import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../src/simulator/faults/fault.js";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, send, signInForm } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;

async function ready(t: Parameters<typeof startSimulator>[0]) {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  return { backend, simulator, arm };
}

test("faults that meet a PUT strike once, before anything is written", async (t) => {
  const { simulator, arm } = await ready(t);
  const rows: readonly (readonly [Fault, number, string, string | undefined])[] = [
    [{ name: "throttled", on: "put" }, 429, "FailedIdentityOperation", undefined],
    [{ name: "throttled", on: "put", retryAfterSeconds: 7 }, 429, "Throttled", "7"],
    [{ name: "server-error", on: "put", status: 500 }, 500, "InternalServerError", undefined],
    [{ name: "server-error", on: "put", status: 504 }, 504, "GatewayTimeout", undefined],
    [{ name: "forbidden", on: "put" }, 403, "AuthorizationFailed", undefined],
    [{ name: "etag-mismatch" }, 409, "EtagMismatch", undefined],
    [{ name: "another-operation" }, 409, "OperationNotAllowed", undefined],
  ];
  for (const [fault, status, code, retryAfter] of rows) {
    simulator.faults.add(fault);
    const { body, ...reply } = await arm("PUT", sandbox, { body: kataPool() });
    const found = body.error?.code ?? body.code;
    assert.deepEqual([reply.status, found, reply.headers["retry-after"]], [status, code, retryAfter]);
  }
  simulator.faults.add({ name: "connection-reset", on: "put" });
  await assert.rejects(() => arm("PUT", sandbox, { body: kataPool() }), { code: "ECONNRESET" });
  assert.equal((await arm("GET", sandbox)).status, 404);
  assert.equal((await arm("PUT", sandbox, { body: kataPool() })).status, 201);
});

test("throttled: without a time to wait as recorded, with one as the bucket that is empty", async (t) => {
  const { simulator, arm } = await ready(t);
  const run = async (fault: Fault, ...request: Parameters<typeof arm>) => {
    simulator.faults.add(fault);
    const { headers, body } = await arm(...request);
    return [headers["retry-after"], headers["x-ms-failure-cause"], body.error?.code, body] as const;
  };
  const id = `/subscriptions/${simulator.subscriptionId}${cluster}`;
  const text =
    `Identity operation for resource '${id}' failed with error 'Failed to perform resource identity operation. Status: ` +
    `'429'. Response: '{"error":{"code":"429","message":"Request is temporarily throttled because tenant ` +
    `${simulator.tenantId} has issued too many requests. Retry after 2 seconds."}}'.'.`;
  assert.deepEqual(await run({ name: "throttled", on: "put" }, "PUT", cluster, { body: clusterBody() }), [
    undefined,
    "gateway",
    "FailedIdentityOperation",
    { error: { code: "FailedIdentityOperation", message: text } },
  ]);
  const bucket =
    `The GetManagedClusterHandler.GET request limit has been exceeded for SubID='${simulator.subscriptionId}', please ` +
    `retry again in 9 seconds. For more information, please visit aka.ms/aks/throttling`;
  assert.deepEqual(await run({ name: "throttled", retryAfterSeconds: 9 }, "GET", cluster), [
    "9",
    "service",
    undefined,
    { code: "Throttled", details: null, message: bucket, subcode: "Throttled" },
  ]);
  const apiVersion = "2024-11-01";
  const groups = await run({ name: "throttled", retryAfterSeconds: 9 }, "GET", "/resourceGroups", { apiVersion });
  assert.deepEqual(groups.slice(0, 3), ["9", "gateway", "SubscriptionRequestsThrottled"]);
});

test("faults of a sign-in have the form of Entra's refusals", async (t) => {
  const simulator = await startSimulator(t, { kubernetes: createNullBackend().factory });
  const signIn = async (fault: Fault) => {
    simulator.faults.add(fault);
    const path = `/${simulator.tenantId}/oauth2/v2.0/token`;
    const { status, headers, body } = await send(simulator, "POST", path, { body: signInForm(simulator) });
    return [status, headers["retry-after"], body.error, body["error_codes"]];
  };
  const unavailable = ["temporarily_unavailable", [90033]];
  assert.deepEqual(await signIn({ name: "server-error", on: "token", status: 503 }), [503, undefined, ...unavailable]);
  assert.deepEqual(await signIn({ name: "throttled", on: "token", retryAfterSeconds: 5 }), [429, "5", ...unavailable]);
});

test("operation-fails without code or message ends with the documented ones", async (t) => {
  const { simulator, arm } = await ready(t);
  const run = async (name: string, fault: Fault) => {
    simulator.faults.add(fault);
    const put = await arm("PUT", `${cluster}/agentPools/${name}`, { body: kataPool({ count: 1 }) });
    return (await arm("GET", String(put.headers["azure-asyncoperation"]))).body.error;
  };
  assert.deepEqual(await run("a", { name: "operation-fails" }), {
    code: "ErrCode_InsufficientVCPUQuota",
    message:
      "Insufficient vcpu quota requested 4, remaining 0 for family standardDSv3Family for region westus2. If you want to " +
      "increase the quota, please follow this instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas. " +
      "Surge nodes would also consume vcpu quota, please consider use smaller maxSurge or use maxUnavailable to proceed " +
      "upgrade without surge nodes, details: aka.ms/aks/maxUnavailable.",
  });
  assert.deepEqual(await run("b", { name: "operation-fails", code: "AKSCapacityError" }), {
    code: "AKSCapacityError",
    message: "The operation failed with AKSCapacityError (this text is the local Azure's own).",
  });
});

test("faults of operations: failed, failed pool, error while running, stuck; faults of machines", async (t) => {
  const { backend, simulator, arm } = await ready(t);
  const run = async (name: string, fault: Fault) => {
    simulator.faults.add(fault);
    const path = `${cluster}/agentPools/${name}`;
    const put = await arm("PUT", path, { body: kataPool({ count: 1 }) });
    const operation = (await arm("GET", String(put.headers["azure-asyncoperation"]))).body;
    return [operation.status, operation.error?.code, (await arm("GET", path)).body.properties.provisioningState];
  };
  const failure: Fault = { name: "operation-fails", code: "AKSCapacityError", message: "none left" };
  assert.deepEqual(await run("a", failure), ["Failed", "AKSCapacityError", "Failed"]);
  assert.deepEqual(await run("b", { name: "pool-failed" }), ["Succeeded", undefined, "Failed"]);
  assert.deepEqual(await run("c", { name: "error-while-running" }), ["Succeeded", "NotLatestOperation", "Succeeded"]);
  await run("d", { name: "node-never-ready", path: "/agentPools/d" });
  await run("e", { name: "handler-missing", path: "/agentPools/e" });
  const flags = [...backend.nodes.values()]
    .filter((node) => ["d", "e"].includes(node.poolName))
    .map((node) => [node.poolName, node.readyAfterMs, node.hasNoHandler]);
  assert.deepEqual(flags, [
    ["d", undefined, false],
    ["e", 0, true],
  ]);
  const [status] = await run("f", { name: "stuck-operation" });
  assert.notEqual(status, "Succeeded");
});
