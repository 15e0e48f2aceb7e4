import { mkdir, open, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../clock.js";
import { CliError } from "../errors.js";
import { errnoOf, kubeconfigFault } from "./kubeconfig-fault.js";

/** How long to wait for another program's lock, wall time. */
export const lockTimeLimitMs = 15_000;
const firstPauseMs = 20;
const longestPauseMs = 250;

/**
 * Runs `work` while holding kubectl's own lock on each file: `<file>.lock`, made with O_CREAT|O_EXCL and removed afterwards
 * (client-go, `clientcmd/loader.go`), in sorted order as kubectl takes them. kubectl itself never waits for a lock; we do.
 * A lock that stays is reported as `KubeconfigLocked` (exit 7) and never taken away: nothing in it tells whose it is.
 * The signal ends the waiting; once the locks are held, `work` runs to its end.
 */
export async function withKubeconfigLocks<T>(
  files: readonly string[],
  clock: Clock,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const held: string[] = [];
  try {
    for (const file of [...new Set(files)].sort()) {
      await acquire(`${file}.lock`, file, clock, signal);
      held.push(`${file}.lock`);
    }
    return await work();
  } finally {
    for (const lock of held.reverse()) await unlink(lock).catch(() => undefined);
  }
}

async function acquire(lock: string, file: string, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await makeFolder(file);
  let pauseMs = firstPauseMs;
  for (let waitedMs = 0; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    try {
      const handle = await open(lock, "wx", 0);
      await handle.close();
      return;
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw kubeconfigFault(file, error, "write");
    }
    if (waitedMs >= lockTimeLimitMs) throw await lockedError(lock, file);
    // The lock's holder lives in wall time, whatever the scale of service time.
    await clock.sleep(pauseMs * clock.scale, signal);
  }
}

async function makeFolder(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw kubeconfigFault(file, error, "write");
  }
}

async function lockedError(lock: string, file: string): Promise<CliError> {
  const since = await stat(lock).then(
    ({ mtime }) => `, since ${mtime.toISOString()}`,
    () => "",
  );
  return new CliError("KubeconfigLocked", `${file} is locked by another program (${lock}${since})`, {
    exitReason: "conflict",
    hint: `if no kubectl is running, it was left behind by one that was killed; remove it: rm -f '${lock}'`,
  });
}
