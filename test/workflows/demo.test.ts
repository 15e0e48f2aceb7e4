import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import { runCli } from "../helpers/run-cli.js";

describe("demo", () => {
  it("runs the main job on a simulated Azure and shows what a pod's log says beside its node", async () => {
    const run = await runCli(["demo", "-o", "json"], { timeoutMs: 60_000 });
    assert.equal(run.exitCode, 0, run.stderr);
    const document: unknown = JSON.parse(run.stdout);
    assert.equal(jsonAt(document, "simulated"), true);
    assert.equal(stringAt(document, "up", "isolation"), "not checked");
    const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    for (const side of ["pod", "node"]) {
      assert.match(stringAt(document, "kernels", side, "bootId") ?? "", guid);
      assert.match(stringAt(document, "kernels", side, "kernel") ?? "", /^\d+\.\d+\.\d+/);
    }
    assert.match(run.stderr, /simulated Azure on this machine/);
    assert.match(run.stderr, /Nothing is created or billed/);
  });
});
