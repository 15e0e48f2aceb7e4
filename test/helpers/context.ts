import { PassThrough } from "node:stream";
import type { CommandContext } from "../../src/commands/command.js";
import type { Clock } from "../../src/clock.js";
import type { TextStream } from "../../src/context.js";
import { runtimes } from "../../src/runtimes/index.js";
import { quietProgress } from "../../src/terminal/quiet-progress.js";

/** A stream that keeps what was written to it. */
export interface RecordedStream extends TextStream {
  text(): string;
}

export function recordedStream(terminal: { readonly isTTY?: boolean; readonly columns?: number } = {}): RecordedStream {
  let written = "";
  return {
    write: (text) => {
      written += text;
    },
    isTTY: terminal.isTTY ?? false,
    columns: terminal.columns ?? 80,
    text: () => written,
  };
}

export interface FakeClock extends Clock {
  /** Lets `ms` pass. */
  advance(ms: number): void;
  /** Lengths of the sleeps so far, milliseconds. */
  readonly sleeps: readonly number[];
}

/** A clock that starts at 2026-01-01T00:00:00Z and on which a sleep passes at once. */
export function fakeClock(): FakeClock {
  const start = Date.UTC(2026, 0, 1);
  const sleeps: number[] = [];
  let passedMs = 0;
  return {
    scale: 1,
    now: () => start + passedMs,
    elapsedMs: () => passedMs,
    sleep: async (ms, signal) => {
      // Gives everything else a turn, as a real sleep would.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      sleeps.push(ms);
      passedMs += ms;
    },
    advance: (ms) => {
      passedMs += ms;
    },
    sleeps,
  };
}

export interface TestContext extends CommandContext {
  readonly stdout: RecordedStream;
  readonly stderr: RecordedStream;
  readonly clock: FakeClock;
}

/** A context for in-process tests: recorded streams, fake clock, counted ids, and no connection unless one is given. */
export function testContext(
  parts: Partial<Omit<CommandContext, "stdout" | "stderr" | "clock">> & { readonly isTTY?: boolean } = {},
): TestContext {
  const { isTTY = false, ...given } = parts;
  const stderr = recordedStream({ isTTY });
  let ids = 0;
  return {
    env: {},
    cwd: "/nowhere",
    stdin: new PassThrough(),
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
    runtimes,
    signal: new AbortController().signal,
    connectAzure: () => Promise.reject(new Error("this test gave its context no Azure")),
    connectKubernetes: () => Promise.reject(new Error("this test gave its context no Kubernetes")),
    progress: quietProgress({ stderr }),
    commandLine: "aks-sandbox test",
    print: (result) => Promise.reject(new Error(`this test expected no ${result.kind} before the end`)),
    confirm: (question) => Promise.reject(new Error(`this test expected no question: ${question}`)),
    ...given,
    stdout: recordedStream({ isTTY }),
    stderr,
    clock: fakeClock(),
  };
}
