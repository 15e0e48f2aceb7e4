// Builds the product and the tests, then runs the test files in a seeded random order, in parallel.
//
//   node test/run.mjs [--seed N] [--name PATTERN] [--no-build] [FILE-SUBSTRING ...]
//
// With CI=true a skipped test is a failure unless `test/skipped.txt` lists it, and each listed one must be skipped.
import { readFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { productBuild, testBuild } from "../esbuild.config.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string" },
    name: { type: "string" },
    "no-build": { type: "boolean", default: false },
  },
});

if (!values["no-build"]) await Promise.all([productBuild(), testBuild()]);

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const files = readdirSync(join(root, "build", "test"), { recursive: true })
  .filter((name) => name.endsWith(".test.js"))
  .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)))
  .sort();
shuffle(files, seed);
if (files.length === 0) {
  console.error(`no test file matches ${positionals.join(" ")}`);
  process.exit(1);
}
console.log(`# ${files.length} test files, order seed ${seed} (repeat with: npm test -- --seed ${seed})`);

const started = performance.now();
const counts = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];
const stream = run({
  files: files.map((name) => join(root, "build", "test", name)),
  concurrency: Math.max(2, availableParallelism()),
  timeout: 120_000,
  ...(values.name === undefined ? {} : { testNamePatterns: [values.name] }),
});
stream.on("test:pass", (test) => count(test, "passed"));
stream.on("test:fail", (test) => count(test, "failed"));
stream.compose(spec).pipe(process.stdout);
await new Promise((resolve) => stream.once("close", resolve).once("end", resolve));

function count(test, outcome) {
  // A suite repeats what its tests say, and so does the line of a whole file.
  if (test.details?.type === "suite" || (test.nesting === 0 && files.some((name) => test.name.endsWith(name)))) {
    if (outcome === "failed") process.exitCode = 1;
    return;
  }
  if (test.skip === undefined) counts[outcome] += 1;
  else {
    counts.skipped += 1;
    skipped.push(test.name);
  }
  if (outcome === "failed") process.exitCode = 1;
}

process.on("exit", () => {
  if (process.env.CI === "true" && positionals.length === 0) checkSkips();
  console.log(`# ${Math.round((performance.now() - started) / 100) / 10} s`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
});

const allowedSkips = (await readFile(join(root, "test", "skipped.txt"), "utf8"))
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

function checkSkips() {
  const unexpected = skipped.filter((name) => !allowedSkips.includes(name));
  const missing = allowedSkips.filter((name) => !skipped.includes(name));
  if (unexpected.length === 0 && missing.length === 0) return;
  for (const name of unexpected) console.log(`skipped, but not listed in test/skipped.txt: ${name}`);
  for (const name of missing) console.log(`listed in test/skipped.txt, but not skipped: ${name}`);
  process.exitCode = 1;
}

/** Fisher-Yates with a small seeded generator (mulberry32). */
function shuffle(list, start) {
  let state = start >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
}
