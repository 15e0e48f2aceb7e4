import { main } from "./cli.js";
import { reportFailure } from "./cli-failure.js";
import { commandEntries } from "./commands/index.js";
import { processParts } from "./create-context.js";
import { exitCodes, interruptedError } from "./errors.js";

/**
 * Runs the program as this very process: signals become an abort, the result becomes `process.exitCode`. The process
 * ends when nothing is left to do, so that no output is cut off.
 */
export async function runProcess(argv: readonly string[], entries = commandEntries): Promise<void> {
  const controller = new AbortController();
  const parts = processParts(controller.signal);
  const onSignal = (signal: NodeJS.Signals) => {
    // The second Ctrl-C is an order to leave at once, whatever is still being waited for.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(interruptedError(`interrupted by ${signal === "SIGINT" ? "Ctrl-C" : signal}`));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // A reader that went away (`| head -1`) must not stop a change that is under way, nor show a stack trace.
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  // An error outside of main's reach leaves nothing that could be relied on: say so and go.
  let isLeaving = false;
  process.on("uncaughtException", (error) => {
    // A report that throws itself must not be reported again, and again.
    if (isLeaving) process.exit(exitCodes.failed);
    isLeaving = true;
    reportFailure(error, argv, parts, undefined).then(
      (exitCode) => process.exit(exitCode),
      () => process.exit(exitCodes.failed),
    );
  });
  process.exitCode = await main(argv, parts, entries);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
