import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify, stripVTControlCharacters } from "node:util";
import { stringAt } from "../../src/json.js";
import type { Fault } from "../../src/simulator/faults/fault.js";
import { cliPath } from "../helpers/run-cli.js";
import { startSandboxCluster, type SandboxCluster } from "../helpers/sandbox-cluster.js";

interface Row {
  /** The local Azure's; see its README. */
  readonly fault: Fault;
  /** Strikes each run of `verify`, not only the making of the pool. */
  readonly isOfEachRun?: true;
  readonly exitCode: number;
  readonly verdict: string;
  /** Of the reason, in the words that a terminal shows, too. */
  readonly says: RegExp;
}

const notProven = { exitCode: 9, verdict: "not proven" } as const;
const rows: readonly Row[] = [
  {
    fault: { name: "silent-runc", path: "/sandbox" },
    exitCode: 9,
    verdict: "not isolated",
    says: /the pod runs on the node's own kernel/,
  },
  {
    fault: { name: "handler-missing", path: "/sandbox" },
    ...notProven,
    says: /containerd does not know the class's handler/,
  },
  { fault: { name: "kata-by-default", path: "/sandbox" }, ...notProven, says: /the control is no comparison/ },
  {
    fault: { name: "node-never-ready", path: "/sandbox" },
    ...notProven,
    says: /the node takes no pods now: it has the taint node.kubernetes.io\/not-ready/,
  },
  { fault: { name: "containers-lost" }, isOfEachRun: true, ...notProven, says: /255|Unknown|lost/ },
  { fault: { name: "api-server-unreachable" }, isOfEachRun: true, exitCode: 1, verdict: "", says: /was not reached/ },
];

// Beside the cluster tests, not in `npm test`: each verdict has its forms there without the programs' time.
describe("each fault that verify can meet, as JSON, in a pipe and at a terminal", { concurrency: 2 }, () => {
  for (const row of rows) {
    it(`${row.fault.name}: ${row.verdict === "" ? `exit code ${row.exitCode}` : row.verdict}`, async (t) => {
      const cluster = await startSandboxCluster(t, row.isOfEachRun ? {} : { faults: [row.fault] });
      const strike = () => {
        if (row.isOfEachRun) cluster.simulator.faults.add({ ...row.fault, times: 50 });
      };

      strike();
      const json = await cluster.run(["verify", "-o", "json"]);
      cluster.simulator.faults.clear();
      assert.equal(json.exitCode, row.exitCode, json.stderr);
      const document = JSON.parse(json.stdout) as unknown;
      assert.equal(stringAt(document, "verdict") ?? "", row.verdict);
      assert.match(stringAt(document, "reason") ?? stringAt(document, "error", "message") ?? "", row.says);

      strike();
      const pipe = await cluster.run(["verify"]);
      cluster.simulator.faults.clear();
      assert.equal(pipe.exitCode, row.exitCode, pipe.stderr);
      assert.equal(stripVTControlCharacters(pipe.stdout + pipe.stderr), pipe.stdout + pipe.stderr);
      told(row, row.verdict === "" ? pipe.stderr : pipe.stdout);

      strike();
      const terminal = await atTerminal(cluster, "verify");
      cluster.simulator.faults.clear();
      assert.equal(terminal.exitCode, row.exitCode, terminal.screen);
      assert.notEqual(stripVTControlCharacters(terminal.screen), terminal.screen);
      told(row, stripVTControlCharacters(terminal.screen));
    });
  }
});

/** The verdict, and its reason, whose lines may be broken between words. */
function told({ verdict, says }: Row, text: string): void {
  const flowing = text.replace(/\s+/g, " ");
  assert.match(flowing, says);
  assert.ok(flowing.includes(verdict === "" ? "error:" : `${verdict} RuntimeClass aks-sandbox`), text);
}

const run = promisify(execFile);

/** With util-linux's `script`, which gives it a terminal of its own; the screen has both streams. */
async function atTerminal(
  cluster: SandboxCluster,
  command: string,
): Promise<{ readonly exitCode: number; readonly screen: string }> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: cluster.folder, TERM: "xterm", COLUMNS: "100", ...cluster.env };
  try {
    const { stdout } = await run("script", ["-qefc", `${process.execPath} ${cliPath} ${command}`, "/dev/null"], {
      env,
    });
    return { exitCode: 0, screen: stdout };
  } catch (error) {
    const { code, stdout } = error as { readonly code?: unknown; readonly stdout?: unknown };
    if (typeof code !== "number" || typeof stdout !== "string") throw error;
    return { exitCode: code, screen: stdout };
  }
}
