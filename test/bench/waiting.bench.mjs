// How soon the end of an operation is noticed, on recorded operations that the schedule was not fitted to.
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** @param {{ print: (line: string) => void }} bench */
export default async function waiting({ print }) {
  const judge = await load("../provision/waiting/judge-schedule.ts");
  const { findRecordedDurations, readRecordedDurations } = await load("../helpers/recorded-durations.ts");
  const found = findRecordedDurations();
  if (found.missing !== undefined) {
    if (process.env.CI === "true") throw new Error(`waiting: ${found.missing}`);
    print(`waiting: skipped, ${found.missing}`);
    return;
  }
  const rows = readRecordedDurations(found.path);
  print("waiting: from the end of an operation to noticing it");
  for (const [title, delays] of [
    ["held-out quarter, shipped schedule", judge.judgeHeldOut(rows)],
    ["tenfold cross validation", judge.crossValidate(rows, 10)],
  ]) {
    for (const [name, values] of [["all", judge.all(delays)], ...delays]) {
      if (values.length < 10) continue;
      const [median, p95] = [0.5, 0.95].map((share) => (judge.quantile(values, share) / 1000).toFixed(1));
      print(`  ${title}: ${name.padEnd(14)} n=${values.length}  median ${median} s  p95 ${p95} s`);
    }
  }
  const salts = Array.from({ length: 50 }, (_, index) => `split ${index}`);
  for (const kind of ["all", "cluster-create", "pool-create"]) {
    const p95s = salts.map((salt) => {
      const delays = judge.crossValidate(rows, 10, salt);
      return judge.quantile(kind === "all" ? judge.all(delays) : delays.get(kind), 0.95) / 1000;
    });
    const [low, middle, high] = [0, 0.5, 1].map((share) => judge.quantile(p95s, share).toFixed(1));
    print(`  50 other tenfold splits, p95 of ${kind}: ${low} to ${high} s, median ${middle} s`);
  }
  print(`  polls of a 307 s cluster create: ${judge.notice("cluster-create", 307_000).polls} (limit 30)`);
  print(`  polls of a 189 s pool create: ${judge.notice("pool-create", 189_000).polls} (limit 22)`);
}

/** A TypeScript module of the tests, compiled in memory. */
async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(path, import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
