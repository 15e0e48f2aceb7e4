import type { Finding, PreflightResult } from "../preflight/preflight.js";
import type { Style } from "../terminal/style.js";
import type { CommandResult } from "./result.js";
import { wrap, wrapAfter } from "./wrap.js";

/** Of the lines that a long one is broken into on a terminal. */
const indent = "  ";

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
        ...rest.unknown.map(({ fact, reason }) =>
          wrapAfter("not looked at:", style.warning, `${fact} (${reason})`, style.width, indent),
        ),
        `${verdictText(verdict, style)}; ${rest.applied.length} checks applied, nothing was changed\n`,
      ].join(""),
  };
}

function findingText({ id, severity, reason, cure, source }: Finding, style: Style): string {
  const { width } = style;
  const [word, look] = {
    refuse: ["refused", style.bad] as const,
    warn: ["advisory", style.warning] as const,
    skipped: ["skipped", style.dim] as const,
  }[severity];
  const told = wrapAfter(word, look, `${id}: ${reason}`, width, indent);
  return `${told}${wrap(`  next: ${cure}`, width, "    ")}  ${style.dim(`source: ${source}`)}\n`;
}

function verdictText(verdict: PreflightResult["verdict"], style: Style): string {
  if (verdict === undefined) return style.good("preflight passes");
  return style.bad(verdict === "quota" ? "preflight refuses: quota" : "preflight refuses");
}
