import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { createSimulator } from "../../src/simulator/create-simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const totalMs = 40 * 60_000;

/** The same requests at the same simulated times; `cuts` (shares of each pause) say in which steps time advances. */
async function eventLog(seed: number, cuts: readonly number[]): Promise<unknown> {
  const simulator = await createSimulator({
    seed,
    startMs: Date.UTC(2026, 0, 1),
    speed: "manual",
    kubernetes: createNullBackend().factory,
  });
  try {
    const pause = (ms = totalMs) => {
      const start = simulator.clock.now();
      for (const cut of [...cuts].sort((a, b) => a - b)) simulator.clock.advanceTo(start + cut * ms);
      simulator.clock.advanceTo(start + ms);
    };
    const arm = await armClient(simulator);
    await makeGroup(arm);
    await arm("PUT", cluster, { body: clusterBody() });
    pause();
    await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() });
    pause();
    await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool({ count: 5 }) });
    pause(20_000);
    await arm("POST", `${cluster}/agentPools/sandbox/abort`);
    pause();
    await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool({ osSKU: "Mariner", count: 2 }) });
    pause(4 * totalMs);
    await arm("POST", `${cluster}/stop`);
    pause();
    await arm("POST", `${cluster}/start`);
    pause();
    await arm("DELETE", cluster);
    pause();
    return [...simulator.events];
  } finally {
    await simulator.close();
  }
}

test("the event log does not depend on how the advance of time is split", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
      async (seed, cuts) => {
        const whole = await eventLog(seed, []);
        assert.ok(Array.isArray(whole) && whole.length > 15);
        assert.deepEqual(await eventLog(seed, cuts), whole);
      },
    ),
    { numRuns: 12 },
  );
});
