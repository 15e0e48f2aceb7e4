import assert from "node:assert/strict";
import { test } from "node:test";
import { CliError, exitCodes, interruptedError, usageError } from "../src/errors.js";

test("an error carries the exit code of its reason, and the defaults of an ordinary failure", () => {
  const plain = new CliError("PoolFailed", "pool sandbox failed");
  assert.deepEqual(
    { exitCode: plain.exitCode, reason: plain.exitReason, changed: plain.changed, remaining: plain.remaining },
    { exitCode: 1, reason: "failed", changed: false, remaining: [] },
  );
  assert.equal(usageError("BadName", "no pool may be called X").exitCode, 2);
  assert.equal(interruptedError("stopped").exitCode, 130);
});

test("the exit codes are the documented contract", () => {
  assert.deepEqual(exitCodes, {
    done: 0,
    failed: 1,
    usage: 2,
    notFound: 3,
    notAllowed: 4,
    refused: 5,
    quota: 6,
    conflict: 7,
    timeLimit: 8,
    notProven: 9,
    differences: 10,
    interrupted: 130,
  });
});
