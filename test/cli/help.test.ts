import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Command, type Option } from "commander";
import { commandEntries } from "../../src/commands/index.js";
import { Setting } from "../../src/commands/setting.js";
import { environmentGroups, environmentPage } from "../../src/help/environment.js";
import { exitCodesPage } from "../../src/help/exit-codes.js";
import { preflightPage } from "../../src/help/preflight.js";
import { runtimesTable } from "../../src/help/runtimes.js";
import { runtimes } from "../../src/runtimes/index.js";
import { topics } from "../../src/help/topics.js";
import { assertGolden } from "../helpers/golden.js";
import { runCli } from "../helpers/run-cli.js";

describe("help", () => {
  it("of the program", async () => {
    await assertHelp(["--help"], "help");
  });

  for (const { name } of commandEntries) {
    it(`of ${name}`, async () => {
      await assertHelp([...name.split(" "), "--help"], `help-${name.replaceAll(" ", "-")}`);
    });
  }

  for (const { name } of topics) {
    it(`on ${name}`, async () => {
      await assertHelp(["help", name], `topic-${name}`);
    });
  }

  it("refuses an unknown topic and names those that there are", async () => {
    const run = await runCli(["help", "exitcodes"]);
    assert.equal(run.exitCode, 2);
    assert.match(run.stderr, /'exitcodes' is invalid.* Allowed choices are exit-codes, environment/);
  });

  it("has no line over 100 columns in a topic", async () => {
    for (const topic of topics) {
      const long = (await topic.text(runtimes)).split("\n").filter((line) => line.length > 100);
      assert.deepEqual(long, [], topic.name);
    }
  });

  it("shows each entry's own name and summary", async () => {
    for (const entry of commandEntries) {
      const { name, summary } = await entry.load();
      assert.deepEqual({ name, summary }, { name: entry.name, summary: entry.summary });
    }
  });
});

describe("the documentation", () => {
  it("lists the exit codes of the code", () => assertGolden(exitCodesPage(), "docs/exit-codes.md"));
  it("lists the checks of the code", () => assertGolden(preflightPage(), "docs/preflight.md"));
  it("lists the runtimes of the code", async () => {
    const page = await readFile(new URL("../../../docs/runtimes.md", import.meta.url), "utf8");
    assert.ok(page.includes(runtimesTable(runtimes)), `docs/runtimes.md lacks this table:\n${runtimesTable(runtimes)}`);
    for (const { support } of runtimes) assert.ok(page.replaceAll(/\s+/g, " ").includes(support), support);
  });
  it("lists the environment of the code", () => assertGolden(environmentPage(), "docs/environment.md"));
});

describe("the list of environment variables", () => {
  const known = new Map(
    environmentGroups.flatMap(({ variables }) => variables.map((variable) => [variable.name, variable] as const)),
  );

  it("has every variable that the sources read", async () => {
    const read = [...(await sources()).matchAll(/\benv(?:\[")?\.?([A-Z][A-Z_]{2,})(?:"\])?/g)].map(
      ([, name]) => name ?? "",
    );
    assert.ok(read.length > 5, "the pattern finds the reads");
    assert.deepEqual(
      read.filter((name) => !known.has(name)),
      [],
    );
  });

  it("has every variable of a flag, beside that flag", async () => {
    for (const setting of (await allOptions()).filter((option) => option instanceof Setting)) {
      for (const name of setting.environment) {
        assert.equal(known.get(name)?.flag, setting.long, `${name} of ${setting.flags}`);
      }
    }
  });
});

/** The text of all TypeScript files of the product. */
async function sources(): Promise<string> {
  const root = fileURLToPath(new URL("../../../src/", import.meta.url));
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".ts"));
  return (await Promise.all(names.map((name) => readFile(`${root}${name}`, "utf8")))).join("\n");
}

/** The options of every command. */
async function allOptions(): Promise<readonly Option[]> {
  const options = commandEntries.map(async (entry) => {
    const command = new Command(entry.name);
    (await entry.load()).configure(command);
    return command.options;
  });
  return (await Promise.all(options)).flat();
}

async function assertHelp(argv: readonly string[], golden: string): Promise<void> {
  const run = await runCli(argv);
  assert.deepEqual({ exitCode: run.exitCode, stderr: run.stderr }, { exitCode: 0, stderr: "" });
  await assertGolden(run.stdout, `test/golden/${golden}.txt`);
}
