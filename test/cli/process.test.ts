import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { version } from "../../src/version.js";
import { cliPath, runCli } from "../helpers/run-cli.js";

describe("the program as a process", () => {
  for (const flag of ["--version", "-V"]) {
    it(`answers ${flag} with the version alone`, async () => {
      assert.deepEqual(await runCli([flag]), { exitCode: 0, stdout: `${version}\n`, stderr: "" });
    });
  }

  it("refuses an unknown command with exit code 2 and nothing on stdout", async () => {
    assert.deepEqual(await runCli(["frobnicate"]), {
      exitCode: 2,
      stdout: "",
      stderr: "error: unknown command 'frobnicate'\nnext: see aks-sandbox --help\n",
    });
  });

  it("takes a reader that goes away calmly", async () => {
    const child = spawn(process.execPath, [cliPath, "help", "environment"], { stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout.destroy();
    const exitCode = await new Promise((resolve) => child.on("close", resolve));
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" });
  });
});

describe("a signal", () => {
  it("SIGINT stops the waiting: exit 130", async () => {
    const run = await runWaiting([], (kill) => kill("SIGINT"));
    assert.equal(run.exitCode, 130);
    assert.match(run.stderr, /\nerror: interrupted by Ctrl-C\n$/);
  });

  it("SIGTERM does the same", async () => {
    const run = await runWaiting([], (kill) => kill("SIGTERM"));
    assert.equal(run.exitCode, 130);
    assert.match(run.stderr, /\nerror: interrupted by SIGTERM\n$/);
  });

  it("given twice leaves at once, whatever is being waited for", async () => {
    const run = await runWaiting(["--yes"], (kill) => {
      // Two signals in a row may arrive as one: repeat until the process is gone.
      const timer = setInterval(() => {
        if (!kill("SIGINT")) clearInterval(timer);
      }, 20);
      return timer;
    });
    assert.equal(run.exitCode, 130);
    assert.doesNotMatch(run.stderr, /error/);
  });
});

describe("an error out of reach", () => {
  it("is reported as a defect: exit 1", async () => {
    const run = await runWaiting(["--no-wait"], () => undefined);
    assert.equal(run.exitCode, 1);
    assert.match(run.stderr, /\nerror \(unexpected\): out of reach\nnext: this is a defect/);
  });
});

/** Starts the waiting program; once it says that it is ready, calls `then` with its kill function. */
async function runWaiting(flags: readonly string[], then: (kill: (signal: NodeJS.Signals) => boolean) => unknown) {
  const program = fileURLToPath(new URL("waiting-program.js", import.meta.url));
  const child = spawn(process.execPath, [program, "pool", "sample", "-g", "a", "-c", "b", ...flags], {
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  let isReady = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (isReady || !stderr.includes("ready\n")) return;
    isReady = true;
    then((signal) => child.exitCode === null && child.kill(signal));
  });
  const exitCode = await new Promise((resolve) => child.on("close", resolve));
  return { exitCode, stderr };
}
