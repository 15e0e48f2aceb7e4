// Measures what docs/performance.md states: node test/bench/run.mjs [--quick] [NAME ...]. Wants a built dist/.
//
// Each NAME.bench.mjs here exports a function that takes these tools and calls `row` for each figure, or `print` for a
// line. A row that depends on no clock (a size, a count) fails the run when it misses its target; a time is only printed
// beside its target.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false } },
});
const root = fileURLToPath(new URL("../..", import.meta.url));
const program = `${root}dist/aks-sandbox.js`;
const here = new URL(".", import.meta.url);
const names = readdirSync(here).filter((name) => name.endsWith(".bench.mjs"));
const chosen = names.filter((name) => positionals.length === 0 || positionals.some((part) => name.startsWith(part)));
if (chosen.length === 0) throw new Error(`no bench called ${positionals.join(", ")}`);

console.log(
  `# Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)}${values.quick ? ", one quick round" : ""}`,
);
for (const name of chosen.sort()) {
  const { default: bench, needs = [] } = await import(new URL(name, here).href);
  const missing = needs.filter((command) => !hasCommand(command));
  if (missing.length > 0) console.log(`# ${name}: this version has no ${missing.join(", ")}`);
  else await bench({ root, program, quick: values.quick, row, print: console.log, hasCommand });
}

/** Whether the program can help with the command. */
function hasCommand(command) {
  return spawnSync(process.execPath, [program, ...command.split(" "), "--help"], {
    encoding: "utf8",
  }).stdout.startsWith(`Usage: aks-sandbox ${command} `);
}

/** `target` is the largest value allowed, `least` the smallest; `exact`: the figure is the same on every machine. */
function row(what, value, unit, { target, least, exact = false, note = "" } = {}) {
  const met = (target === undefined || value <= target) && (least === undefined || value >= least);
  if (!met && exact) process.exitCode = 1;
  const bound = target !== undefined ? `at most ${target}` : least !== undefined ? `at least ${least}` : undefined;
  const verdict = bound === undefined ? "" : `${bound} ${unit}: ${met ? "met" : "MISSED"}`;
  console.log(
    `${what.padEnd(48)} ${String(value).padStart(9)} ${unit.padEnd(9)} ${[verdict, note].filter(Boolean).join("; ")}`,
  );
}
