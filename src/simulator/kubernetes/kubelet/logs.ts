import type { SimulatedClock } from "../../clock.js";
import type { Call } from "../api/call.js";
import type { LogOptions } from "./log-options.js";

interface Line {
  readonly timeMs: number;
  readonly text: string;
}

/** What one run of a container has printed, whole lines with their times. */
export class ContainerLog {
  readonly lines: Line[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #clock: SimulatedClock;
  #rest = "";
  hasEnded = false;

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  write(text: string): void {
    const parts = (this.#rest + text).split("\n");
    this.#rest = parts.pop() ?? "";
    for (const part of parts) this.lines.push({ timeMs: this.#clock.now(), text: `${part}\n` });
    if (parts.length > 0) this.#notify();
  }

  end(): void {
    if (this.#rest !== "") this.lines.push({ timeMs: this.#clock.now(), text: this.#rest });
    this.#rest = "";
    this.hasEnded = true;
    this.#notify();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Answers a log request: `tailLines`, `timestamps`, `sinceSeconds`, `sinceTime`, `limitBytes`, `follow`. */
export function serveContainerLog(
  log: ContainerLog,
  options: LogOptions,
  call: Call,
  onOpen: (end: () => void) => void,
): void {
  const { query, response } = call;
  const { tailLines: tail, sinceMs } = options;
  let bytesLeft = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const hasTimes = query.get("timestamps") === "true";
  const start = tail === undefined ? 0 : Math.max(0, log.lines.length - tail);
  let next = start;
  const flush = () => {
    for (; next < log.lines.length && bytesLeft > 0; next += 1) {
      const line = log.lines[next];
      if (line === undefined || line.timeMs < sinceMs) continue;
      const text = hasTimes ? `${nanoTime(line.timeMs)} ${line.text}` : line.text;
      const bytes = Buffer.from(text).subarray(0, bytesLeft);
      bytesLeft -= bytes.length;
      response.write(bytes);
    }
  };
  response.setHeader("content-type", "text/plain");
  response.writeHead(200);
  response.flushHeaders();
  flush();
  if (query.get("follow") !== "true" || log.hasEnded || bytesLeft <= 0) {
    response.end();
    return;
  }
  const stop = log.onChange(() => {
    flush();
    if (log.hasEnded || bytesLeft <= 0) end();
  });
  const end = () => {
    stop();
    response.end();
  };
  response.once("close", stop);
  onOpen(end);
}

const nanoTime = (timeMs: number) => new Date(timeMs).toISOString().replace("Z", "000000Z");
