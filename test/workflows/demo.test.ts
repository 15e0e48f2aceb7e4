import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { runCli } from "../helpers/run-cli.js";

/** Lines that come as often as there is something new while Azure and nodes work. */
const whileWaiting = /usually \d+ min|\d+\/\d+ nodes ready \(|\d+ of \d+ nodes looked at/;

/** What changes from run to run is replaced: times, ports, ids, and the temporary folder. */
function steady(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !whileWaiting.test(line))
    .map((line) =>
      line
        .replace(/^\d\d:\d\d:\d\dZ/, "TIME")
        .replace(/\((\d+m )?\d+s\)$/, "(DURATION)")
        .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|\d{8}(?=-vmss)/g, "ID")
        .replace(/\S*\/aks-sandbox-demo-\w+\//g, "FOLDER/"),
    );
}

it("the README shows what the demo prints into a pipe", async () => {
  const readme = readFileSync(fileURLToPath(new URL("../../../README.md", import.meta.url)), "utf8");
  const shown = /instead of the lines\):\n\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const run = await runCli(["demo"], { timeoutMs: 60_000 });
  assert.equal(run.exitCode, 0, run.stderr);
  assert.deepEqual(steady(shown), steady(run.stderr + run.stdout));
});
