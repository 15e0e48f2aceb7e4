import { exitCodes, type ExitReason } from "../errors.js";
import { breakLines, twoColumns } from "./columns.js";
import { markdownTable } from "./markdown-table.js";

/** What each exit reason means; the compiler sees to it that none is left out. */
export const exitMeanings: Readonly<Record<ExitReason, string>> = {
  done: "Done, or nothing was left to do. With --no-wait: Azure accepted the operation, and exitReason is `started`.",
  failed: "Something failed. What was changed before stays; the error says what it was.",
  usage: "The command line, an environment variable or a file is wrong. Nothing was done.",
  notFound: "What was asked for does not exist.",
  notAllowed: "Not signed in, or not allowed to do it.",
  refused: "A check refused the request because it would fail. Nothing was changed.",
  quota: "Quota or capacity is missing. When a check refuses as well, the code is 5.",
  conflict:
    "Something else holds the target: another's operation outlasted the time limit, or what exists differs in what cannot be changed.",
  timeLimit: "The time limit was reached. Our own operation goes on in Azure; the same command attaches to it again.",
  notProven: "Isolation was not proven.",
  differences: "There are differences. Only where a command was asked to report them this way.",
  interrupted:
    "Interrupted by Ctrl-C or SIGTERM. What was started goes on in Azure; the same command attaches to it again.",
};

const introduction =
  "Exit codes are a contract: a code keeps its meaning. JSON and YAML output carries the reason as exitReason, whether anything was changed as changed, and what is still to do or still under way as remaining.";

/** Rows of code, reason and meaning, ascending by code. */
export function exitCodeRows(): readonly {
  readonly code: number;
  readonly reason: string;
  readonly meaning: string;
}[] {
  const reasons: readonly (readonly [string, string])[] = Object.entries(exitMeanings);
  const codes: Readonly<Record<string, number>> = exitCodes;
  return reasons
    .map(([reason, meaning]) => ({ code: codes[reason] ?? 1, reason, meaning }))
    .sort((a, b) => a.code - b.code);
}

export function exitCodesText(): string {
  const rows = exitCodeRows().map(
    ({ code, reason, meaning }) => [`${String(code).padStart(3)}  ${reason}`, meaning] as const,
  );
  return `${breakLines(introduction, 100).join("\n")}\n\n${twoColumns(rows)}\n`;
}

/** The same as a page of the documentation. */
export function exitCodesPage(): string {
  const rows = exitCodeRows().map(({ code, reason, meaning }) => [String(code), `\`${reason}\``, meaning]);
  return ["# Exit codes", "", introduction, "", markdownTable(["code", "reason", "meaning"], rows), ""].join("\n");
}
