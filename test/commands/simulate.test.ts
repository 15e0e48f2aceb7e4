import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { once } from "node:events";
import { test } from "node:test";
import { cliPath } from "../helpers/run-cli.js";

interface Ready {
  readonly kind: string;
  readonly url: string;
  readonly caPath: string;
  readonly environment: Readonly<Record<string, string>>;
}

test("simulate says when it is ready, and SIGTERM ends it cleanly", async () => {
  const child = spawn(process.execPath, [cliPath, "simulate", "--speed", "60", "-o", "json"]);
  const [text] = (await once(child.stdout, "data")) as [Buffer];
  const ready = JSON.parse(text.toString()) as Ready;
  assert.equal(ready.kind, "SimulateReady");
  assert.match(ready.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  assert.match(readFileSync(ready.caPath, "utf8"), /BEGIN CERTIFICATE/);
  assert.equal(statSync(ready.caPath).mode & 0o777, 0o600);
  assert.equal(ready.environment["AKS_SANDBOX_TIME_SCALE"], "60");
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  assert.deepEqual([code, existsSync(ready.caPath)], [0, false]);
});
