import { CommanderError } from "commander";
import type { CommandContext, CommandDefinition } from "./commands/command.js";
import type { ConfirmOptions, OutputFormat, OutputOptions } from "./commands/options.js";
import type { ContextParts } from "./context.js";
import { createContext } from "./create-context.js";
import { exitCodes, usageError, type CliError } from "./errors.js";
import { buildProgram } from "./cli-program.js";
import { errorDocument, exitCodeOf, reportedError } from "./report/error-document.js";
import type { CommandResult } from "./report/result.js";
import type { Progress } from "./terminal/progress.js";

/**
 * Runs one command line and answers with the exit code. Never throws: this is the only place where an error becomes
 * text and an exit code.
 */
export async function main(argv: readonly string[], parts: ContextParts): Promise<number> {
  const state: { progress: Progress | undefined } = { progress: undefined };
  try {
    let exitCode: number = exitCodes.done;
    const program = await buildProgram(argv, parts, async (definition, options, args) => {
      exitCode = await runCommand(definition, options, args, parts, state);
    });
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
    state.progress?.stop();
    return await reportFailure(thrown, argv, parts);
  }
}

async function runCommand(
  definition: CommandDefinition,
  options: OutputOptions & Partial<ConfirmOptions>,
  args: readonly string[],
  parts: ContextParts,
  state: { progress: Progress | undefined },
): Promise<number> {
  const base = createContext(parts);
  const [{ createProgress }, { createStyle }] = await Promise.all([
    import("./terminal/create-progress.js"),
    import("./terminal/style.js"),
  ]);
  const color = options.color;
  const progress = await createProgress(options.progress, base, createStyle(parts.stderr, parts.env, color));
  state.progress = progress;
  const context: CommandContext = {
    ...base,
    progress,
    confirm: async (question) => {
      if (options.yes === true) return true;
      const { confirm } = await import("./terminal/confirm.js");
      return confirm(question, base);
    },
  };
  const result = await definition.run(context, options, args);
  progress.stop();
  if (result === undefined) return exitCodes.done;
  await printResult(result, options.output, parts, color);
  return exitCodes[result.exitReason === "started" ? "done" : result.exitReason];
}

async function printResult(result: CommandResult, format: OutputFormat, parts: ContextParts, color: boolean) {
  if (format === "table") {
    const { createStyle } = await import("./terminal/style.js");
    parts.stdout.write(result.table(createStyle(parts.stdout, parts.env, color)));
    return;
  }
  const [{ resultDocument }, { printDocument }] = await Promise.all([
    import("./report/result-document.js"),
    import("./report/print-document.js"),
  ]);
  await printDocument(resultDocument(result), format, parts.stdout);
}

/** Reports on stderr in words, or with `-o json|yaml` as a document on stdout; answers with the exit code. */
async function reportFailure(thrown: unknown, argv: readonly string[], parts: ContextParts): Promise<number> {
  const error = reportedError(thrown instanceof CommanderError ? usageOf(thrown) : thrown, parts.signal);
  const wanted = wantedReport(argv, parts.env);
  if (wanted.format !== "table") {
    const { printDocument } = await import("./report/print-document.js");
    await printDocument(errorDocument(error), wanted.format, parts.stdout);
  }
  if (wanted.format === "table" || (wanted.debug && error.bug !== undefined)) {
    const [{ errorText }, { createStyle }] = await Promise.all([
      import("./report/error-text.js"),
      import("./terminal/style.js"),
    ]);
    parts.stderr.write(errorText(error, createStyle(parts.stderr, parts.env, wanted.color), wanted.debug));
  }
  return exitCodeOf(error);
}

/** commander's own complaint (unknown flag, missing value ...) as our usage error. */
function usageOf(error: CommanderError): CliError {
  const [message = "", ...suggestion] = error.message.replace(/^error: /, "").split("\n");
  const guess = /^\(Did you mean (.*)\?\)$/.exec(suggestion.join(" "))?.[1];
  return usageError(
    "InvalidUsage",
    message,
    guess === undefined ? "see the flags with --help" : `did you mean ${guess}?`,
  );
}

interface WantedReport {
  readonly format: OutputFormat;
  readonly debug: boolean;
  readonly color: boolean;
}

/** How to report when the command line itself may be what is wrong: the last word on each flag counts. */
function wantedReport(argv: readonly string[], env: ContextParts["env"]): WantedReport {
  let format = env["AKS_SANDBOX_OUTPUT"] ?? "table";
  argv.forEach((word, index) => {
    const next = argv[index + 1];
    if ((word === "-o" || word === "--output") && next !== undefined) format = next;
    else if (word.startsWith("--output=")) format = word.slice("--output=".length);
    else if (/^-o./.test(word)) format = word.slice(2).replace(/^=/, "");
  });
  return {
    format: format === "json" || format === "yaml" ? format : "table",
    debug: argv.includes("--debug"),
    color: !argv.includes("--no-color"),
  };
}
