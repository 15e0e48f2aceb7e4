import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { SimulatorOptions } from "../../src/simulator/simulator.js";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const pool = `${cluster}/agentPools/sandbox`;
const group = "/resourcegroups/tenants-rg";
const remaining = (name: string) => `x-ms-ratelimit-remaining-subscription-${name}`;

async function ready(t: TestContext, options: Partial<SimulatorOptions> = {}) {
  const simulator = await startSimulator(t, { kubernetes: createNullBackend().factory, ...options });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(3_600_000);
  /** How many of `count` equal requests were not throttled, and the last reply. */
  const send = async (count: number, ...request: Parameters<typeof arm>) => {
    const replies = [];
    for (let i = 0; i < count; i++) replies.push(await arm(...request));
    const last = replies.at(-1);
    assert.ok(last !== undefined);
    return { passed: replies.filter(({ status }) => status !== 429).length, last };
  };
  return { simulator, arm, send };
}

test("AKS's buckets: size and refill by kind of request, 429 Throttled with Retry-After", async (t) => {
  const { simulator, send } = await ready(t);
  const rows: readonly (readonly [what: string, method: string, path: string, size: number, refillS: number])[] = [
    ["PutAgentPoolHandler.PUT", "PUT", pool, 20, 60],
    ["PutManagedClusterHandler.PUT", "PUT", cluster, 20, 60],
    ["GetManagedClusterHandler.GET", "GET", cluster, 60, 1],
    ["ListManagedClustersByResourceGroupHandler.GET", "GET", cluster.replace(/\/[^/]+$/, ""), 60, 1],
    ["managedClusters/agentPools/read.GET", "GET", pool, 60, 1],
  ];
  for (const [handler, method, path, size, refillS] of rows) {
    const body = method === "GET" ? undefined : path === pool ? kataPool() : clusterBody();
    const { passed, last } = await send(size + 1, method, path, { body });
    const text =
      `The ${handler} request limit has been exceeded for SubID='${simulator.subscriptionId}', please retry again in ` +
      `${refillS} seconds. For more information, please visit aka.ms/aks/throttling`;
    assert.deepEqual(
      [passed, last.status, last.body, last.headers["retry-after"], last.headers["x-ms-failure-cause"]],
      [
        size,
        429,
        { code: "Throttled", details: null, message: text, subcode: "Throttled" },
        String(refillS),
        "service",
      ],
    );
    simulator.advance(refillS * 1000 - 1);
    assert.equal((await send(1, method, path, { body })).passed, 0, handler);
    simulator.advance(1);
    assert.equal((await send(2, method, path, { body })).passed, 1, handler);
    simulator.advance(3_600_000);
  }
});

test("each pool and each cluster has a bucket of its own; a refused request has no effect", async (t) => {
  const { arm, send } = await ready(t);
  assert.equal((await send(21, "PUT", pool, { body: kataPool({ count: 1 }) })).passed, 20);
  assert.equal((await arm("PUT", `${cluster}/agentPools/other`, { body: kataPool() })).status, 201);
  assert.equal((await arm("PUT", cluster, { body: clusterBody() })).status, 200);
  assert.equal((await arm("PUT", pool, { body: kataPool({ count: 3 }) })).status, 429);
  assert.equal((await arm("GET", pool)).body.properties.count, 1);
});

test("the status of operations: 200 at once, two more each second", async (t) => {
  const { simulator, arm, send } = await ready(t);
  const put = await arm("PUT", pool, { body: kataPool() });
  const operation = String(put.headers["azure-asyncoperation"]);
  assert.equal((await send(201, "GET", operation)).passed, 200);
  simulator.advance(1_000);
  assert.equal((await send(3, "GET", operation)).passed, 2);
});

test("ARM's buckets: 250 reads, 200 writes and 200 deletes, with the reported 429", async (t) => {
  const { simulator, send } = await ready(t);
  const rows: readonly (readonly [method: string, verb: string, size: number, perSecond: number, wait: string])[] = [
    ["GET", "read", 250, 25, "10"],
    ["PUT", "write", 200, 10, "20"],
    ["DELETE", "delete", 200, 10, "20"],
  ];
  for (const [method, verb, size, perSecond, wait] of rows) {
    const options = { apiVersion: "2024-11-01", body: method === "PUT" ? { location: "westus2" } : undefined };
    const { passed, last } = await send(size + 1, method, method === "DELETE" ? `${group}-none` : group, options);
    assert.deepEqual([passed, last.status, last.headers["retry-after"]], [size, 429, wait]);
    assert.equal(last.body.error?.code, "SubscriptionRequestsThrottled");
    assert.match(
      last.body.error.message,
      new RegExp(`^Number of '${verb}' requests for subscription '${simulator.subscriptionId}' actor '[0-9a-f-]{36}' `),
    );
    assert.equal(last.headers[remaining(`global-${verb}s`)], "0");
    simulator.advance(1_000);
    assert.equal((await send(perSecond + 1, method, group, options)).passed, perSecond);
  }
});

test("headers of remaining requests start at their recorded values and go down", async (t) => {
  const { simulator, arm } = await ready(t);
  const get = async () => (await arm("GET", cluster)).headers[remaining("global-reads")];
  assert.deepEqual([await get(), await get(), await get()], ["16499", "16498", "16497"]);
  simulator.advance(60_000);
  assert.equal(await get(), "16499");
  const writes = async () => {
    const { headers } = await arm("PUT", pool, { body: kataPool() });
    return [headers[remaining("writes")], headers[remaining("global-writes")]];
  };
  assert.deepEqual(
    [await writes(), await writes()],
    [
      ["799", "11999"],
      ["798", "11998"],
    ],
  );
  const refused = await arm("PUT", `${cluster}/agentPools/bad`, { body: kataPool({ vmSize: "Standard_None" }) });
  assert.deepEqual([refused.status, refused.headers[remaining("writes")]], [400, "797"]);
  const gone = await arm("DELETE", pool);
  assert.deepEqual([gone.headers[remaining("deletes")], gone.headers[remaining("global-deletes")]], ["799", "11999"]);
  assert.equal((await arm("GET", clusterPath("tenants-rg", "none"))).headers[remaining("global-reads")], undefined);
});

test("throttling can be switched off; the headers then stay", async (t) => {
  const { send } = await ready(t, { throttling: "off" });
  const { passed, last } = await send(300, "GET", cluster);
  assert.deepEqual([passed, last.headers[remaining("global-reads")]], [300, "16499"]);
});
