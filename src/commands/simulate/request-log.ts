import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { TextStream } from "../../context.js";
import { usageError } from "../../errors.js";
import type { LoggedRequest } from "../../simulator/simulator.js";

export interface RequestLog {
  write(request: LoggedRequest): void;
  /** Resolves when everything is in the file. */
  close(): Promise<void>;
}

/** `2026-11-23T12:00:00.000Z PUT /subscriptions/... 409 OperationNotAllowed 3 ms`; the time is simulated. */
export function requestLine({ timeMs, method, url, status, code, wallMs }: LoggedRequest): string {
  const path = url.split("?")[0] ?? "";
  const outcome = status === 0 ? "cut" : code === undefined ? String(status) : `${status} ${code}`;
  return `${new Date(timeMs).toISOString()} ${method} ${path} ${outcome} ${wallMs.toFixed(wallMs < 10 ? 1 : 0)} ms\n`;
}

/** One line a request: into `file` (appended to), else on stderr, or nowhere with `isQuiet`. */
export async function openRequestLog(
  stderr: TextStream,
  { file, isQuiet }: { readonly file: string | undefined; readonly isQuiet: boolean },
): Promise<RequestLog> {
  if (file === undefined) {
    return {
      write: (request) => {
        if (!isQuiet) stderr.write(requestLine(request));
      },
      close: () => Promise.resolve(),
    };
  }
  const stream = createWriteStream(file, { flags: "a", mode: 0o600 });
  await new Promise<void>((resolve, reject) => {
    stream.once("open", () => {
      resolve();
    });
    stream.once("error", (error) => {
      reject(usageError("LogNotWritable", `--log ${file} cannot be written: ${error.message}`, "name another file"));
    });
  });
  return {
    write: (request) => {
      stream.write(requestLine(request));
    },
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}
