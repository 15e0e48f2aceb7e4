import { incompatibilityOf } from "../../runtimes/index.js";
import type { Rule } from "../rule.js";
import { sandboxPool } from "../wanted-size.js";

/** DCas, DCads, DCes, DCeds, ECas, ECias and so on: confidential machines by Azure's naming of VM sizes. */
const confidential = /^standard_[de]c\d+i?[ae]\w*_v\d+$/i;

export const confidentialSize: Rule = {
  id: "confidential-size",
  title: "Confidential VM sizes",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/use-cvm",
  check(request) {
    const pool = sandboxPool(request);
    const unfit = pool === undefined ? undefined : incompatibilityOf(pool.runtime, "confidential-size");
    if (unfit === undefined || pool === undefined || !confidential.test(pool.vmSize)) return [];
    return [
      {
        reason: `pool ${pool.name}: ${pool.vmSize} is a confidential VM size, which cannot be combined with ${pool.runtime.id}`,
        cure: "choose a size that is not confidential, e.g. --node-vm-size Standard_D4s_v5",
        evidence: unfit.evidence,
        source: unfit.source,
        isAboutSize: true,
      },
    ];
  },
};
