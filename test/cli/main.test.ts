import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PassThrough } from "node:stream";
import { main } from "../../src/cli.js";
import type { CommandContext } from "../../src/commands/command.js";
import { CliError, exitCodes, interruptedError, type ExitReason } from "../../src/errors.js";
import { stringAt } from "../../src/json.js";
import { recordedStream } from "../helpers/context.js";
import { sampleEntry, sampleResult, type SampleOptions } from "../helpers/sample-command.js";

type Run = Parameters<typeof sampleEntry>[0];

const target = ["pool", "sample", "-g", "tenants-rg", "-c", "tenants"];

/** Runs one line in this process, with `pool sample` as the only command. */
async function runLine(
  argv: readonly string[],
  run: Run = () => Promise.resolve(sampleResult()),
  parts: { readonly env?: Record<string, string>; readonly isTTY?: boolean; readonly signal?: AbortSignal } = {},
) {
  const stdout = recordedStream({ isTTY: parts.isTTY ?? false });
  const stderr = recordedStream({ isTTY: parts.isTTY ?? false });
  const entry = sampleEntry(run);
  const context = {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: parts.env ?? {},
    cwd: "/nowhere",
    signal: parts.signal ?? new AbortController().signal,
  };
  const exitCode = await main(argv, context, [entry]);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), loads: entry.loads() };
}

/** The options that the command was given. */
async function optionsOf(argv: readonly string[], env: Record<string, string> = {}): Promise<SampleOptions> {
  const seen: SampleOptions[] = [];
  const run = await runLine(
    argv,
    (_context, options) => {
      seen.push(options);
      return Promise.resolve(sampleResult());
    },
    { env },
  );
  const [options] = seen;
  assert.ok(options !== undefined, `the command did not run: ${run.stderr}`);
  return options;
}

describe("flags", () => {
  it("are given to the command with their defaults", async () => {
    assert.deepEqual(await optionsOf(target), {
      resourceGroup: "tenants-rg",
      cluster: "tenants",
      wait: true,
      yes: false,
      output: "table",
      progress: "auto",
      verbose: false,
      debug: false,
      color: true,
    });
  });

  it("take their value from the environment, and the flag goes before it", async () => {
    const env = {
      AKS_SANDBOX_RESOURCE_GROUP: "env-rg",
      AKS_SANDBOX_CLUSTER: "env-cluster",
      AKS_SANDBOX_OUTPUT: "json",
      AKS_SANDBOX_TIMEOUT: "90s",
    };
    const options = await optionsOf(["pool", "sample", "-c", "tenants", "-o", "yaml"], env);
    assert.equal(options.resourceGroup, "env-rg");
    assert.equal(options.cluster, "tenants");
    assert.equal(options.output, "yaml");
    assert.equal(options.timeoutMs, 90_000);
  });

  it("are checked when they come from the environment, too", async () => {
    for (const [variable, value] of [
      ["AKS_SANDBOX_OUTPUT", "xml"],
      ["AKS_SANDBOX_TIMEOUT", "soon"],
    ] as const) {
      const run = await runLine(target, undefined, { env: { [variable]: value } });
      assert.equal(run.exitCode, 2);
      assert.match(run.stderr, new RegExp(`${variable} is "${value}"`));
    }
  });

  it("count an empty variable as not set", async () => {
    const options = await optionsOf(target, { AKS_SANDBOX_OUTPUT: "" });
    assert.equal(options.output, "table");
  });

  for (const [text, timeoutMs] of [
    ["90s", 90_000],
    ["30m", 1_800_000],
    ["1h30m", 5_400_000],
    ["2h0m1s", 7_201_000],
  ] as const) {
    it(`read --timeout ${text} as ${timeoutMs} ms`, async () => {
      assert.equal((await optionsOf([...target, "--timeout", text])).timeoutMs, timeoutMs);
    });
  }

  for (const text of ["", "90", "5x", "30m1h", "0s", "-5m", "1.5h"]) {
    it(`refuse --timeout "${text}"`, async () => {
      const run = await runLine([...target, `--timeout=${text}`]);
      assert.equal(run.exitCode, 2);
      assert.match(run.stderr, /90s, 30m or 1h30m/);
    });
  }
});

