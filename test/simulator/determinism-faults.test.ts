import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import fc from "fast-check";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";
import { createSimulator } from "../../src/simulator/create-simulator.js";
import type { Fault } from "../../src/simulator/faults/fault.js";

const cluster = clusterPath("tenants-rg", "tenants");
const minuteMs = 60_000;

/** A bad day: faults of each kind, buckets that run dry, with the built-in Kubernetes half. */
const faults: readonly Fault[] = [
  { name: "error-while-running" },
  { name: "slow-nodes", times: 2 },
  { name: "node-never-ready", path: "/agentPools/second" },
  { name: "silent-runc", path: "/agentPools/first" },
  { name: "capacity-gone", path: "/agentPools/third" },
  { name: "pool-failed", path: "/agentPools/second" },
  { name: "server-error", on: "get", forMs: 3 * minuteMs },
  { name: "server-error-after-write", on: "put", path: "/agentPools/second" },
  { name: "operation-lost", path: "/operations/" },
];

/** Statuses of all replies, and the event log, when each pause is cut at these shares of it. */
async function badDay(seed: number, cuts: readonly number[]): Promise<readonly unknown[]> {
  const simulator = await createSimulator({ seed, startMs: Date.UTC(2026, 0, 1), speed: "manual" });
  try {
    const statuses: number[] = [];
    const pause = (ms: number) => {
      const start = simulator.clock.now();
      for (const cut of [...cuts].sort((a, b) => a - b)) simulator.clock.advanceTo(start + cut * ms);
      simulator.clock.advanceTo(start + ms);
    };
    const arm = await armClient(simulator);
    const send = async (...request: Parameters<typeof arm>) => {
      const reply = await arm(...request);
      statuses.push(reply.status);
      return reply;
    };
    await makeGroup(arm);
    await send("PUT", cluster, { body: clusterBody() });
    pause(40 * minuteMs);
    for (const fault of faults) simulator.faults.add(fault);
    for (const name of ["first", "second", "third"]) {
      const pool = `${cluster}/agentPools/${name}`;
      const put = await send("PUT", pool, { body: kataPool({ count: 4 }) });
      for (let i = 0; i < 3; i++) {
        pause(minuteMs);
        await send("GET", pool);
        const operation = put.headers["azure-asyncoperation"];
        if (typeof operation === "string") await send("GET", operation);
      }
      pause(40 * minuteMs);
    }
    // More than the bucket of a pool's PUT holds, with a token more now and then.
    for (let i = 0; i < 30; i++) {
      await send("PUT", `${cluster}/agentPools/fourth`, { body: { properties: { vmSize: "none" } } });
      if (i % 10 === 9) pause(50_000);
    }
    await send("DELETE", cluster);
    pause(40 * minuteMs);
    return [statuses, ...simulator.events];
  } finally {
    await simulator.close();
  }
}

test("faults, buckets and nodes too depend on seed, requests and their times alone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
      async (seed, cuts) => {
        const whole = await badDay(seed, []);
        const [statuses] = whole;
        assert.ok(Array.isArray(statuses) && [201, 404, 429, 500].every((status) => statuses.includes(status)));
        assert.deepEqual(await badDay(seed, cuts), whole);
      },
    ),
    { numRuns: 3 },
  );
});

for (const speed of [1, 600]) {
  test(`simulated time follows the wall at speed ${speed}`, async (t) => {
    const durationMs = 300 * speed;
    const simulator = await startSimulator(t, { speed, durations: () => durationMs });
    const arm = await armClient(simulator);
    // Simulated time is that of the last request: one that came after this moment.
    const beforeMs = performance.now();
    await makeGroup(arm);
    const [wallMs, simulatedMs] = [performance.now(), simulator.clock.now()];
    await arm("PUT", cluster, { body: clusterBody() });
    while ((await arm("GET", cluster)).body.properties.provisioningState !== "Succeeded") await sleep(20);
    const wall = performance.now() - wallMs;
    assert.ok(wall >= 295, `ended after ${wall} ms`);
    const simulated = simulator.clock.now() - simulatedMs;
    assert.ok(simulated >= durationMs && simulated <= (performance.now() - beforeMs) * speed + speed);
    const timeOf = (text: string) => simulator.events.find((event) => event.text.includes(text))?.timeMs ?? NaN;
    assert.equal(timeOf(": Succeeded") - timeOf(": started"), durationMs);
  });
}
