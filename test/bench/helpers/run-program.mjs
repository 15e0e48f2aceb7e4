import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";

/** Runs the program to its end; wall time in ms, and the peak of the memory of its whole process tree in MB (Linux). */
export async function runProgram(program, args, env) {
  const started = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, treeMemoryMb(child.pid));
  }, 20);
  const [code, signal] = await once(child, "close");
  const elapsedMs = performance.now() - started;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code ?? signal}:\n${Buffer.concat(output)}`);
  return { elapsedMs, peakMb };
}

/** Each process's own high-water mark (VmHWM), added up: never less than what they used together. */
function treeMemoryMb(pid) {
  try {
    const kib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    );
    return (kib * 1024) / 1e6 + children.reduce((sum, child) => sum + treeMemoryMb(child), 0);
  } catch {
    // It ended meanwhile, or this is not Linux.
    return 0;
  }
}
