import type { Facts } from "../facts/facts.js";
import { nearestSizes } from "./nearest-sizes.js";
import type { PreflightRequest, Rule } from "./rule.js";
import { rules } from "./rules.js";

export interface Finding {
  readonly id: string;
  readonly title: string;
  /** `skipped`: it would have refused, and `--skip-check` or `--skip-preflight` said otherwise. */
  readonly severity: "refuse" | "warn" | "skipped";
  readonly exit: "refused" | "quota";
  readonly reason: string;
  readonly cure: string;
  readonly source: string;
}

export interface PreflightResult {
  readonly findings: readonly Finding[];
  /** Undefined: nothing refuses. `refused` goes before `quota` when both hold. */
  readonly verdict: "refused" | "quota" | undefined;
  /** Ids of the rules that were applied. */
  readonly applied: readonly string[];
  readonly unknown: Facts["unknown"];
}

/** Applies every rule. `skip`: ids whose refusals are kept as `skipped`, or all. */
export function preflight(
  request: PreflightRequest,
  facts: Facts,
  skip: ReadonlySet<string> | "all",
  all: readonly Rule[] = rules,
): PreflightResult {
  const findings = all.flatMap((rule) =>
    rule.check(request, facts).map((objection): Finding => {
      const {
        reason,
        cure,
        evidence = rule.evidence,
        isAdvice = rule.isAdvice ?? false,
        isAboutSize = false,
      } = objection;
      const isSkipped = skip === "all" || skip.has(rule.id);
      const severity = evidence !== "verified" || isAdvice ? "warn" : isSkipped ? "skipped" : "refuse";
      const { id, title, exit = "refused" } = rule;
      const { source = rule.source } = objection;
      const sizes = isAboutSize && severity === "refuse" ? nearestSizes(request, facts) : [];
      const nearest = sizes.length === 0 ? cure : `${cure}; the nearest that pass here: ${sizes.join(", ")}`;
      return { id, title, severity, exit, reason, cure: nearest, source };
    }),
  );
  const refusing = findings.filter(({ severity }) => severity === "refuse");
  const verdict = refusing.some(({ exit }) => exit === "refused") ? "refused" : refusing[0]?.exit;
  return { findings, verdict, applied: all.map(({ id }) => id), unknown: facts.unknown };
}
