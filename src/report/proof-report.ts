import type { Proof } from "../proof/prove.js";
import type { NodeVerdict, Signal, Verdict } from "../proof/proof.js";
import type { Style } from "../terminal/style.js";
import { version } from "../version.js";
import type { CommandResult } from "./result.js";
import { formatTable } from "./table.js";

/** What every result says of itself. */
export const proofScope =
  "finds misconfiguration and silent fallback; node, kubelet and API server are trusted; it is no attestation";

/** The document and the text of a proof. Exit 9 unless it is isolated. */
export function proofReport(proof: Proof, runtimeClassName: string, server: string): CommandResult {
  return {
    kind: "VerifyResult",
    exitReason: proof.verdict === "isolated" ? "done" : "notProven",
    changed: false,
    remaining: [],
    data: {
      verdict: proof.verdict,
      reason: proof.reason,
      event: proof.event ?? null,
      cure: proof.cure ?? null,
      scope: proofScope,
      coverage: { nodes: proof.nodes.length, of: proof.of },
      cluster: { server, kubernetesVersion: proof.serverVersion },
      runtimeClass: proof.runtimeClass ?? { name: runtimeClassName, missing: true },
      nonce: proof.nonce,
      version,
      nodes: proof.nodes,
      warnings: proof.warnings,
    },
    table: (style) => proofText(proof, runtimeClassName, style),
  };
}

function proofText(proof: Proof, runtimeClassName: string, style: Style): string {
  const { verdict, reason, event, cure, runtimeClass, nodes, warnings } = proof;
  const blocks: string[] = [];
  if (nodes.length > 0) blocks.push(nodeTable(nodes, style));
  const handler = runtimeClass === undefined ? "" : ` (handler ${runtimeClass.handler})`;
  blocks.push(`${colored(verdict, style)}  RuntimeClass ${runtimeClassName}${handler}: ${reason}\n`);
  if (event !== undefined) blocks.push(`the cluster says: ${event}\n`);
  if (cure !== undefined) blocks.push(`do next: ${cure}\n`);
  if (warnings.length > 0) {
    blocks.push(warnings.map(({ text, cure }) => `${style.warning("warning:")} ${text}\n         ${cure}\n`).join(""));
  }
  blocks.push(`${style.dim(`this ${proofScope}`)}\n`);
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

function colored(verdict: Verdict, style: Style): string {
  const looks = { isolated: style.good, "not proven": style.warning, "not isolated": style.bad } as const;
  return style.bold(looks[verdict](verdict));
}
