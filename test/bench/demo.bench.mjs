// The whole main job as `npm start` runs it: the simulated Azure and the program share one process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./helpers/run-program.mjs";
import { median, round } from "./helpers/statistics.mjs";

export const needs = ["demo"];

export default async function demo({ program, quick, row }) {
  const home = await mkdtemp(join(tmpdir(), "aks-sandbox-bench-"));
  const runs = [];
  try {
    const rounds = quick ? 1 : 3;
    for (let i = 0; i < rounds; i++) {
      runs.push(await runProgram(program, ["demo", "--progress", "plain"], { PATH: process.env.PATH, HOME: home }));
    }
    const note = `median of ${rounds}`;
    row("demo: wall time", round(median(runs.map((run) => run.elapsedMs)) / 1000, 1), "s", { target: 15, note });
    row("demo: peak memory", Math.round(Math.max(...runs.map((run) => run.peakMb))), "MB", {
      target: 250,
      note: "largest",
    });
  } finally {
    await rm(home, { recursive: true });
  }
}
