import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Context } from "../context.js";
import { interruptedError, usageError } from "../errors.js";

/**
 * Asks a yes/no question on stderr and reads one line; anything but `y` or `yes` is no. Throws a usage error
 * `ConfirmationNeeded` where nobody can answer, and the signal's reason on Ctrl-C.
 */
export async function confirm(
  question: string,
  { stdin, stderr, signal }: Pick<Context, "stdin" | "stderr" | "signal">,
): Promise<boolean> {
  if (stdin.isTTY !== true || !stderr.isTTY) {
    throw usageError(
      "ConfirmationNeeded",
      `this asks for a confirmation, and there is no terminal to ask on: ${question}`,
      "pass --yes",
    );
  }
  signal.throwIfAborted();
  const output = new Writable({
    write: (chunk: unknown, _encoding, done) => {
      stderr.write(String(chunk));
      done();
    },
  });
  const lines = createInterface({ input: stdin, output, terminal: true });
  try {
    return await new Promise<boolean>((resolve, reject) => {
      // With a terminal in raw mode Ctrl-C arrives here as a key, not as a signal of the process.
      lines.once("SIGINT", () => {
        reject(interruptedError("interrupted at the question; nothing was changed"));
      });
      // Ctrl-D.
      lines.once("close", () => {
        resolve(false);
      });
      lines.question(`${question} [y/N] `, { signal }).then(
        (answer) => {
          resolve(/^y(es)?$/i.test(answer.trim()));
        },
        () => {
          reject(signal.reason instanceof Error ? signal.reason : interruptedError("interrupted at the question"));
        },
      );
    });
  } finally {
    lines.close();
  }
}
