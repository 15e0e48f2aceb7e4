import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { markdownTable } from "../../src/help/markdown-table.js";
import { judgeNode } from "../../src/proof/judge-node.js";
import { obstacleOf, refusedProblem } from "../../src/proof/problems.js";
import { parseProbeLog } from "../../src/proof/reading.js";
import { assertGolden } from "../helpers/golden.js";
import { cases, samples, type Case, type Judges, type RuntimeSample } from "./cases.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const judges: Judges = { judgeNode, obstacleOf, parseProbeLog, refusedProblem };

const verdictOf = (each: Case, runtime: RuntimeSample, by: Judges) => by.judgeNode(each.evidence(runtime, by)).verdict;
const wrong = (by: Judges) =>
  cases.filter((each) => samples.some((runtime) => verdictOf(each, runtime, by) !== each.verdict));

describe("the matrix of cases and runtimes", () => {
  for (const each of cases) {
    it(`${each.what}: ${each.verdict}, whatever the runtime`, () => {
      assert.deepEqual(
        samples.map((runtime) => [runtime.name, verdictOf(each, runtime, judges)]),
        samples.map(({ name }) => [name, each.verdict]),
      );
    });
  }

  it("is the one that the documentation prints", async () => {
    const table = markdownTable(
      ["case", ...samples.map(({ name }) => name)],
      cases.map((each) => [each.what, ...samples.map((runtime) => verdictOf(each, runtime, judges))]),
    );
    const page = "docs/verify.md";
    const text = await readFile(join(root, page), "utf8");
    const [before, after] = [text.split("<!-- cases -->")[0] ?? "", text.split("<!-- end of cases -->")[1] ?? ""];
    await assertGolden(`${before}<!-- cases -->\n\n${table.trimEnd()}\n\n<!-- end of cases -->${after}`, page);
  });
});

/** A weakening of the sources that the matrix has to find out. `from` stands there once. */
const mutations: readonly {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}[] = [
  {
    what: "the control is not needed",
    file: "judge-node.ts",
    from: "if (control.reading === undefined) {",
    to: "if (control.reading === undefined) return undefined; if (control.reading === undefined) {",
  },
  {
    what: "the control may run on any kernel",
    file: "judge-node.ts",
    from: "control.reading.bootId !== node.bootId.toLowerCase()",
    to: "control.reading.bootId === undefined",
  },
  {
    what: "the control may have a class",
    file: "judge-node.ts",
    from: "control.runtimeClassName !== undefined",
    to: "control.runtimeClassName === ''",
  },
  {
    what: "an equal boot id is no proof of one kernel",
    file: "judge-node.ts",
    from: 'bootId?.says === "node\'s kernel"',
    to: 'bootId?.says === "never"',
  },
  {
    what: "the boot id is not looked at",
    file: "signals.ts",
    from: 'known.includes(own) ? "node\'s kernel"',
    to: 'known.includes("") ? "node\'s kernel"',
  },
  {
    what: "the nonce may be any",
    file: "reading.ts",
    from: 'const lines = log.split("\\n")',
    to: 'origin = { ...origin, nonce: /probe 1 (\\S+)/.exec(log)?.[1] ?? "" }; const lines = log.split("\\n")',
  },
  {
    what: "the pod may be any",
    file: "reading.ts",
    from: '"pod-uid": origin.podUid, ',
    to: "",
  },
  {
    what: "the log may end early",
    file: "reading.ts",
    from: "if (end < begin)",
    to: "if (lines.length === 0)",
  },
  {
    what: "a boot id alone is enough",
    file: "judge-node.ts",
    from: "const besidesBootId = 1;",
    to: "const besidesBootId = 0;",
  },
  {
    what: "without a boot id one signal is enough",
    file: "judge-node.ts",
    from: "const withoutBootId = 2;",
    to: "const withoutBootId = 1;",
  },
  {
    what: "the uptime is not looked at",
    file: "signals.ts",
    from: 'if (own <= age + slackSeconds) return "own kernel";',
    to: "",
  },
  {
    what: "signals may contradict each other",
    file: "judge-node.ts",
    from: "if (isEnough && shared !== undefined)",
    to: "if (!isEnough && shared !== undefined)",
  },
  {
    what: "the node may be rebooted",
    file: "judge-node.ts",
    from: "after.bootId !== node.bootId",
    to: "after.bootId === ''",
  },
  {
    what: "the node may be gone",
    file: "judge-node.ts",
    from: "if (after === undefined || after.uid !== node.uid)",
    to: "if (after === undefined) return undefined; if (after.uid !== node.uid)",
  },
  {
    what: "the class may change its handler",
    file: "judge-node.ts",
    from: "if (handlerAfter !== handler)",
    to: "if (handlerAfter === handler + '?')",
  },
];

describe("a weakened proof", () => {
  it("is compared with one that is not: rebuilt unchanged, it has no wrong verdict", async (t) => {
    assert.deepEqual(wrong(await rebuilt(t, undefined)), []);
  });

  for (const mutation of mutations) {
    it(`is found out when ${mutation.what}`, async (t) => {
      const found = wrong(await rebuilt(t, mutation)).map(({ what }) => what);
      assert.notDeepEqual(found, [], "no case of the matrix tells");
    });
  }
});

/** The judges, built of the sources with one of them changed. */
async function rebuilt(t: TestContext, mutation: (typeof mutations)[number] | undefined): Promise<Judges> {
  const folder = await mkdtemp(join(root, "build", "weakened-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  let isChanged = mutation === undefined;
  const result = await build({
    stdin: {
      contents: ["judge-node", "problems", "reading"]
        .map((name) => `export * from "./src/proof/${name}.ts";`)
        .join("\n"),
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
    plugins: [
      {
        name: "weaken",
        setup: (plugins) => {
          plugins.onLoad({ filter: /src\/proof\/[^/]*\.ts$/ }, async ({ path }) => {
            const source = await readFile(path, "utf8");
            if (mutation === undefined || basename(path) !== mutation.file) return { contents: source, loader: "ts" };
            assert.equal(source.split(mutation.from).length, 2, `${mutation.from} stands not once in ${mutation.file}`);
            isChanged = true;
            return { contents: source.replace(mutation.from, () => mutation.to), loader: "ts" };
          });
        },
      },
    ],
  });
  assert.ok(isChanged);
  const file = join(folder, "judges.mjs");
  await writeFile(file, result.outputFiles[0]?.text ?? "");
  return (await import(pathToFileURL(file).href)) as Judges;
}
