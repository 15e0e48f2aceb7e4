import { Chalk } from "chalk";
import type { Context, TextStream } from "../context.js";

/** The few looks that text has, for one stream. Without colour each function returns its text unchanged. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
  /** Columns to keep to, or undefined where the output is no terminal and must not be cut. */
  readonly width: number | undefined;
}

/**
 * Colours for one stream. `--no-color` wins, then `NO_COLOR` (set and not empty, https://no-color.org), then
 * `FORCE_COLOR` (any value but `0` and `false`), then whether the stream is a terminal that is not `TERM=dumb`.
 */
export function createStyle(stream: TextStream, env: Context["env"], color: boolean): Style {
  const chalk = new Chalk({ level: hasColor(stream, env, color) ? 1 : 0 });
  // chalk joins all its arguments; these take one, so that they can be handed to map().
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    warning: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    accent: (text) => chalk.cyan(text),
    width: stream.isTTY ? stream.columns : undefined,
  };
}

function hasColor(stream: TextStream, env: Context["env"], color: boolean): boolean {
  if (!color) return false;
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  return stream.isTTY && env["TERM"] !== "dumb";
}
