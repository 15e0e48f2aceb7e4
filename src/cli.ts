import { CommanderError } from "commander";
import { reportFailure } from "./cli-failure.js";
import { buildProgram, plainLine, wantedEntry } from "./cli-program.js";
import type { CommandContext, CommandDefinition } from "./commands/command.js";
import { commandEntries } from "./commands/index.js";
import type { ConfirmOptions, OutputOptions } from "./commands/options.js";
import type { Context, ContextParts } from "./context.js";
import { createContext } from "./create-context.js";
import { exitCodes } from "./errors.js";
import type { CommandResult } from "./report/result.js";
import { maskWord } from "./spec/secret-settings.js";
import type { Progress } from "./terminal/progress.js";

/**
 * Runs one command line and answers with the exit code. Never throws: this is the only place where an error becomes
 * text and an exit code. `entries`: the commands there are.
 */
export async function main(argv: readonly string[], parts: ContextParts, entries = commandEntries): Promise<number> {
  const line = plainLine(argv, entries);
  const running: { progress?: Progress } = {};
  try {
    let exitCode: number = exitCodes.done;
    const program = await buildProgram(line, entries, parts, async (definition, options, args) => {
      exitCode = await runCommand(definition, options, args, { ...createContext(parts), argv }, running);
    });
    await program.parseAsync([...line], { from: "user" });
    return exitCode;
  } catch (thrown) {
    // Help and version are thrown, too.
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
    running.progress?.stop();
    return await reportFailure(thrown, line, parts, wantedEntry(line, entries)?.name);
  }
}

/** Commands without the output flags have undefined for them. */
type GivenOptions = Partial<OutputOptions & ConfirmOptions>;

async function runCommand(
  definition: CommandDefinition,
  options: GivenOptions,
  args: readonly string[],
  context: Context & { readonly argv: readonly string[] },
  running: { progress?: Progress },
): Promise<number> {
  const progress = await progressFor(options, context);
  running.progress = progress;
  const commandContext: CommandContext = {
    ...context,
    progress,
    commandLine: commandLine(context.argv),
    print: (result) => printResult(result, options, context),
    confirm: async (question) => {
      if (options.yes === true) return true;
      const { confirm } = await import("./terminal/confirm.js");
      return confirm(question, context);
    },
  };
  const result = await definition.run(commandContext, options, args);
  progress.stop();
  if (result === undefined) return exitCodes.done;
  if (typeof result === "string") return exitCodes[result];
  await printResult(result, options, context);
  if (result.ci !== undefined) {
    const { ciSystem } = await import("./report/ci/ci-system.js");
    await ciSystem(context)?.publish(result.ci);
  }
  return exitCodes[result.exitReason === "started" ? "done" : result.exitReason];
}

async function progressFor(options: GivenOptions, context: Context): Promise<Progress> {
  const [{ createProgress }, { createStyle }] = await Promise.all([
    import("./terminal/create-progress.js"),
    import("./terminal/style.js"),
  ]);
  const style = createStyle(context.stderr, context.env, options.color ?? true);
  return createProgress(options.progress ?? "auto", context, style, options.verbose ?? false);
}

async function printResult(result: CommandResult, options: GivenOptions, { stdout, env }: Context): Promise<void> {
  const format = options.output ?? "table";
  if (format === "table") {
    const { createStyle } = await import("./terminal/style.js");
    stdout.write(result.table(createStyle(stdout, env, options.color ?? true)));
    return;
  }
  const [{ resultDocument }, { printDocument }] = await Promise.all([
    import("./report/result-document.js"),
    import("./report/print-document.js"),
  ]);
  printDocument(resultDocument(result), format, stdout);
}

/** The words quoted for a shell where they need it, without the secrets of `--set`. */
function commandLine(argv: readonly string[]): string {
  const shown = argv.map(maskWord);
  const quoted = shown.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ["aks-sandbox", ...quoted].join(" ");
}