describe("a wrong line", () => {
  const rows: readonly (readonly [argv: readonly string[], stderr: string])[] = [
    [[...target, "--outptu", "json"], "error: unknown option '--outptu'\nnext: did you mean --output?\n"],
    [["pool", "samlpe"], "error: unknown command 'samlpe'\nnext: did you mean sample?\n"],
    [["frobnicate"], "error: unknown command 'frobnicate'\nnext: see aks-sandbox --help\n"],
    [
      ["pool", "sample", "-g", "tenants-rg"],
      "error: --cluster is needed\nnext: pass -c, --cluster <name>, or set AKS_SANDBOX_CLUSTER\n",
    ],
    [
      [...target, "--timeout"],
      "error: option '--timeout <duration>' argument missing\nnext: see aks-sandbox pool sample --help\n",
    ],
    [
      [...target, "surplus"],
      "error: too many arguments for 'sample'. Expected 0 arguments but got 1.\nnext: see aks-sandbox pool sample --help\n",
    ],
  ];
  for (const [argv, stderr] of rows) {
    it(`is a usage error: ${argv.join(" ")}`, async () => {
      const run = await runLine(argv, () => Promise.reject(new Error("the command must not run")));
      assert.deepEqual(
        { exitCode: run.exitCode, stdout: run.stdout, stderr: run.stderr },
        { exitCode: 2, stdout: "", stderr },
      );
    });
  }

  for (const flag of [["-o", "json"], ["-ojson"], ["--output=json"], ["--output", "json"]]) {
    it(`is reported as a document with ${flag.join(" ")}`, async () => {
      const run = await runLine(["pool", "sample", ...flag]);
      assert.equal(run.exitCode, 2);
      assert.deepEqual(JSON.parse(run.stdout), {
        apiVersion: "aks-sandbox/v1",
        kind: "Error",
        exitReason: "usage",
        changed: false,
        remaining: [],
        error: {
          code: "MissingOption",
          message: "--resource-group is needed",
          hint: "pass -g, --resource-group <name>, or set AKS_SANDBOX_RESOURCE_GROUP",
        },
      });
    });
  }
});

describe("help", () => {
  it("of the program loads no command", async () => {
    for (const argv of [[], ["--help"], ["help"], ["pool"], ["pool", "--help"], ["help", "pool"]]) {
      const run = await runLine(argv);
      assert.deepEqual(
        { exitCode: run.exitCode, stderr: run.stderr, loads: run.loads },
        { exitCode: 0, stderr: "", loads: 0 },
      );
      assert.match(run.stdout, /^Usage: aks-sandbox/);
    }
  });

  it("of a command needs none of its flags, in either spelling", async () => {
    const first = await runLine(["pool", "sample", "--help"]);
    const second = await runLine(["help", "pool", "sample"]);
    assert.equal(first.exitCode, 0);
    assert.match(first.stdout, /--resource-group <name>\s.*needed; env:\s+AKS_SANDBOX_RESOURCE_GROUP/);
    assert.match(first.stdout, /Examples:\n {2}aks-sandbox pool sample/);
    assert.deepEqual(second, first);
  });
});

describe("a result", () => {
  const result = sampleResult({
    data: { pool: { name: "sandbox", count: 3 }, unknown: undefined },
    changed: true,
    remaining: ["nothing much"],
  });

  it("is text on stdout, JSON or YAML with the same fields", async () => {
    const document = {
      apiVersion: "aks-sandbox/v1",
      kind: "SampleResult",
      exitReason: "done",
      changed: true,
      remaining: ["nothing much"],
      pool: { name: "sandbox", count: 3 },
    };
    const run = () => Promise.resolve(result);
    assert.equal((await runLine(target, run)).stdout, "sample\n");
    assert.deepEqual(JSON.parse((await runLine([...target, "-o", "json"], run)).stdout), document);
    assert.equal(
      (await runLine([...target, "-o", "yaml"], run)).stdout,
      "apiVersion: aks-sandbox/v1\nkind: SampleResult\nexitReason: done\nchanged: true\nremaining:\n  - nothing much\npool:\n  name: sandbox\n  count: 3\n",
    );
  });

  it("sets the exit code by its reason, and --no-wait's `started` is 0", async () => {
    const codeOf = async (exitReason: ExitReason | "started") =>
      (await runLine(target, () => Promise.resolve(sampleResult({ exitReason })))).exitCode;
    assert.equal(await codeOf("started"), 0);
    for (const reason of ["done", "notProven", "differences", "timeLimit"] as const) {
      assert.equal(await codeOf(reason), exitCodes[reason]);
    }
  });

  it("may be nothing, where everything was said", async () => {
    const run = await runLine([...target, "-o", "json"], (context) => {
      context.stdout.write("served\n");
      return Promise.resolve(undefined);
    });
    assert.deepEqual([run.exitCode, run.stdout], [0, "served\n"]);
  });
});

