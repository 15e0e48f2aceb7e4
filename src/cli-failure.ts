import { CommanderError } from "commander";
import type { OutputFormat } from "./commands/options.js";
import type { ContextParts } from "./context.js";
import { usageError, type CliError } from "./errors.js";
import { errorDocument, exitCodeOf, reportedError, type ReportedError } from "./report/error-document.js";

/**
 * Reports whatever was thrown and answers with the exit code: in words on stderr (one JSON object under
 * `--progress json`), and with `-o json|yaml` as a document on stdout as well. `command`: the words of the command that
 * was understood, for the hint.
 */
export async function reportFailure(
  thrown: unknown,
  argv: readonly string[],
  parts: Pick<ContextParts, "stdout" | "stderr" | "env" | "signal">,
  command: string | undefined,
): Promise<number> {
  const error = reportedError(thrown instanceof CommanderError ? usageOf(thrown, command) : thrown, parts);
  const wanted = wantedReport(argv, parts.env);
  if (wanted.format !== "table") {
    const { printDocument } = await import("./report/print-document.js");
    printDocument(errorDocument(error), wanted.format, parts.stdout);
  }
  parts.stderr.write(await errorLines(error, wanted, parts));
  return exitCodeOf(error);
}

async function errorLines(
  error: ReportedError,
  wanted: WantedReport,
  { stderr, env }: Pick<ContextParts, "stderr" | "env">,
): Promise<string> {
  if (wanted.jsonLines) return `${JSON.stringify({ type: "error", ...errorDocument(error) })}\n`;
  const [{ errorText }, { createStyle }] = await Promise.all([
    import("./report/error-text.js"),
    import("./terminal/style.js"),
  ]);
  return errorText(error, createStyle(stderr, env, wanted.color), wanted.detail);
}

/** commander's own complaint (unknown flag, missing value ...) as our usage error. */
function usageOf(error: CommanderError, command: string | undefined): CliError {
  const [message = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const guess = /^\(Did you mean (.*)\?\)$/.exec(more.join(" "))?.[1];
  if (guess !== undefined) return usageError("InvalidUsage", message, `did you mean ${guess}?`);
  return usageError("InvalidUsage", message, `see aks-sandbox ${command === undefined ? "" : `${command} `}--help`);
}

interface WantedReport {
  readonly format: OutputFormat;
  readonly jsonLines: boolean;
  readonly detail: "plain" | "verbose" | "debug";
  readonly color: boolean;
}

/** How to report, read without commander: the command line itself may be what is wrong. */
function wantedReport(argv: readonly string[], env: ContextParts["env"]): WantedReport {
  const format = valueOf(argv, "--output", "-o") ?? env["AKS_SANDBOX_OUTPUT"];
  const progress = valueOf(argv, "--progress") ?? env["AKS_SANDBOX_PROGRESS"];
  return {
    format: format === "json" || format === "yaml" ? format : "table",
    jsonLines: progress === "json",
    detail: argv.includes("--debug") ? "debug" : argv.includes("--verbose") ? "verbose" : "plain",
    color: !argv.includes("--no-color"),
  };
}

/** The last value given to a flag, in each of the forms that commander takes: `-o x`, `-ox`, `--output x`, `--output=x`. */
function valueOf(argv: readonly string[], long: string, short?: string): string | undefined {
  let value: string | undefined;
  argv.forEach((word, index) => {
    if (word === long || word === short) value = argv[index + 1];
    else if (word.startsWith(`${long}=`)) value = word.slice(long.length + 1);
    else if (short !== undefined && word.startsWith(short)) value = word.slice(short.length);
  });
  return value;
}
