import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CliError } from "../../../src/errors.js";
import { createPollLimiter } from "../../../src/provision/waiting/poll-limiter.js";
import { sendWhenFree, type SendOptions } from "../../../src/provision/waiting/send-when-free.js";
import { waitForResource } from "../../../src/provision/waiting/wait-for-resource.js";
import { virtualClock } from "../../helpers/virtual-clock.js";
import { anotherOperation, azureError, connectionLost, waitOptions } from "./scripted.js";

/** Plays one answer per try (an error is thrown); beyond the end it is the last one again. */
function script<T>(log: string[], name: string, answers: readonly (T | Error)[]) {
  let next = 0;
  return () => {
    log.push(name);
    const answer = answers[Math.min(next++, answers.length - 1)];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
}

function run(sends: readonly (string | Error)[], looks: readonly (string | undefined | Error)[], deadlineMs?: number) {
  const clock = virtualClock();
  const log: string[] = [];
  const options: SendOptions<string> = {
    what: "The request for node pool sandbox",
    clock,
    signal: new AbortController().signal,
    deadlineMs,
    look: script(log, "look", looks),
    note: () => undefined,
    random: () => 0.5,
  };
  const sent = sendWhenFree(script(log, "send", sends), options).catch((error: unknown) =>
    error instanceof CliError ? { code: error.code, exitCode: error.exitCode, remaining: error.remaining } : error,
  );
  return sent.then((result) => ({ result, log: log.join(" "), elapsedMs: clock.elapsedMs() }));
}

const accepted = { outcome: "accepted", operation: "op" };
const minutes = (count: number) => count * 60_000;

describe("sending the first request of a write", () => {
  it("waits while another operation is in progress", async () => {
    assert.deepEqual(await run([anotherOperation(), anotherOperation(), "op"], []), {
      result: accepted,
      log: "send send send",
      elapsedMs: 15_000,
    });
  });

  it("waits after a 429, with and without Retry-After, and sends again without looking", async () => {
    assert.deepEqual(await run([azureError(429), azureError(429, 20_000), "op"], []), {
      result: accepted,
      log: "send send send",
      elapsedMs: 25_500,
    });
  });

  for (const [name, fault] of [
    ["a 5xx", azureError(500)],
    ["a lost connection", connectionLost()],
  ] as const) {
    it(`after ${name} it looks, and attaches to what is there`, async () => {
      const { result, log } = await run([fault, "op"], ["pool"]);
      assert.deepEqual({ result, log }, { result: { outcome: "found", resource: "pool" }, log: "send look" });
    });
    it(`after ${name} it sends again only when the look saw nothing`, async () => {
      const { result, log } = await run([fault, "op"], [azureError(503), connectionLost(), undefined]);
      assert.deepEqual({ result, log }, { result: accepted, log: "send look look look send" });
    });
  }

  it("without an answer to the look it never sends again", async () => {
    const { result, log } = await run([azureError(502), "op"], [azureError(503)]);
    const remaining = ["The request for node pool sandbox may have taken effect"];
    assert.deepEqual(result, { code: "NoAnswer", exitCode: 1, remaining });
    assert.equal(log.split(" ").filter((word) => word === "send").length, 1);
  });

  it("a cluster that stays busy is a conflict at the deadline", async () => {
    const { result, elapsedMs } = await run([anotherOperation()], [], minutes(5));
    assert.deepEqual(result, { code: "AnotherOperation", exitCode: 7, remaining: [] });
    assert.equal(elapsedMs, minutes(5));
  });

  it("throws any other error at once", async () => {
    const { result, log } = await run([azureError(400)], []);
    assert.deepEqual({ result, log }, { result: { code: "Scripted", exitCode: 1, remaining: [] }, log: "send" });
  });
});

describe("attaching to a resource", () => {
  for (const [name, states, expected] of [
    ["until it is made", ["Creating", "Creating", "Succeeded"], "Succeeded"],
    ["until it failed", ["Updating", "Failed"], "Failed"],
    ["until it was canceled", ["Canceling", "Canceled"], "Canceled"],
    ["until it is gone", ["Deleting", undefined], undefined],
  ] as const) {
    it(name, async () => {
      const clock = virtualClock();
      let next = 0;
      const get = () => {
        const provisioningState = states[next++];
        return Promise.resolve(provisioningState === undefined ? undefined : { provisioningState });
      };
      const resource = await waitForResource(get, waitOptions(clock));
      assert.equal(resource?.provisioningState, expected);
      assert.equal(next, states.length);
    });
  }
});

describe("the limiter", () => {
  it("serves in the order of asking, and who leaves the line lets nobody overtake", async () => {
    const clock = virtualClock();
    const limiter = createPollLimiter(clock, { burst: 1, perSecond: 2 });
    const never = new AbortController().signal;
    const leaving = new AbortController();
    const served: string[] = [];
    const take = async (name: string, signal: AbortSignal) => {
      await limiter.take(signal);
      served.push(`${name} ${clock.elapsedMs()}`);
    };
    const all = [take("a", never), take("b", never), take("c", leaving.signal), take("d", never)];
    leaving.abort(new Error("left"));
    const results = await Promise.allSettled(all);
    assert.deepEqual(served, ["a 0", "b 500", "d 1000"]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "fulfilled", "rejected", "fulfilled"],
    );
  });

  it("a pause holds everybody, and leaves nothing of the burst", async () => {
    const clock = virtualClock();
    const limiter = createPollLimiter(clock, { burst: 10, perSecond: 2 });
    limiter.pause(5_000);
    const never = new AbortController().signal;
    await limiter.take(never);
    assert.equal(clock.elapsedMs(), 5_500);
    await limiter.take(never);
    assert.equal(clock.elapsedMs(), 6_000);
  });
});
