import type { Finding, PreflightResult } from "../preflight/preflight.js";
import type { Style } from "../terminal/style.js";
import type { CommandResult } from "./result.js";

/** The document and the text of a preflight. Exit 5 where something refuses, 6 where quota alone does. */
export function preflightReport(
  { verdict, ...rest }: PreflightResult,
  { isOffline }: { readonly isOffline: boolean },
): CommandResult {
  const result = { verdict: verdict ?? "passes", offline: isOffline, ...rest };
  return {
    kind: "PreflightResult",
    exitReason: verdict ?? "done",
    changed: false,
    remaining: [],
    data: result,
    table: (style) =>
      [
        ...rest.findings.map((finding) => findingText(finding, style)),
        ...rest.unknown.map(({ fact, reason }) => `${style.warning("not looked at:")} ${fact} (${reason})\n`),
        `${verdictText(verdict, style)}; ${rest.applied.length} checks applied, nothing was changed\n`,
      ].join(""),
  };
}

function findingText({ id, severity, reason, cure, source }: Finding, style: Style): string {
  const word = { refuse: style.bad("refused"), warn: style.warning("advisory"), skipped: style.dim("skipped") }[
    severity
  ];
  return `${word} ${id}: ${reason}\n  next: ${cure}\n  ${style.dim(`source: ${source}`)}\n`;
}

function verdictText(verdict: PreflightResult["verdict"], style: Style): string {
  if (verdict === undefined) return style.good("preflight passes");
  return style.bad(verdict === "quota" ? "preflight refuses: quota" : "preflight refuses");
}
