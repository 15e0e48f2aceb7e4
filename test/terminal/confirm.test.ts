import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { interruptedError } from "../../src/errors.js";
import { confirm } from "../../src/terminal/confirm.js";
import { recordedStream } from "../helpers/context.js";

/** Asks on a terminal on which `keys` are typed. */
async function ask(keys: string, controller = new AbortController()) {
  const stderr = recordedStream({ isTTY: true });
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const answer = confirm("Delete pool sandbox?", { stdin, stderr, signal: controller.signal });
  stdin.write(keys);
  return { answer: await answer, shown: stderr.text() };
}

describe("a question on the terminal", () => {
  for (const [keys, answer] of [
    ["y\n", true],
    ["YES\n", true],
    [" yes \r", true],
    ["n\n", false],
    ["\n", false],
    ["yep\n", false],
    ["\u0004", false],
  ] as const) {
    it(`takes ${JSON.stringify(keys)} for ${answer ? "yes" : "no"}`, async () => {
      const run = await ask(keys);
      assert.equal(run.answer, answer);
      assert.match(run.shown, /Delete pool sandbox\? \[y\/N\] /);
    });
  }

  it("is left by Ctrl-C: exit 130, nothing changed", async () => {
    await assert.rejects(ask("\u0003"), { name: "CliError", exitReason: "interrupted", changed: false });
  });

  it("is left by SIGTERM", async () => {
    const controller = new AbortController();
    const asked = ask("", controller);
    controller.abort(interruptedError("interrupted by SIGTERM"));
    await assert.rejects(asked, { message: "interrupted by SIGTERM" });
  });

  for (const [stdinTty, stderrTty] of [
    [false, true],
    [true, false],
  ]) {
    it(`is refused where nobody can answer (stdin ${stdinTty}, stderr ${stderrTty})`, async () => {
      const stderr = recordedStream({ isTTY: stderrTty ?? false });
      const stdin = Object.assign(new PassThrough(), { isTTY: stdinTty ?? false });
      const { signal } = new AbortController();
      await assert.rejects(confirm("Delete?", { stdin, stderr, signal }), {
        code: "ConfirmationNeeded",
        exitReason: "usage",
        hint: "pass --yes",
      });
      assert.equal(stderr.text(), "");
    });
  }
});
