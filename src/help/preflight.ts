import { rules } from "../preflight/rules.js";
import { markdownTable } from "./markdown-table.js";

const introduction = `# Preflight

\`up\`, \`pool add\` and \`cluster create\` apply these checks before their first change; \`aks-sandbox preflight\` applies
those of \`up\` alone, and changes nothing. A refusal ends with exit code 5, or 6 where nothing but quota refuses. What was only seen once or is assumed, and
what does not stop the request, is an advisory and refuses nothing. A fact that Azure does not show is listed as not looked
at, and no check refuses on it. A check that refuses may only advise where its evidence for a value is weaker, as
nested virtualization does for some lines of VM sizes.

- \`--skip-check ID\` keeps the refusals of a check as \`skipped\` in the result; \`--skip-preflight\` those of all checks.
- \`aks-sandbox preflight --offline\` applies what needs no Azure.
- \`aks-sandbox preflight sizes --location REGION\` lists every VM size of a region with its verdict and why.
- A refused VM size comes with the nearest sizes that pass there: same vCPUs first, then memory.

A flag's value that no request could carry is a usage error (exit code 2) and no check: names that Azure does not take, a
text that is no VM size's or version's, \`--node-count\` above 1000, \`--max-pods\` above 250. Runtimes that AKS retired are
not offered at all (exit code 5).

A preflight sends 8 requests to Azure at most. What matters least, the list of the subscription's clusters and
then the registration of AKS's provider, is left out where there would be more, and then listed as not looked at.
`;

/** The page of the documentation that lists every check. */
export function preflightPage(): string {
  const rows = rules.map(({ id, title, source, exit, evidence, isAdvice = false }) => {
    const effect = isAdvice || evidence !== "verified" ? "advises" : `refuses (${exit === "quota" ? 6 : 5})`;
    return [`\`${id}\``, title, effect, source];
  });
  return `${introduction}\n${markdownTable(["check", "what it looks at", "effect", "source"], rows)}\n`;
}
