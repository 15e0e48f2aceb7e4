import type { Context } from "../context.js";
import { jsonProgress } from "./json-progress.js";
import { plainProgress } from "./plain-progress.js";
import type { Progress, ProgressMode } from "./progress.js";
import { quietProgress } from "./quiet-progress.js";
import type { Style } from "./style.js";

/** Makes the progress of one run. `verbose` = a line for every update of `plain`. The spinner's library is loaded only for `tty`. */
export async function createProgress(
  choice: ProgressMode | "auto",
  parts: Pick<Context, "stderr" | "env" | "clock">,
  style: Style,
  verbose: boolean,
): Promise<Progress> {
  switch (choice === "auto" ? automaticMode(parts) : possibleMode(choice, parts)) {
    case "tty": {
      const { ttyProgress } = await import("./tty-progress.js");
      return ttyProgress(parts, style);
    }
    case "plain":
      return plainProgress(parts, verbose);
    case "json":
      return jsonProgress(parts);
    case "none":
      return quietProgress(parts);
  }
}

/** A spinner for a person at a terminal, lines for a log. `CI` is set by every CI system we know of. */
function automaticMode({ stderr, env }: Pick<Context, "stderr" | "env">): ProgressMode {
  const inCi = !["", "0", "false"].includes(env["CI"] ?? "");
  return stderr.isTTY && !inCi && env["TERM"] !== "dumb" ? "tty" : "plain";
}

/** A spinner needs a terminal: into a file or a pipe it would write nothing but escape codes. */
function possibleMode(choice: ProgressMode, { stderr }: Pick<Context, "stderr">): ProgressMode {
  return choice === "tty" && !stderr.isTTY ? "plain" : choice;
}