describe("an error", () => {
  const refused = new CliError("PoolDiffers", 'pool "sandbox" has VM size Standard_D2s_v5', {
    exitReason: "conflict",
    hint: "aks-sandbox pool delete -g tenants-rg -c tenants --name sandbox",
    changed: true,
    remaining: ["cluster tenants is being created"],
    cause: new Error("what lay beneath"),
    azure: {
      status: 409,
      code: "PropertyChangeNotAllowed",
      message: "Changing property is not allowed.",
      details: ["properties.vmSize: cannot change"],
      subcode: undefined,
      requestId: "11111111-2222",
      correlationId: "33333333-4444",
      principal: "someone",
      subscriptionId: "sub-1",
      request: "PUT /subscriptions/sub-1",
    },
  });
  const failing: Run = () => Promise.reject(refused);

  it("is text on stderr: what, what Azure said, by whom, what remains, what next", async () => {
    assert.deepEqual(await runLine(target, failing), {
      exitCode: 7,
      stdout: "",
      stderr: `error: pool "sandbox" has VM size Standard_D2s_v5
  Azure says: HTTP 409 PropertyChangeNotAllowed: Changing property is not allowed.
  detail: properties.vmSize: cannot change
  request: PUT /subscriptions/sub-1
  request id: 11111111-2222
  correlation id: 33333333-4444
  signed in as: someone
  subscription: sub-1
  remaining: cluster tenants is being created
next: aks-sandbox pool delete -g tenants-rg -c tenants --name sandbox
`,
      loads: 1,
    });
  });

  it("shows its causes with --verbose and its stack with --debug", async () => {
    assert.match((await runLine([...target, "--verbose"], failing)).stderr, /\n {2}because: what lay beneath\n/);
    assert.match((await runLine([...target, "--debug"], failing)).stderr, /\n\s+at .*main\.test/);
    assert.doesNotMatch((await runLine(target, failing)).stderr, /because|\s+at /);
  });

  it("is a document on stdout with -o json, and still words on stderr", async () => {
    const run = await runLine([...target, "-o", "json"], failing);
    assert.match(run.stderr, /^error: pool "sandbox"/);
    assert.deepEqual(JSON.parse(run.stdout), {
      apiVersion: "aks-sandbox/v1",
      kind: "Error",
      exitReason: "conflict",
      changed: true,
      remaining: ["cluster tenants is being created"],
      error: {
        code: "PoolDiffers",
        message: 'pool "sandbox" has VM size Standard_D2s_v5',
        hint: "aks-sandbox pool delete -g tenants-rg -c tenants --name sandbox",
        azure: {
          status: 409,
          code: "PropertyChangeNotAllowed",
          message: "Changing property is not allowed.",
          details: ["properties.vmSize: cannot change"],
          requestId: "11111111-2222",
          correlationId: "33333333-4444",
          principal: "someone",
          subscriptionId: "sub-1",
          request: "PUT /subscriptions/sub-1",
        },
      },
    });
  });

  it("keeps stderr one JSON object a line with --progress json", async () => {
    const run = await runLine([...target, "--progress", "json"], (context) => {
      context.progress.start("pool", "Pool sandbox");
      return Promise.reject(refused);
    });
    const types = run.stderr
      .trimEnd()
      .split("\n")
      .map((line) => stringAt(JSON.parse(line), "type"));
    assert.deepEqual(types, ["start", "error"]);
  });

  it("that nobody foresaw is shown as a defect, without its stack, exit 1", async () => {
    const run = await runLine(target, () => Promise.reject(new TypeError("x is not a function")));
    assert.deepEqual(run, {
      exitCode: 1,
      stdout: "",
      stderr:
        "error (unexpected): x is not a function\nnext: this is a defect of aks-sandbox: run again with --debug and report what it shows\n",
      loads: 1,
    });
  });

  it("never shows a secret of the environment or a token", async () => {
    const token = `eyJhbGciOiJub25lIn0.${"a".repeat(20)}.${"b".repeat(20)}`;
    for (const flags of [[], ["-o", "json"], ["--debug"], ["--verbose", "-o", "yaml"]]) {
      const run = await runLine(
        [...target, ...flags],
        () => Promise.reject(new CliError("X", `sent ${token}`, { cause: new Error("secret was hunter2hunter2") })),
        { env: { AZURE_CLIENT_SECRET: "hunter2hunter2" } },
      );
      assert.doesNotMatch(run.stdout + run.stderr, /hunter2hunter2|aaaaaaaaaa/);
    }
  });

  it("that follows an interruption is the interruption: exit 130", async () => {
    const controller = new AbortController();
    const run = await runLine(
      target,
      () => {
        controller.abort(interruptedError("interrupted by Ctrl-C", { hint: "run it again" }));
        return Promise.reject(new DOMException("This operation was aborted", "AbortError"));
      },
      { signal: controller.signal },
    );
    assert.deepEqual([run.exitCode, run.stderr], [130, "error: interrupted by Ctrl-C\nnext: run it again\n"]);
  });
});

