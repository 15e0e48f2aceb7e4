import type { Command } from "commander";
import type { Context } from "../context.js";
import type { ExitReason } from "../errors.js";
import type { CommandResult } from "../report/result.js";
import type { Progress } from "../terminal/progress.js";

/** A command is data and a function: what it is called, which flags it has, and what it does with their values. */
export interface CommandDefinition<Options = object> {
  /** Words after the program's name: `up`, `pool add`. */
  readonly name: string;
  /** One line in the infinitive without a full stop, as the list of commands shows it. */
  readonly summary: string;
  /** Paragraphs under the usage line; default: the summary. */
  readonly description?: string;
  /** Whole command lines, shown at the end of the help text. */
  readonly examples?: readonly string[];
  /** Adds flags and arguments; runs for `--help` too, so it loads nothing and asks nobody. */
  configure(command: Command): void;
  /**
   * Does the work. Knows no commander: `options` are the flags' values after the environment was read, `args` the
   * plain arguments. Undefined = everything was said already (a server that ended); a reason: so, too, and that is why it
   * ended. Imports workflows dynamically.
   */
  run(
    context: CommandContext,
    options: Options,
    args: readonly string[],
  ): Promise<CommandResult | ExitReason | undefined>;
}

/** The context of a running command: what `Context` offers, and the person at the terminal. */
export interface CommandContext extends Context {
  readonly progress: Progress;
  /** The command line as given, quoted for a shell: what a person types to run it again. Secrets of `--set` are `***`. */
  readonly commandLine: string;
  /** Shows a result on stdout before the command ends, in the format asked for. */
  print(result: CommandResult): Promise<void>;
  /**
   * Asks a yes/no question on the terminal; `--yes` answers it. Throws a usage error `ConfirmationNeeded` where there
   * is no terminal, and `Interrupted` on Ctrl-C.
   */
  confirm(question: string): Promise<boolean>;
}
