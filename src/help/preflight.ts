import { rules } from "../preflight/rules.js";
import { markdownTable } from "./markdown-table.js";

const introduction = `# Preflight

\`up\` and \`pool add\` apply these checks before their first change; \`aks-sandbox preflight\` applies them alone, and changes
nothing. A refusal ends with exit code 5, or 6 where nothing but quota refuses. What was only seen once or is assumed, and
what does not stop the request, is an advisory and refuses nothing. A fact that Azure does not show is listed as not looked
at, and no check refuses on it. A check that refuses may only advise where its evidence for a value is weaker, as
nested virtualization does for some lines of VM sizes.

- \`--skip-check ID\` keeps the refusals of a check as \`skipped\` in the result; \`--skip-preflight\` those of all checks.
- \`aks-sandbox preflight --offline\` applies what needs no Azure.
- \`aks-sandbox preflight sizes --location REGION\` lists every VM size of a region with its verdict and why.
- A refused VM size comes with the nearest sizes that pass there: same vCPUs first, then memory.

Some flags are refused earlier, as their values alone cannot work: names, an Arm64 size by its name, a Kubernetes version
below the least, retired runtimes, bounds of the number of nodes.
`;

/** The page of the documentation that lists every check. */
export function preflightPage(): string {
  const rows = rules.map(({ id, title, source, exit, evidence, isAdvice = false }) => {
    const effect = isAdvice || evidence !== "verified" ? "advises" : `refuses (${exit === "quota" ? 6 : 5})`;
    return [`\`${id}\``, title, effect, source];
  });
  return `${introduction}\n${markdownTable(["check", "what it looks at", "effect", "source"], rows)}\n`;
}
