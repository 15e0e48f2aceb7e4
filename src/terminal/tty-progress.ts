import { moveCursor, clearLine, cursorTo } from "node:readline";
import { Writable } from "node:stream";
import ora from "ora";
import type { Context, TextStream } from "../context.js";
import type { StepOutcome, StepProgress } from "../steps/step.js";
import { formatElapsed } from "./elapsed.js";
import { describeUpdate } from "./plain-progress.js";
import type { Progress } from "./progress.js";
import type { Style } from "./style.js";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

const marks: Readonly<Record<StepOutcome["status"], string>> = {
  changed: "✔",
  unchanged: "✔",
  started: "▸",
  skipped: "-",
  notProven: "✖",
};

interface Running {
  readonly title: string;
  readonly startedMs: number;
  update: StepProgress;
}

/** One spinner line for the running step; a finished step leaves one line behind. */
export function ttyProgress({ stderr, clock }: Pick<Context, "stderr" | "clock">, style: Style): Progress {
  const running = new Map<string, Running>();
  const elapsed = (step: Running) => formatElapsed(clock.elapsedMs() - step.startedMs);
  const current = () => {
    const step = [...running.values()].at(-1);
    if (step === undefined) return "";
    const said = describeUpdate(step.update);
    // Two columns for the spinner, one so that the terminal does not wrap.
    const room = stderr.columns - 3;
    const text = [step.title, said, elapsed(step)].filter((part) => part !== "").join("  ");
    return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
  };
  const spinner = ora({
    stream: oraStream(stderr),
    isEnabled: true,
    // Our own colours: ora would ask the process about its own terminal.
    color: false,
    spinner: { frames: frames.map(style.accent), interval: 80 },
    discardStdin: false,
    suffixText: current,
  });
  const line = (text: string) => {
    const wasSpinning = spinner.isSpinning;
    spinner.stop();
    stderr.write(`${text}\n`);
    if (wasSpinning && running.size > 0) spinner.start();
  };
  const finish = (id: string, text: (step: Running) => string) => {
    const step = running.get(id);
    running.delete(id);
    if (step !== undefined) line(text(step));
  };
  return {
    start: (id, title) => {
      running.set(id, { title, startedMs: clock.elapsedMs(), update: {} });
      spinner.start();
    },
    update: (id, update) => {
      const step = running.get(id);
      if (step !== undefined) step.update = update;
    },
    note: line,
    warn: (text) => {
      line(`${style.warning("warning:")} ${text}`);
    },
    end: (id, outcome) => {
      finish(id, (step) => {
        const looks = { changed: style.good, notProven: style.bad } as const;
        const look = outcome.status in looks ? looks[outcome.status as keyof typeof looks] : style.dim;
        const mark = look(marks[outcome.status]);
        const detail = outcome.detail ?? (outcome.status === "changed" ? "done" : outcome.status);
        return `${mark} ${step.title}  ${style.dim(`${detail}  ${elapsed(step)}`)}`;
      });
    },
    fail: (id) => {
      finish(id, (step) => `${style.bad("✖")} ${step.title}  ${style.dim(elapsed(step))}`);
    },
    stop: () => {
      running.clear();
      spinner.stop();
    },
  };
}

/** The part of a terminal stream that ora uses, over our text stream. */
function oraStream(stream: TextStream): NodeJS.WritableStream {
  const writable = new Writable({
    write: (chunk: unknown, _encoding, done) => {
      stream.write(String(chunk));
      done();
    },
  });
  return Object.assign(writable, {
    isTTY: true,
    columns: stream.columns,
    cursorTo: (x: number) => cursorTo(writable, x),
    moveCursor: (dx: number, dy: number) => moveCursor(writable, dx, dy),
    clearLine: (direction: -1 | 0 | 1) => clearLine(writable, direction),
  });
}
