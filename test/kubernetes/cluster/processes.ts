import { readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** In clock ticks since the machine's start. */
  readonly startTicks: number;
}

/** Undefined where no such process lives (a zombie does not). */
export function processOf(pid: number): ProcessId | undefined {
  try {
    // The second field is a name in parentheses, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? undefined : { pid, startTicks: Number(fields[19]) };
  } catch {
    return undefined;
  }
}

export function isAlive(process: ProcessId): boolean {
  return processOf(process.pid)?.startTicks === process.startTicks;
}

/** SIGKILL, if it is still that process. */
export function killProcess({ pid, startTicks }: ProcessId): void {
  if (!isAlive({ pid, startTicks })) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}
