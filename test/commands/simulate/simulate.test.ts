import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { cliPath, runCli } from "../../helpers/run-cli.js";
import { endSimulate, folderFor, startSimulate } from "../../helpers/simulate-process.js";

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`simulate says when it is ready; ${signal} ends it with code 0, frees its port and removes its files`, async (t) => {
    const folder = folderFor(t);
    const readyFile = join(folder, "ready.json");
    const { child, ready } = await startSimulate(t, ["--speed", "60", "--ready-file", readyFile]);
    assert.equal(ready.kind, "SimulateReady");
    assert.equal(ready.url, `https://127.0.0.1:${ready.port}`);
    assert.equal(ready.pid, child.pid);
    assert.deepEqual(JSON.parse(readFileSync(readyFile, "utf8")), ready);
    assert.match(readFileSync(ready.caPath, "utf8"), /^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n$/);
    const bundle = readFileSync(ready.environment["REQUESTS_CA_BUNDLE"] ?? "", "utf8");
    assert.ok(bundle.startsWith(readFileSync(ready.caPath, "utf8")) && bundle.split("BEGIN CERT").length > 100);
    for (const file of [readyFile, ready.caPath]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
    assert.equal(ready.environment["AKS_SANDBOX_TIME_SCALE"], "60");
    assert.equal(await answers(ready.port), true);
    assert.equal(await endSimulate(child, signal), 0);
    assert.equal(await answers(ready.port), false);
    assert.deepEqual([existsSync(dirname(ready.caPath)), readdirSync(folder)], [false, []]);
  });
}

test('eval "$(aks-sandbox simulate --env)" leads this shell to a local Azure, and kill ends it', async (t) => {
  const folder = folderFor(t);
  const script = `
    set -eu
    eval "$("$NODE" "$CLI" simulate --env --speed 600 --log log.txt 2>stderr.txt)"
    "$NODE" "$CLI" up -g rg -c demo --location westus3 --node-count 1 --progress none >up.txt
    "$NODE" "$CLI" cluster list -o json
    kill "$AKS_SANDBOX_SIMULATOR_PID"
    while kill -0 "$AKS_SANDBOX_SIMULATOR_PID" 2>/dev/null; do sleep 0.02; done
    test ! -e "$NODE_EXTRA_CA_CERTS"`;
  const child = spawn("bash", ["-c", script], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, NODE: process.execPath, CLI: cliPath },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  assert.equal(code, 0, output.stderr);
  assert.match(output.stdout, /"name": "demo"/);
  assert.match(readFileSync(join(folder, "stderr.txt"), "utf8"), / \(process \d+\)\. It ends with: kill \d+\n/);
  const log = readFileSync(join(folder, "log.txt"), "utf8");
  assert.match(
    log,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z PUT \/subscriptions\/\S+\/managedClusters\/demo 201 [\d.]+ ms$/m,
  );
  assert.match(log, / GET \/subscriptions\/\S+ 404 \w+ [\d.]+ ms$/m);
  assert.doesNotMatch(log, /api-version|local-/);
});

for (const page of ["README.md", "docs/simulator.md"]) {
  test(`the lines of ${page} work as they stand`, async (t) => {
    const folder = folderFor(t);
    const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), "utf8");
    const lines =
      /```sh\n(eval "\$\(aks-sandbox simulate --env[^]*?)```/.exec(text)?.[1] ?? assert.fail("no such lines");
    writeFileSync(join(folder, "aks-sandbox"), `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`, {
      mode: 0o755,
    });
    // kubectl has tests of its own.
    const script = `set -eu\n${lines.replace(/^kubectl .*$/m, "test -s $KUBECONFIG")}`;
    const child = spawn("bash", ["-c", script], {
      cwd: folder,
      env: { PATH: `${folder}:${process.env["PATH"] ?? ""}`, HOME: folder },
    });
    const said = { text: "" };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => (said.text += part));
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 0, said.text);
    assert.match(said.text, /RuntimeClass: +aks-sandbox/);
  });
}

test("what is wrong is said before anything starts", async (t) => {
  const { child, ready } = await startSimulate(t, ["--quiet"]);
  const rows: readonly [flags: string[], exitCode: number, error: RegExp][] = [
    [
      ["--port", "70000"],
      2,
      /--port <number>' argument '70000' is invalid\. A whole number from 0 to 65535 is expected/,
    ],
    [["--port", "1.5"], 2, /A whole number from 0 to 65535 is expected/],
    [["--ready-file", tmpdir()], 2, /--ready-file \S+ cannot be replaced: /],
    [["--speed", "0"], 2, /A number from 0\.001 to 1000000 is expected/],
    [["--port", String(ready.port)], 7, /port \d+ of 127\.0\.0\.1 is in use by another program/],
    [["--env", "--port", String(ready.port)], 7, /port \d+ of 127\.0\.0\.1 is in use by another program/],
    [["--fault", "earthquake"], 2, /--fault earthquake: no fault is called 'earthquake'; known are throttled, /],
    [["--state", "no/such/folder/state"], 2, /no\/such\/folder\/state cannot be written: ENOENT/],
    [["--log", "no/such/folder/log.txt"], 2, /--log \S+ cannot be written: ENOENT/],
  ];
  for (const [flags, exitCode, error] of rows) {
    const run = await runCli(["simulate", ...flags]);
    assert.equal(run.exitCode, exitCode, `${flags.join(" ")}\n${run.stderr}`);
    assert.match(run.stderr, error);
    assert.equal(run.stdout, "");
  }
  // What a killed one left is gone before the new one is ready, or is not; what one that runs wrote stays.
  const files = [2 ** 30, ready.pid].map((pid) => [join(folderFor(t), "ready.json"), pid] as const);
  for (const [file, pid] of files) {
    writeFileSync(file, JSON.stringify({ kind: "SimulateReady", pid }));
    const run = await runCli(["simulate", "--ready-file", file, "--port", String(ready.port)]);
    assert.equal(run.exitCode, 7, run.stderr);
  }
  assert.deepEqual(
    files.map(([file]) => existsSync(file)),
    [false, true],
  );
  await endSimulate(child, "SIGTERM");
});
