import type { Context } from "../context.js";
import type { Progress } from "./progress.js";

/** Warnings alone. */
export function quietProgress({ stderr }: Pick<Context, "stderr">): Progress {
  const nothing = () => undefined;
  return {
    start: nothing,
    update: nothing,
    note: nothing,
    warn: (text) => {
      stderr.write(`warning: ${text}\n`);
    },
    end: nothing,
    fail: nothing,
    stop: nothing,
  };
}
