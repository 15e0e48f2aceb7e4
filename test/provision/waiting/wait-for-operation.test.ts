import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CliError } from "../../../src/errors.js";
import { createPollLimiters } from "../../../src/provision/waiting/poll-limiter.js";
import { pollTimes } from "../../../src/provision/waiting/poll-schedule.js";
import { waitForOperation } from "../../../src/provision/waiting/wait-for-operation.js";
import { virtualClock } from "../../helpers/virtual-clock.js";
import { azureError, connectionLost, ended, running, scriptedOperation, waitOptions } from "./scripted.js";

const code = (expected: string) => (error: unknown) => error instanceof CliError && error.code === expected;

describe("waiting for an operation", () => {
  it("polls by the schedule, and tells each stage once", async () => {
    const clock = virtualClock();
    const operation = scriptedOperation(clock, (ms) => {
      if (ms < 30_000) return running();
      if (ms < 100_000) return running("CreatingAgentPool: 0/3 nodes completed");
      return ms < 150_000 ? running("CreatingAgentPool: 3/3 nodes completed") : ended("succeeded");
    });
    const options = waitOptions(clock);
    assert.equal((await waitForOperation(operation, options)).state, "succeeded");
    const times = pollTimes("pool-create");
    assert.deepEqual(
      operation.polledMs,
      operation.polledMs.map(() => times.next().value),
    );
    const usualMs = 188_750;
    assert.deepEqual(options.shown, [
      { usualMs },
      { stage: "InProgress", usualMs },
      { stage: "CreatingAgentPool", nodesReady: { ready: 0, asked: 3 }, usualMs },
      { stage: "CreatingAgentPool", nodesReady: { ready: 3, asked: 3 }, usualMs },
    ]);
  });

  for (const state of ["failed", "canceled"] as const) {
    it(`returns how it ended: ${state}`, async () => {
      const clock = virtualClock();
      const operation = scriptedOperation(clock, () => ended(state));
      assert.deepEqual(await waitForOperation(operation, waitOptions(clock)), ended(state));
    });
  }

  for (const [name, fault] of [
    ["429 without Retry-After", () => azureError(429)],
    ["502", () => azureError(502)],
    ["a lost connection", connectionLost],
  ] as const) {
    it(`goes on after ${name}`, async () => {
      const clock = virtualClock();
      const operation = scriptedOperation(clock, (_, poll) => {
        if (poll <= 3) throw fault();
        return ended("succeeded");
      });
      assert.equal((await waitForOperation(operation, waitOptions(clock))).state, "succeeded");
      assert.equal(operation.polledMs.length, 4);
    });
  }

  it("waits as long as Retry-After says", async () => {
    const clock = virtualClock();
    const operation = scriptedOperation(clock, (_, poll) => {
      if (poll === 1) throw azureError(429, 42_000);
      return ended("succeeded");
    });
    await waitForOperation(operation, waitOptions(clock, { random: () => 0 }));
    assert.deepEqual(operation.polledMs, [1_000, 43_000]);
  });

  it("throws an answer that is no fault at once", async () => {
    const clock = virtualClock();
    const operation = scriptedOperation(clock, () => {
      throw azureError(403);
    });
    await assert.rejects(waitForOperation(operation, waitOptions(clock)), code("Scripted"));
    assert.equal(operation.polledMs.length, 1);
  });

  it("gives up with the last error when nothing but faults came for 15 minutes", async () => {
    const clock = virtualClock();
    const operation = scriptedOperation(clock, () => {
      throw azureError(503);
    });
    await assert.rejects(waitForOperation(operation, waitOptions(clock)), (error: unknown) => {
      assert.ok(error instanceof CliError);
      assert.deepEqual(
        { code: error.code, exitCode: error.exitCode, status: error.azure?.status, remaining: error.remaining },
        {
          code: "NoAnswer",
          exitCode: 1,
          status: 503,
          remaining: ["The creation of node pool sandbox goes on in Azure"],
        },
      );
      return true;
    });
    assert.ok(clock.elapsedMs() >= 15 * 60_000 && clock.elapsedMs() < 17 * 60_000);
  });

  it("looks once more at the deadline, and then says that the operation goes on", async () => {
    const clock = virtualClock();
    const operation = scriptedOperation(clock, () => running());
    await assert.rejects(waitForOperation(operation, waitOptions(clock, { deadlineMs: 61_000 })), (error: unknown) => {
      assert.ok(error instanceof CliError);
      assert.deepEqual([error.code, error.exitCode], ["TimeLimit", 8]);
      assert.equal(error.message, "The creation of node pool sandbox did not end within 1m 01s.");
      return true;
    });
    assert.equal(operation.polledMs.at(-1), 61_000);
  });

  it("a reply that never comes neither outlasts the deadline nor counts as success", async () => {
    const clock = virtualClock();
    const operation = scriptedOperation(clock, () => new Promise(() => undefined));
    const waiting = waitForOperation(operation, waitOptions(clock, { deadlineMs: 200_000 }));
    await assert.rejects(waiting, code("TimeLimit"));
    assert.ok(clock.elapsedMs() <= 210_000);
  });

  for (const [name, answer] of [
    ["between polls", () => running()],
    ["during a poll that heeds no signal", () => new Promise<never>(() => undefined)],
  ] as const) {
    it(`rethrows the signal's reason, aborted ${name}`, async () => {
      const clock = virtualClock();
      const stop = new AbortController();
      const reason = new CliError("Interrupted", "stopped by Ctrl-C", { exitReason: "interrupted" });
      const operation = scriptedOperation(clock, answer);
      const waiting = waitForOperation(operation, waitOptions(clock, { signal: stop.signal }));
      void clock.sleep(50_000).then(() => {
        stop.abort(reason);
      });
      await assert.rejects(waiting, reason);
      assert.equal(clock.elapsedMs(), 50_000);
    });
  }

  it("never succeeds unless Azure said so, and polls no more than the schedule and the faults allow", async () => {
    const outcome = fc.constantFrom("running", "429", "500", "lost", "hang");
    const script = fc.record({
      answers: fc.array(outcome, { maxLength: 40 }),
      end: fc.constantFrom("succeeded", "failed", "canceled", "never"),
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ answers, end, random }) => {
        const clock = virtualClock();
        let saidMs: number | undefined;
        const operation = scriptedOperation(clock, (ms, poll) => {
          const answer = answers[poll - 1];
          if (answer === "429") throw azureError(429);
          if (answer === "500") throw azureError(500);
          if (answer === "lost") throw connectionLost();
          if (answer === "hang") return new Promise(() => undefined);
          if (answer === "running" || end === "never") return running();
          saidMs = ms;
          return ended(end);
        });
        const options = waitOptions(clock, { deadlineMs: 3_600_000, random: () => random });
        const result = await waitForOperation(operation, options).catch((error: unknown) => error);
        if (saidMs === undefined) assert.ok(result instanceof CliError, "an end that Azure never reported");
        else assert.deepEqual(result, end === "never" ? undefined : ended(end));
        const planned = [...takeUntil(3_600_000)].length;
        assert.ok(operation.polledMs.length <= planned + answers.length + 1);
        assert.ok(clock.elapsedMs() <= 3_610_000);
      }),
      { numRuns: 100 },
    );
  });

  it("notices an end no later than the schedule's next poll", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2_000_000 }), async (endMs) => {
        const clock = virtualClock();
        const operation = scriptedOperation(clock, (ms) => (ms >= endMs ? ended("succeeded") : running()));
        await waitForOperation(operation, waitOptions(clock));
        assert.equal(clock.elapsedMs(), [...takeUntil(endMs)].at(-1));
      }),
      { numRuns: 50 },
    );
  });

  it("fifty waiters stay within AKS's 200 polls at once and 2 a second, in every span of time", async () => {
    const clock = virtualClock();
    const limiters = createPollLimiters(clock);
    const polledMs: number[] = [];
    const waiters = Array.from({ length: 50 }, (_, index) => {
      const operation = scriptedOperation(clock, (ms) => {
        polledMs.push(ms);
        return ms >= 200_000 + index * 4_000 ? ended("succeeded") : running();
      });
      const limiter = limiters.operationStatus("sub", index % 2 === 0 ? "West US 2" : "westus2");
      return waitForOperation(operation, waitOptions(clock, { kind: "cluster-create", limiter }));
    });
    await Promise.all(waiters);
    for (let from = 0; from < polledMs.length; from++) {
      for (let to = from; to < polledMs.length; to++) {
        const seconds = ((polledMs[to] ?? 0) - (polledMs[from] ?? 0)) / 1_000;
        assert.ok(to - from + 1 <= 200 + 2 * seconds);
      }
    }
    const seconds = (polledMs.at(-1) ?? 0) / 1_000;
    assert.ok(polledMs.length <= 100 + 2 * seconds + 1, `${polledMs.length} polls in ${seconds} s`);
    assert.ok(seconds < 396 + 30, "none starves");
  });
});

/** The schedule's times up to the first that is not before `endMs`. */
function* takeUntil(endMs: number): Generator<number> {
  for (const timeMs of pollTimes("pool-create")) {
    yield timeMs;
    if (timeMs >= endMs) return;
  }
}
