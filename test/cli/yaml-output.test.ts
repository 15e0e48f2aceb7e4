import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { runCli } from "../helpers/run-cli.js";

// The bundle, not the sources: a package loaded by import() there has no named exports when it is CommonJS.
describe("-o yaml of the built program", () => {
  it("prints the very document that -o json prints", async () => {
    const render = (format: string) => runCli(["runtimeclass", "render", "-o", format], { timeoutMs: 10_000 });
    const [yaml, json] = [await render("yaml"), await render("json")];
    assert.equal(yaml.exitCode, 0, yaml.stderr);
    assert.deepEqual(parse(yaml.stdout), JSON.parse(json.stdout));
  });

  it("prints an error as a document too", async () => {
    const run = await runCli(["runtimeclass", "render", "--runtime", "none", "-o", "yaml"], { timeoutMs: 10_000 });
    assert.equal(run.exitCode, 2, run.stderr);
    assert.match(run.stdout, /^kind: Error$/m);
  });
});
