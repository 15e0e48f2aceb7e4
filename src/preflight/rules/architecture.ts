import { incompatibilityOf } from "../../runtimes/index.js";
import type { Rule } from "../rule.js";
import { offeredSize, sandboxPool } from "../wanted-size.js";

export const architecture: Rule = {
  id: "architecture",
  title: "Processor of the VM size",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/node-images",
  check(request, facts) {
    const pool = sandboxPool(request);
    const arm = pool === undefined ? undefined : incompatibilityOf(pool.runtime, "arm64");
    if (pool === undefined || arm === undefined) return [];
    const cpu = offeredSize(facts, pool.vmSize)?.cpu ?? cpuOfName(pool.vmSize);
    if (cpu !== "Arm64") return [];
    const verdict = arm.evidence === "verified" ? "cannot run there" : "is not known to run there";
    return [
      {
        reason: `pool ${pool.name}: ${pool.vmSize} has an Arm64 processor, and ${pool.runtime.id} ${verdict}: ${arm.reason}`,
        cure: "choose an x64 size of generation 2, e.g. --node-vm-size Standard_D4s_v5",
        evidence: arm.evidence,
        source: arm.source,
        isAboutSize: true,
      },
    ];
  },
};

/** A `p` among the letters after the vCPU count means Arm64 (Azure's naming conventions of VM sizes). */
function cpuOfName(vmSize: string): "Arm64" | undefined {
  return /^standard_[a-z]+\d+(?:-\d+)?[a-z]*p[a-z]*(_|$)/i.test(vmSize) ? "Arm64" : undefined;
}
