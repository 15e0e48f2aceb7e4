import type { Proof } from "../proof/prove.js";
import type { NodeVerdict, Signal, Verdict } from "../proof/proof.js";
import type { Style } from "../terminal/style.js";
import { version } from "../version.js";
import { oneLine } from "./one-line.js";
import { proofCi } from "./proof-ci.js";
import { proofScope } from "./proof-scope.js";
import type { CommandResult } from "./result.js";
import { formatTable } from "./table.js";
import { wrap, wrapAfter } from "./wrap.js";

/** Of the lines that a long one is broken into on a terminal. */
const indent = "  ";

/** The document and the text of a proof. Exit 9 unless it is isolated. */
export function proofReport(proof: Proof, server: string): CommandResult {
  return {
    kind: "VerifyResult",
    exitReason: proof.verdict === "isolated" ? "done" : "notProven",
    changed: false,
    remaining: [],
    data: { ...proofData(proof), server },
    ci: proofCi(proof),
    table: (style) => proofText(proof, style),
  };
}

/** All evidence, as plain data. */
export function proofData(proof: Proof): object {
  const { event, cure, nodes, of, ...rest } = proof;
  return {
    ...rest,
    event: event ?? null,
    cure: cure ?? null,
    scope: proofScope,
    coverage: { nodes: nodes.length, of },
    version,
    nodes,
  };
}

/** What the cluster says to it, and what to do. */
function notProvenText({ event, cure }: Proof, width: number | undefined): string {
  const lines = [
    event === undefined ? [] : [wrap(`the cluster says: ${oneLine(event)}`, width, indent)],
    cure === undefined ? [] : [wrap(`do next: ${oneLine(cure)}`, width, indent)],
  ];
  return lines.flat().join("\n");
}

/** The nodes with what each signal says, the verdict, what to do, and what it does not claim. */
export function proofText(proof: Proof, style: Style): string {
  const { verdict, reason, runtimeClassName, runtimeClass, nodes, warnings } = proof;
  const blocks: string[] = [];
  if (nodes.length > 0) blocks.push(nodeTable(nodes, style));
  const handler = runtimeClass === undefined ? "" : ` (handler ${runtimeClass.handler})`;
  const { width } = style;
  const told = ` RuntimeClass ${runtimeClassName}${handler}: ${oneLine(reason)}`;
  blocks.push(wrapAfter(verdict, (text) => colored(text, verdict, style), told, width, indent));
  const more = notProvenText(proof, width);
  if (more !== "") blocks.push(more);
  if (warnings.length > 0) {
    blocks.push(
      warnings
        .map(
          ({ text, cure }) =>
            wrapAfter("warning:", style.warning, oneLine(text), width, indent) +
            wrap(`         ${oneLine(cure)}`, width, "         "),
        )
        .join(""),
    );
  }
  blocks.push(`${style.dim(wrap(`this ${proofScope}`, width, "").trimEnd())}\n`);
  return blocks.join("\n");
}

function nodeTable(nodes: readonly NodeVerdict[], { width }: Style): string {
  const names: readonly Signal["name"][] = ["boot id", "kernel", "uptime", "command line"];
  const words = { "own kernel": "own", "node's kernel": "the node's", unknown: "-" } as const;
  return formatTable(
    ["node", "verdict", ...names],
    nodes.map(({ node, verdict, signals }) => [
      node,
      verdict,
      ...names.map((name) => words[signals.find((signal) => signal.name === name)?.says ?? "unknown"]),
    ]),
    width,
  );
}

function colored(text: string, verdict: Verdict, style: Style): string {
  const looks = { isolated: style.good, "not proven": style.warning, "not isolated": style.bad } as const;
  return style.bold(looks[verdict](text));
}
