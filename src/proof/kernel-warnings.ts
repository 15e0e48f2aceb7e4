import type { RuntimeClass } from "../kubernetes/kubernetes.js";
import { runtimesOfHandler } from "../runtimes/index.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { ProofWarning } from "./class-warnings.js";
import type { NodeVerdict } from "./proof.js";

/**
 * A pod that is isolated by another kernel than that of the runtime which its handler's name stands for: the isolation is
 * proven, and the runtime is not the one that somebody believes it is.
 */
export function kernelWarnings(
  { handler }: RuntimeClass,
  nodes: readonly NodeVerdict[],
  rows: RuntimeTable,
): readonly ProofWarning[] {
  const [row] = runtimesOfHandler(handler, rows);
  const expected = row?.proof.kernelBanner;
  if (row === undefined || expected === undefined) return [];
  const other = nodes.find(({ verdict, evidence }) => {
    const banner = evidence.sandbox.reading?.banner;
    return verdict === "isolated" && banner !== undefined && !banner.includes(expected);
  });
  if (other === undefined) return [];
  return [
    {
      id: "kernel-unexpected",
      text: `handler ${handler} is known as that of ${row.id}, and the pod on ${other.node} has another kernel: ${other.evidence.sandbox.reading?.banner ?? ""}`,
      cure: `look up handler ${handler} in the configuration of ${other.node}'s containerd`,
    },
  ];
}
