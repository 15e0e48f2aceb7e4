// Start-up against bare Node. All four take turns in each round, so that a busy moment of the machine meets them alike;
// the ratio is the median over the rounds of (ours / bare Node in the same round).
import { spawnSync } from "node:child_process";
import { median, round } from "./helpers/statistics.mjs";

export default function startUp({ program, quick, row, hasCommand }) {
  const bare = "node -e 0";
  const commands = new Map([
    [bare, ["-e", "0"]],
    ["--version", [program, "--version"]],
    ["--help", [program, "--help"]],
    ["pool add --help", [program, "pool", "add", "--help"]],
  ]);
  const targets = { "--version": 1.25, "--help": 1.5, "pool add --help": 1.6 };
  // Without the command, the general help would be measured in its place.
  if (!hasCommand("pool add")) commands.delete("pool add --help");
  for (const args of commands.values()) time(args);

  const times = new Map([...commands.keys()].map((name) => [name, []]));
  const rounds = quick ? 5 : 41;
  for (let i = 0; i < rounds; i++) {
    // Another one begins each round.
    const order = [...commands.keys()].map((_, k, names) => names[(k + i) % names.length]);
    for (const name of order) times.get(name).push(time(commands.get(name)));
  }

  row(bare, round(median(times.get(bare)), 1), "ms", { note: `median of ${rounds}` });
  for (const [name, target] of Object.entries(targets).filter(([command]) => commands.has(command))) {
    const ratios = times.get(name).map((ms, i) => ms / times.get(bare)[i]);
    row(name, round(median(ratios)), "x node", { target, note: `median ${round(median(times.get(name)), 1)} ms` });
  }
}

function time(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const elapsedMs = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return elapsedMs;
}
