import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, send } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";
import type { SimulatorOptions } from "../../src/simulator/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");

async function ready(t: TestContext, options: Partial<SimulatorOptions> = {}) {
  const simulator = await startSimulator(t, {
    kubernetes: createNullBackend().factory,
    startMs: Date.UTC(2026, 0, 1),
    ...options,
  });
  const headers = { "x-local-azure-secret": simulator.clientSecret };
  const control = async (method: string, path: string, body?: unknown) => {
    const reply = await send(simulator, method, `/control/${path}`, { headers, body });
    return [reply.status, reply.text === "" ? undefined : reply.body] as const;
  };
  return { simulator, control };
}

test("faults are added, listed and taken away over https", async (t) => {
  const { simulator, control } = await ready(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const first = { id: 1, name: "server-error", status: 503, on: "get", times: 2, left: 2 };
  const second = { id: 2, name: "throttled", forMs: 60_000, until: "2026-01-01T00:01:00.000Z" };
  assert.deepEqual(await control("POST", "faults", { name: "server-error", status: 503, on: "get", times: 2 }), [
    201,
    first,
  ]);
  assert.deepEqual(await control("POST", "faults", { fault: "throttled,forMs=60000" }), [201, second]);
  assert.equal((await arm("GET", cluster)).status, 429);
  assert.deepEqual(await control("DELETE", "faults/2"), [204, undefined]);
  assert.equal((await arm("GET", cluster)).status, 503);
  assert.deepEqual(await control("GET", "faults"), [200, { faults: [{ ...first, left: 1 }] }]);
  assert.deepEqual(await control("DELETE", "faults"), [204, undefined]);
  assert.deepEqual(await control("GET", "faults"), [200, { faults: [] }]);
  assert.equal((await arm("GET", cluster)).status, 404);
});

test("what is wrong with a request is said, and nothing changes", async (t) => {
  const { simulator, control } = await ready(t);
  const rows: readonly (readonly [method: string, path: string, body: unknown, status: number, message: RegExp])[] = [
    ["POST", "faults", { name: "none" }, 400, /^no fault is called 'none'/],
    ["POST", "faults", { fault: "throttled,on=never" }, 400, /^on of fault throttled is one of put, /],
    ["POST", "faults", "no json", 400, /^a fault has a name$/],
    ["DELETE", "faults/7", undefined, 404, /^no fault has the id 7$/],
    ["GET", "faults/7", undefined, 404, /is not part of \/control/],
    ["POST", "advance", { ms: -1 }, 400, /^ms is a whole number from 0/],
    ["POST", "advance", { ms: "60" }, 400, /^ms is a whole number from 0/],
    ["GET", "secrets", undefined, 404, /is not part of \/control/],
  ];
  for (const [method, path, body, status, message] of rows) {
    const [found, reply] = await control(method, path, body);
    assert.equal(found, status, `${method} ${path}`);
    assert.match(reply?.error?.message ?? "", message);
  }
  assert.deepEqual((await control("GET", "faults"))[1], { faults: [] });
  assert.equal(simulator.clock.now(), Date.UTC(2026, 0, 1));
});

test("state shows what exists; time is advanced by hand with manual speed only", async (t) => {
  const { simulator, control } = await ready(t, { durations: "recorded" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  assert.deepEqual(await control("POST", "advance", { ms: 3_600_000 }), [200, { time: "2026-01-01T01:00:00.000Z" }]);
  await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() });
  const [, body] = await control("GET", "state");
  const [shown] = body?.["clusters"] as readonly { pools: readonly object[]; provisioningState: string }[];
  assert.equal(shown?.provisioningState, "Succeeded");
  const [, sandbox] = shown.pools as readonly {
    operation: { verb: string } | null;
    name: string;
    machines: string[];
  }[];
  assert.deepEqual([sandbox?.name, sandbox?.operation?.verb, sandbox?.machines], ["sandbox", "Creating", []]);

  const running = await ready(t, { speed: 1 });
  const [status, refusal] = await running.control("POST", "advance", { ms: 1 });
  assert.deepEqual([status, refusal?.error?.code], [409, "Control"]);
});

test("without the secret nothing is told or done, and a browser's preflight gets no leave", async (t) => {
  const { simulator } = await ready(t);
  const tries: readonly Readonly<Record<string, string>>[] = [
    {},
    { "x-local-azure-secret": "" },
    { "x-local-azure-secret": simulator.expiredClientSecret },
    { authorization: `Bearer ${simulator.clientSecret}` },
  ];
  for (const headers of tries) {
    const reply = await send(simulator, "POST", "/control/faults", { headers, body: { name: "pool-failed" } });
    assert.equal(reply.status, 401);
  }
  const preflight = await send(simulator, "OPTIONS", "/control/faults", {
    headers: {
      origin: "https://elsewhere.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "x-local-azure-secret",
    },
  });
  assert.equal(preflight.status, 401);
  assert.deepEqual(
    Object.keys(preflight.headers).filter((name) => name.startsWith("access-control")),
    [],
  );
  assert.deepEqual(simulator.requests, []);
});
