import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { version } from "../../src/version.js";
import { runCli } from "../helpers/run-cli.js";

describe("the program as a process", () => {
  for (const flag of ["--version", "-V"]) {
    it(`answers ${flag} with the version alone`, async () => {
      assert.deepEqual(await runCli([flag]), { exitCode: 0, stdout: `${version}\n`, stderr: "" });
    });
  }

  it("refuses an unknown command with exit code 2 and nothing on stdout", async () => {
    const run = await runCli(["frobnicate"]);
    assert.equal(run.exitCode, 2);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, /^error: /);
  });
});
