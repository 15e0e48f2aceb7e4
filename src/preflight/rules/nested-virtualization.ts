import { incompatibilityOf } from "../../runtimes/index.js";
import { nestedVirtualizationData } from "../nested-virtualization-data.js";
import type { Rule } from "../rule.js";
import { offeredSize, sandboxPool } from "../wanted-size.js";

/** AKS answers a size that it does not take with `InvalidWorkloadRuntimeSettingError` (a public report of 2025-04). */
export const nestedVirtualization: Rule = {
  id: "nested-virtualization",
  title: "Nested virtualization of the VM size",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/use-pod-sandboxing",
  check(request, facts) {
    const pool = sandboxPool(request);
    const without = pool === undefined ? undefined : incompatibilityOf(pool.runtime, "nested-virtualization");
    if (pool === undefined || without === undefined) return [];
    const { vmSize } = pool;
    const objection = (why: string, evidence: "verified" | "observed-once" | "assumed") => [
      {
        reason: `pool ${pool.name}: ${vmSize}: ${why}, and ${pool.runtime.id} needs it: ${without.reason}`,
        cure: "choose a size with nested virtualization, e.g. --node-vm-size Standard_D4s_v5",
        evidence,
        source: without.source,
        isAboutSize: true as const,
      },
    ];
    const known = nestedVirtualizationData.find(({ sizes }) => sizes.test(vmSize));
    if (known?.isSupported === true) return [];
    if (known !== undefined) return objection(known.says, known.evidence);
    // The capability is in no documentation.
    if (offeredSize(facts, vmSize)?.nestedVirtualization === true) return [];
    return objection("no source that was read tells whether it has nested virtualization (AKS decides)", "assumed");
  },
};
