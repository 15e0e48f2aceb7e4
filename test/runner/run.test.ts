import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const runner = fileURLToPath(new URL("../../../test/run.mjs", import.meta.url));
const header = `import { test, describe, it, before, after } from "node:test";\n`;

test("green files make a green run with the right total", async () => {
  const result = await runTests({
    "a.test.js": `test("one", () => {}); describe("s", () => { it("two", () => {}); });`,
  });
  assert.equal(result.lastLine, "2 passed, 0 failed, 0 skipped");
  assert.equal(result.code, 0);
});

test("a suite runs the files with its ending, and no others", async () => {
  const files = {
    "a.test.js": `test("not of the suite", () => { throw new Error("no"); });`,
    "b.az.js": `test("of the suite", () => {});`,
  };
  const result = await runTests(files, { args: ["--suite", "az"] });
  assert.equal(result.lastLine, "1 passed, 0 failed, 0 skipped");
});

const failing: readonly { what: string; code: string; fails: string; last: string }[] = [
  {
    what: "a failed test",
    code: `test("good", () => {}); test("bad", () => { throw new Error("no"); });`,
    fails: "a.test.js > bad",
    last: "1 passed, 1 failed, 0 skipped",
  },
  {
    what: "a failed test whose error another process cannot be told",
    code: `import assert from "node:assert"; test("bad", () => { assert.deepEqual([{ f: () => 1 }], []); });`,
    fails: "a.test.js > bad",
    last: "0 passed, 1 failed, 0 skipped",
  },
  {
    what: "a failed test in a suite is counted once",
    code: `describe("outer", () => { describe("inner", () => { it("bad", () => { throw new Error("no"); }); }); });`,
    fails: "a.test.js > outer > inner > bad",
    last: "0 passed, 1 failed, 0 skipped",
  },
  {
    what: "a failed subtest is counted once",
    code: `test("parent", async (t) => { await t.test("child", () => { throw new Error("no"); }); });`,
    fails: "a.test.js > parent > child",
    last: "0 passed, 1 failed, 0 skipped",
  },
  {
    what: "a hook that fails after a suite",
    code: `describe("s", () => { after(() => { throw new Error("no"); }); it("good", () => {}); });`,
    fails: "a.test.js > s",
    last: "1 passed, 1 failed, 0 skipped",
  },
  {
    what: "a hook that fails after a file",
    code: `after(() => { throw new Error("no"); }); test("good", () => {});`,
    fails: "a.test.js",
    last: "1 passed, 1 failed, 0 skipped",
  },
  {
    what: "a file that fails while it loads",
    code: `throw new Error("no");`,
    fails: "a.test.js",
    last: "0 passed, 1 failed, 0 skipped",
  },
  {
    what: "a file without tests",
    code: ``,
    fails: "a.test.js",
    last: "0 passed, 1 failed, 0 skipped",
  },
  {
    what: "a process that ends with 0 before its tests did",
    code: `test("good", () => {});
      test("exits", async () => { await new Promise((done) => setTimeout(done, 100)); process.exit(0); });`,
    fails: "a.test.js > exits (3:7)",
    last: "1 passed, 1 failed, 0 skipped",
  },
  {
    what: "a process that sets a bad exit code",
    code: `test("good", () => { process.on("exit", () => { process.exitCode = 3; }); });`,
    fails: "a.test.js",
    last: "1 passed, 1 failed, 0 skipped",
  },
  {
    what: "a rejection that nobody handles, after its test",
    code: `test("good", () => { setTimeout(() => { Promise.reject(new Error("late")); }, 20); });
      test("next", async () => { await new Promise((done) => setTimeout(done, 100)); });`,
    fails: "a.test.js",
    last: "2 passed, 1 failed, 0 skipped",
  },
  {
    what: "a promise that never settles",
    code: `test("waits", async () => { await new Promise(() => {}); });`,
    fails: "a.test.js > waits",
    last: "0 passed, 1 failed, 0 skipped",
  },
  {
    what: "a test marked todo",
    code: `test("good", () => {}); test("later", { todo: true }, () => {});`,
    fails: "a.test.js > later",
    last: "1 passed, 1 failed, 0 skipped",
  },
];

