import type { Rule } from "../rule.js";
import { offeredSize, wantedPools } from "../wanted-size.js";

const leastVcpus = 2;
const leastGb = 4;

/** AKS answers with `SystemPoolSkuTooLow`. */
export const systemPoolSize: Rule = {
  id: "system-pool-size",
  title: "VM size of a system pool",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/quotas-skus-regions",
  check(request, facts) {
    return wantedPools(request).flatMap(({ name, vmSize, isSystem, isSandbox }) => {
      if (!isSystem) return [];
      const size = offeredSize(facts, vmSize);
      const isSmall = size !== undefined && (size.vcpus < leastVcpus || size.memoryGb < leastGb);
      const isBurstable = /^standard_b\d/i.test(vmSize);
      if (!isSmall && !isBurstable) return [];
      const has = isBurstable ? "is of the B series" : `has ${size?.vcpus ?? 0} vCPU and ${size?.memoryGb ?? 0} GB`;
      const flag = isSandbox ? "--node-vm-size Standard_D4s_v5" : "--system-vm-size Standard_D2s_v5";
      return [
        {
          reason: `pool ${name}: ${vmSize} ${has}, and a system pool needs ${leastVcpus} vCPU, ${leastGb} GB and no B series`,
          cure: `choose another, e.g. ${flag}`,
          ...(isSandbox ? { isAboutSize: true as const } : {}),
        },
      ];
    });
  },
};
