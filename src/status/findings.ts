import { classFindings } from "./class-findings.js";
import { clusterFindings } from "./cluster-findings.js";
import { nodeFindings } from "./node-findings.js";
import type { Finding, FindingsInput } from "./status.js";

const order = { problem: 0, warning: 1, note: 2 } as const;

/** Everything found, the worst first. */
export function findings(input: FindingsInput): readonly Finding[] {
  return [...clusterFindings(input), ...nodeFindings(input), ...classFindings(input), unproven(input)].sort(
    (a, b) => order[a.severity] - order[b.severity],
  );
}

/** Whatever it sees, it looks from the outside. */
function unproven({ where }: FindingsInput): Finding {
  return {
    id: "isolation-not-checked",
    severity: "note",
    text: "handlers, labels and classes are names: whether a pod has a kernel of its own was not looked at",
    cure: `prove it: aks-sandbox verify ${where}`.trimEnd(),
  };
}
