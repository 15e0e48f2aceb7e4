import type { Proof } from "../proof/prove.js";
import type { CiFinding, CiReport } from "./ci/ci-report.js";
import { proofScope } from "./proof-scope.js";

/** A proof for a CI system: an error for each node that is not isolated, or for the whole where there are none. */
export function proofCi(proof: Proof): CiReport {
  const { verdict, reason, runtimeClassName, nodes, of, warnings } = proof;
  return {
    findings: [
      ...errors(proof),
      ...warnings.map(({ id, text, cure }) => ({ level: "warning" as const, title: id, text: `${text}; ${cure}` })),
    ],
    summary: [
      `## Isolation of RuntimeClass ${cell(runtimeClassName)}: ${verdict}`,
      "",
      cell(reason),
      "",
      ...(nodes.length === 0
        ? []
        : [
            "| node | verdict | reason |",
            "| --- | --- | --- |",
            ...nodes.map((node) => `| ${cell(node.node)} | ${node.verdict} | ${cell(node.reason)} |`),
            "",
          ]),
      ...warnings.map(({ text, cure }) => `- warning: ${cell(text)}; ${cell(cure)}`),
      ...(warnings.length === 0 ? [] : [""]),
      `This ${proofScope}.`,
    ].join("\n"),
    outputs: { verdict, reason, nodes: String(nodes.length), "nodes-of": String(of) },
  };
}

function errors({ verdict, reason, cure, nodes }: Proof): readonly CiFinding[] {
  const text = (why: string, todo: string | undefined) => (todo === undefined ? why : `${why}; do next: ${todo}`);
  const bad = nodes.filter((node) => node.verdict !== "isolated");
  if (bad.length > 0) {
    return bad.map((node) => ({
      level: "error",
      title: `${node.node} is ${node.verdict === "not proven" ? "not proven to be isolated" : node.verdict}`,
      text: text(node.reason, node.cure),
    }));
  }
  return verdict === "isolated" ? [] : [{ level: "error", title: `isolation ${verdict}`, text: text(reason, cure) }];
}

/** Texts of a cluster in a table of Markdown: no cell, line, tag or link of their own. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\|<>[\]`*]/g, (char) => `\\${char}`);
}