describe("an interrupted run", () => {
  const interruptedBy = async (thrown: (reason: Error) => Error) => {
    const controller = new AbortController();
    const reason = interruptedError("interrupted by Ctrl-C");
    const run = await runLine(
      target,
      () => {
        controller.abort(reason);
        return Promise.reject(thrown(reason));
      },
      { signal: controller.signal },
    );
    return { exitCode: run.exitCode, stderr: run.stderr };
  };
  const remaining = ["pool sandbox goes on"];

  it("is told as such when a border wrapped the abort, and keeps what goes on", async () => {
    for (const cause of [(reason: Error) => reason, () => new DOMException("aborted", "AbortError")]) {
      assert.deepEqual(
        await interruptedBy((reason) => new CliError("NetworkError", "no answer", { cause: cause(reason), remaining })),
        { exitCode: 130, stderr: "error: interrupted by Ctrl-C\n  remaining: pool sandbox goes on\n" },
      );
    }
  });

  it("keeps an error that has nothing to do with it", async () => {
    assert.deepEqual(await interruptedBy(() => new CliError("QuotaExceeded", "no cores", { exitReason: "quota" })), {
      exitCode: 6,
      stderr: "error: no cores\n",
    });
  });

  it("keeps a workflow's own words", async () => {
    assert.deepEqual(await interruptedBy(() => interruptedError("stopped while the pool was made", { remaining })), {
      exitCode: 130,
      stderr: "error: stopped while the pool was made\n  remaining: pool sandbox goes on\n",
    });
  });
});

describe("a question", () => {
  const asking: Run = async (context: CommandContext) => {
    const yes = await context.confirm("Delete pool sandbox?");
    return sampleResult({ table: () => `${yes}\n` });
  };

  it("is answered by --yes", async () => {
    assert.equal((await runLine([...target, "--yes"], asking)).stdout, "true\n");
  });

  it("is a usage error where nobody can answer", async () => {
    const run = await runLine(target, asking);
    assert.deepEqual([run.exitCode, run.stdout], [2, ""]);
    assert.match(run.stderr, /no terminal to ask on: Delete pool sandbox\?\nnext: pass --yes\n$/);
  });
});

describe("colour", () => {
  // eslint-disable-next-line no-control-regex -- escape codes are what is looked for
  const escape = /\u001b/;
  const rows: readonly (readonly [
    flags: readonly string[],
    env: Record<string, string>,
    isTTY: boolean,
    colored: boolean,
  ])[] = [
    [[], {}, true, true],
    [[], {}, false, false],
    [[], { TERM: "xterm" }, false, false],
    [[], { TERM: "dumb" }, true, false],
    [[], { NO_COLOR: "1" }, true, false],
    [[], { NO_COLOR: "" }, true, true],
    [[], { FORCE_COLOR: "1" }, false, true],
    [[], { FORCE_COLOR: "0" }, true, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
    [["--no-color"], { FORCE_COLOR: "1" }, true, false],
  ];
  for (const [flags, env, isTTY, colored] of rows) {
    it(`${colored ? "is used" : "is not used"}: ${isTTY ? "terminal" : "pipe"} ${flags.join(" ")} ${JSON.stringify(env)}`, async () => {
      const argv = [...target, "--progress", "none", ...flags];
      const run = await runLine(argv, () => Promise.reject(new CliError("X", "no")), { env, isTTY });
      assert.equal(escape.test(run.stderr), colored);
      const shown = await runLine(argv, () => Promise.resolve(sampleResult({ table: (style) => style.bold("x") })), {
        env,
        isTTY,
      });
      assert.equal(escape.test(shown.stdout), colored);
    });
  }
});
