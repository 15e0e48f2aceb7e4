import type { Context } from "../context.js";
import type { Progress } from "./progress.js";

/**
 * One JSON object a line. Every object has `time` (ISO 8601, UTC), `elapsedMs` (since the program started) and
 * `type`: `start` (`step`, `title`), `update` (`step`, and of `stage`, `nodesReady {ready, asked}`, `usualMs` what is
 * known), `end` (`step`, `status`, `detail`), `fail` (`step`), `note` and `warning` (`message`).
 */
export function jsonProgress({ stderr, clock }: Pick<Context, "stderr" | "clock">): Progress {
  const said = new Map<string, string>();
  const event = (type: string, fields: object) => {
    const time = new Date(clock.now()).toISOString();
    stderr.write(`${JSON.stringify({ time, elapsedMs: Math.round(clock.elapsedMs()), type, ...fields })}\n`);
  };
  return {
    start: (step, title) => {
      event("start", { step, title });
    },
    update: (step, update) => {
      const text = JSON.stringify(update);
      if (said.get(step) === text) return;
      said.set(step, text);
      event("update", { step, ...update });
    },
    note: (message) => {
      event("note", { message });
    },
    warn: (message) => {
      event("warning", { message });
    },
    end: (step, outcome) => {
      event("end", {
        step,
        status: outcome.status,
        ...(outcome.detail === undefined ? {} : { detail: outcome.detail }),
      });
    },
    fail: (step) => {
      event("fail", { step });
    },
    stop: () => undefined,
  };
}