for (const row of failing) {
  test(`fails: ${row.what}`, async () => {
    const result = await runTests({ "a.test.js": row.code });
    assert.deepEqual(
      { fails: result.failed, last: result.lastLine, code: result.code },
      { fails: [row.fails], last: row.last, code: 1 },
    );
  });
}

test("fails: a file that does not end in time, and its process is killed", async () => {
  const code = `test("hangs", async () => { await new Promise(() => { setInterval(() => {}, 1000); }); });`;
  const result = await runTests({ "a.test.js": code }, { args: ["--timeout", "1500"] });
  assert.deepEqual(result.failed, ["a.test.js"]);
  assert.equal(result.lastLine, "0 passed, 1 failed, 0 skipped");
  assert.match(result.output, /test timed out after 1500ms/);
});

test("tests that a helper declares are counted, and their failure is seen", async () => {
  const result = await runTests({
    "helper.js": `${header} export function contract() { test("kept", () => {}); test("broken", () => { throw new Error("no"); }); }`,
    "a.test.js": `import { contract } from "./helper.js"; contract();`,
  });
  assert.deepEqual(result.failed, ["helper.js > broken"]);
  assert.equal(result.lastLine, "1 passed, 1 failed, 0 skipped");
  assert.equal(result.code, 1);
});

test("fails: what a test leaves in the temporary folder, or running", async () => {
  const result = await runTests({
    "a.test.js": `
      import { mkdtempSync } from "node:fs"; import { tmpdir } from "node:os"; import { join } from "node:path";
      import { spawn } from "node:child_process";
      test("litters", () => {
        mkdtempSync(join(tmpdir(), "litter-"));
        spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { detached: true, stdio: "ignore" }).unref();
      });`,
  });
  assert.equal(result.failed.length, process.platform === "linux" ? 2 : 1);
  assert.match(result.failed[0] ?? "", /^left in the temporary folder: litter-/);
  assert.equal(result.code, 1);
});

test("tests see none of the developer's Azure and Kubernetes settings, and a HOME that is empty", async () => {
  const code = `
    import assert from "node:assert/strict"; import { readdirSync } from "node:fs"; import { homedir } from "node:os";
    test("alone", () => {
      const names = ["AZURE_TENANT_ID", "KUBECONFIG", "HTTPS_PROXY", "https_proxy", "NO_COLOR", "AKS_SANDBOX_SPECS"];
      assert.deepEqual(names.map((name) => process.env[name]), [undefined, undefined, undefined, undefined, undefined, "kept"]);
      assert.deepEqual(readdirSync(homedir()), []);
    });`;
  const env = {
    AZURE_TENANT_ID: "t",
    KUBECONFIG: "/nowhere",
    https_proxy: "http://p",
    NO_COLOR: "1",
    AKS_SANDBOX_SPECS: "kept",
  };
  const result = await runTests({ "a.test.js": code }, { env });
  assert.equal(result.lastLine, "1 passed, 0 failed, 0 skipped", result.output);
});

const withSkips = `test("now", () => {}); test("not now", { skip: "why" }, () => {});
  describe("nowhere", { skip: true }, () => { it("a", () => {}); });
  describe("s", () => { it("late", (t) => { t.skip("no data"); }); });`;
const allSkips = ["a.test.js > not now", "a.test.js > nowhere", "a.test.js > s > late"];

test("skipped tests and suites are counted and named; alone they fail nothing", async () => {
  const result = await runTests({ "a.test.js": withSkips });
  assert.equal(result.lastLine, "1 passed, 0 failed, 3 skipped");
  for (const name of allSkips) assert.ok(result.output.includes(`skipped: ${name}\n`), name);
  assert.equal(result.code, 0);
});

