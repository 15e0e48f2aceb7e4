// Builds the product and the tests, then runs the test files in a seeded random order, in parallel.
//
//   node test/run.mjs [--seed N] [--name PATTERN] [--jobs N] [--no-build] [--suite NAME] [--folder DIR] [--tied] [FILE-OR-FOLDER ...]
//
// FILE-OR-FOLDER is any part of a path (`test/azure`, `azure/poll.test.ts`). `--suite az` runs the *.az.ts files instead
// of the *.test.ts files: suites that need programs or time that `npm test` has not; none of their tests may skip in CI.
// `--folder` runs the *.test.js files of another folder instead of ours, with its skipped.txt. With CI=true the skipped tests of a whole run must be exactly
// those that skipped.txt lists (`file > suite > test`, one a line). `--tied`: ends, with its whole process group, when standard
// input does, as a pipe does with the program that holds its other end.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { enterSandbox } from "./runner/sandbox.mjs";
import { shuffle } from "./runner/shuffle.mjs";
import { Tally } from "./runner/tally.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: flags, positionals } = readArguments();
const seed = flags.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(flags.seed);
if (!Number.isInteger(seed)) stop(`--seed takes a whole number, not ${flags.seed}`);
const timeoutMs = Number(flags.timeout);
if (flags.tied) {
  process.stdin.once("close", () => process.kill(-process.pid, "SIGKILL")).resume();
  process.stdin.unref();
}

const ending = flags.suite === undefined ? "test" : flags.suite;
const own = flags.folder === undefined;
const folder = own ? join(root, "build", "test") : resolve(flags.folder);
const label = own ? ownLabel : (path) => path.replace(`${folder}/`, "");
if (own && !flags["no-build"]) {
  const { productBuild, testBuild } = await import("../esbuild.config.mjs");
  await Promise.all([productBuild(), testBuild()]);
}

const files = shuffle(chosenFiles(), seed);
const wholeRun = positionals.length === 0 && flags.name === undefined;
console.log(`# ${files.length} test files, order seed ${seed} (repeat with: npm test -- --seed ${seed})`);

const sandbox = enterSandbox();
const tally = new Tally(label, flags.name !== undefined);
const started = performance.now();
// A test process inherits these, so that stacks name the TypeScript lines.
process.execArgv.push("--enable-source-maps");
const stream = run({
  files,
  // Files spend more than half of their time waiting for programs and simulated time: with one a core, cores stand idle.
  concurrency: flags.jobs === undefined ? 2 * availableParallelism() : Number(flags.jobs),
  timeout: timeoutMs,
  ...(flags.name === undefined ? {} : { testNamePatterns: [flags.name] }),
});
const startedMs = new Map();
for await (const event of stream) {
  tally.add(event);
  const { name, file } = event.data;
  if (name !== file || name === undefined) continue;
  if (event.type === "test:dequeue") startedMs.set(file, performance.now());
  if (event.type === "test:complete") console.log(`${seconds(startedMs.get(file))}  ${label(file)}`);
}
tally.end();

const problems = sandbox.leftovers();
if (wholeRun && process.env.CI === "true") problems.push(...skipProblems());
if (tally.passed + tally.failures.length + tally.skipped.length === 0) problems.push("no test ran");
report();

function report() {
  for (const { name, text } of tally.failures) console.log(`\nFAILED ${name}\n${text.replace(/^/gm, "    ")}`);
  for (const [file, text] of tally.output) {
    if (!tally.failures.some(({ name }) => name === file || name.startsWith(`${file} > `))) continue;
    console.log(`\nprinted by ${file}:\n${text.trimEnd().replace(/^/gm, "    ")}`);
  }
  for (const name of tally.skipped) console.log(`skipped: ${name}`);
  for (const problem of problems) console.log(`FAILED ${problem}`);
  const failed = tally.failures.length + problems.length;
  if (failed > 0) process.exitCode = 1;
  console.log(`# ${seconds(started).trim()}, order seed ${seed}`);
  console.log(`${tally.passed} passed, ${failed} failed, ${tally.skipped.length} skipped`);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: "string" },
        name: { type: "string" },
        folder: { type: "string" },
        suite: { type: "string" },
        // Of a whole file, in ms.
        timeout: { type: "string", default: "120000" },
        jobs: { type: "string" },
        "no-build": { type: "boolean", default: false },
        tied: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return stop(error.message);
  }
}

function chosenFiles() {
  const all = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(`.${ending}.js`));
  const parts = positionals.map((part) => part.replace(/^(\.\/)?(test\/)?/, "").replace(/\.ts$/, ".js"));
  for (const part of parts) if (!all.some((name) => name.includes(part))) stop(`no test file matches ${part}`);
  const chosen = all.filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
  if (chosen.length === 0) stop(`no test file below ${folder}`);
  return chosen.sort().map((name) => join(folder, name));
}

/** A test file by the name of its source, whether it is named by its compiled file or, in stacks, by its source. */
function ownLabel(path) {
  return path
    .replace(`${folder}/`, "")
    .replace(`${join(root, "test")}/`, "")
    .replace(/\.js$/, ".ts");
}

/** A skip that is not listed, or a listed one that ran: both mean that the list tells less than it seems to. */
function skipProblems() {
  const path = own ? join(root, "test", "skipped.txt") : join(folder, "skipped.txt");
  const lines = flags.suite === undefined && existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const listed = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return [
    ...tally.skipped.filter((name) => !listed.includes(name)).map((name) => `skipped, but not in skipped.txt: ${name}`),
    ...listed.filter((name) => !tally.skipped.includes(name)).map((name) => `in skipped.txt, but not skipped: ${name}`),
  ];
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
