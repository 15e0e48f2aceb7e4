import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli, type CliRun } from "../../helpers/run-cli.js";
import { endSimulate, folderFor, startSimulate } from "../../helpers/simulate-process.js";

const json = (run: CliRun): Readonly<Record<string, unknown>> => {
  assert.equal(run.exitCode, 0, run.stderr);
  return JSON.parse(run.stdout) as Record<string, unknown>;
};

test("after kill -9 the same command goes on: port, ids, certificate, kubeconfig, cluster, and the pool that was being made", async (t) => {
  const folder = folderFor(t);
  const state = join(folder, "local.state");
  const flags = ["--state", state, "--speed", "600", "--quiet"];
  const first = await startSimulate(t, flags);
  const { environment } = first.ready;
  const target = ["-g", "rg", "-c", "demo"];
  const run = (args: readonly string[]) => runCli([...args, "--progress", "none"], { env: environment });
  const up = await run(["up", ...target, "--location", "westus3", "--node-count", "1", "-o", "json"]);
  assert.equal(json(up)["changed"], true);
  const classes = (await run(["runtimeclass", "list", ...target])).stdout;
  const kubeconfig = readFileSync(environment["KUBECONFIG"] ?? "", "utf8");
  const add = await run(["pool", "add", ...target, "--name", "later", "--node-count", "2", "--no-wait", "-o", "json"]);
  assert.equal(json(add)["exitReason"], "started");
  await endSimulate(first.child, "SIGKILL");
  assert.equal((await run(["pool", "list", ...target])).exitCode, 1);

  // It may have been killed while it wrote.
  writeFileSync(state, '{"t":17', { flag: "a" });
  const second = await startSimulate(t, flags);
  const same = ({ url, caPath, environment: variables }: typeof first.ready) => [
    url,
    readFileSync(caPath, "utf8"),
    { ...variables, AKS_SANDBOX_SIMULATOR_PID: "" },
  ];
  assert.deepEqual(same(second.ready), same(first.ready));
  assert.equal((await run(["runtimeclass", "list", ...target])).stdout, classes);
  assert.equal(readFileSync(environment["KUBECONFIG"] ?? "", "utf8"), kubeconfig);
  const again = await run(["pool", "add", ...target, "--name", "later", "--node-count", "2", "-o", "json"]);
  assert.match(JSON.stringify(json(again)), /"name":"later".*"Succeeded"/);
  const once = await run(["up", ...target, "--location", "westus3", "--node-count", "1", "-o", "json"]);
  assert.equal(json(once)["changed"], false);
  assert.equal(await endSimulate(second.child, "SIGTERM"), 0);
  assert.deepEqual([statSync(state).mode & 0o777, existsSync(join(`${state}.d`, "ready.json"))], [0o600, false]);
});

test("one state file serves one simulator: the second is refused, and --env finds the first", async (t) => {
  const folder = folderFor(t);
  const state = join(folder, "it's.state");
  const { child, ready } = await startSimulate(t, ["--state", state, "--seed", "seven"]);
  assert.deepEqual([ready.seed, ready.stateFile], ["seven", state]);
  const second = await runCli(["simulate", "--state", state]);
  assert.equal(second.exitCode, 7);
  assert.match(second.stderr, /another local Azure works with .*it's\.state, or another program has its port \d+/);
  assert.match(second.stderr, /simulate --env --state '.*it'\\''s\.state'/);
  const env = await runCli(["simulate", "--env", "--state", state]);
  assert.match(env.stderr, new RegExp(`^The local Azure runs already at ${ready.url} \\(process ${child.pid ?? 0}\\)`));
  const exports = Object.entries(ready.environment).map(
    ([name, value]) => `export ${name}='${value.replace("'", `'\\''`)}'\n`,
  );
  assert.equal(env.stdout, exports.join(""));
  const same = ["--port", String(ready.port), "--seed", "seven", "--speed", "1"];
  assert.equal((await runCli(["simulate", "--env", "--state", state, ...same])).stdout, env.stdout);
  for (const [flags, what] of [
    [["--seed", "8"], "seed seven, not 8"],
    [["--speed", "60"], "speed 1, not 60"],
    [["--port", "1"], `port ${ready.port}, not 1`],
    [["--fault", "throttled"], "no fault throttled from here"],
    [["--log", "x"], "its own request log"],
  ] as const) {
    const asked = await runCli(["simulate", "--env", "--state", state, ...flags]);
    assert.deepEqual(
      [asked.exitCode, asked.stdout, asked.stderr.split(" has ")[1]],
      [2, "", `${what}\nnext: leave these flags out, or end it first: kill ${child.pid ?? 0}\n`],
    );
  }
  const other = await runCli(["simulate", "--state", state, "--seed", "8"]);
  assert.equal(other.exitCode, 2);
  assert.match(other.stderr, /has seed seven, not 8/);
  assert.equal(await endSimulate(child, "SIGTERM"), 0);
});

test("a file that is none of ours is refused and not touched", async (t) => {
  const file = join(folderFor(t), "shopping.txt");
  writeFileSync(file, "milk\n");
  const run = await runCli(["simulate", "--state", file]);
  assert.equal(run.exitCode, 2);
  assert.match(
    run.stderr,
    /shopping\.txt is no state file of this program: it does not begin as a state file does\. It was not changed/,
  );
  assert.equal(readFileSync(file, "utf8"), "milk\n");
});