test("with CI=true the skips must be exactly the listed ones", async () => {
  const env = { CI: "true" };
  const listed = await runTests({ "a.test.js": withSkips, "skipped.txt": `# why\n${allSkips.join("\n")}\n` }, { env });
  assert.equal(listed.lastLine, "1 passed, 0 failed, 3 skipped");
  assert.equal(listed.code, 0);

  const unlisted = await runTests({ "a.test.js": withSkips, "skipped.txt": allSkips.slice(1).join("\n") }, { env });
  assert.deepEqual(unlisted.failed, ["skipped, but not in skipped.txt: a.test.js > not now"]);
  assert.equal(unlisted.lastLine, "1 passed, 1 failed, 3 skipped");
  assert.equal(unlisted.code, 1);

  const gone = await runTests({ "a.test.js": `test("now", () => {});`, "skipped.txt": "a.test.js > now" }, { env });
  assert.deepEqual(gone.failed, ["in skipped.txt, but not skipped: a.test.js > now"]);
  assert.equal(gone.code, 1);
});

test("a name picks tests; a name that picks none fails", async () => {
  const files = {
    "a.test.js": `test("one", () => {}); test("two", () => { throw new Error("no"); });`,
    "b.test.js": `test("three", () => {});`,
  };
  const one = await runTests(files, { args: ["--name", "one"], env: { CI: "true" } });
  assert.deepEqual([one.lastLine, one.code], ["1 passed, 0 failed, 0 skipped", 0]);
  const none = await runTests(files, { args: ["--name", "nobody"] });
  assert.deepEqual([none.failed, none.lastLine, none.code], [["no test ran"], "0 passed, 1 failed, 0 skipped", 1]);
});

test("a path picks files; a path that matches none is an error", async () => {
  const files = { "a.test.js": `test("one", () => {});`, "b.test.js": `throw new Error("no");` };
  const some = await runTests(files, { args: ["test/a.test.ts"] });
  assert.deepEqual([some.lastLine, some.code], ["1 passed, 0 failed, 0 skipped", 0]);
  const none = await runTests(files, { args: ["a.test", "typo"] });
  assert.deepEqual([none.output, none.code], ["no test file matches typo\n", 2]);
});

test("the seed alone decides the order", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`${String(i)}.test.js`, `test("t", () => {});`]),
  );
  const order = async (seed: string) => {
    const { output } = await runTests(files, { args: ["--seed", seed, "--jobs", "1"] });
    return [...output.matchAll(/(\d)\.test\.js/g)].map((match) => match[1]).join("");
  };
  const first = await order("7");
  assert.equal(await order("7"), first);
  assert.notEqual(await order("8"), first);
});

test("a seed that is no number is refused", async () => {
  const result = await runTests({ "a.test.js": `test("t", () => {});` }, { args: ["--seed", "often"] });
  assert.deepEqual([result.output, result.code], ["--seed takes a whole number, not often\n", 2]);
});

interface RunResult {
  readonly code: number | null;
  /** stdout and stderr together. */
  readonly output: string;
  readonly lastLine: string;
  /** What stands behind FAILED, in order. */
  readonly failed: readonly string[];
}

/** Runs the real runner, as its own process, on a folder with these files. */
async function runTests(
  files: Readonly<Record<string, string>>,
  options: { args?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<RunResult> {
  const folder = await mkdtemp(join(tmpdir(), "runner-"));
  try {
    await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
    for (const [name, code] of Object.entries(files)) {
      await writeFile(join(folder, name), /\.(test|az)\.js$/.test(name) ? header + code : code);
    }
    return await spawnRunner(["--folder", folder, ...(options.args ?? [])], options.env ?? {});
  } finally {
    await rm(folder, { recursive: true });
  }
}

function spawnRunner(args: readonly string[], extra: Readonly<Record<string, string>>): Promise<RunResult> {
  const env: Record<string, string | undefined> = { ...process.env, ...extra };
  // By these the runner would take itself for a test file of this run, and stop.
  delete env["NODE_TEST_CONTEXT"];
  if (extra["CI"] === undefined) delete env["CI"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [runner, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      const lines = output.trimEnd().split("\n");
      const failed = lines.filter((line) => line.startsWith("FAILED ")).map((line) => line.slice("FAILED ".length));
      resolve({ code, output, lastLine: lines.at(-1) ?? "", failed });
    });
  });
}
