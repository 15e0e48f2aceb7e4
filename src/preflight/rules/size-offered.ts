import type { Rule } from "../rule.js";
import { offeredSize, wantedPools } from "../wanted-size.js";

/** AKS answers a size that the region or the subscription does not have with 400 `BadRequest`. */
export const sizeOffered: Rule = {
  id: "size-offered",
  title: "VM size is offered in the region",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-sku-not-available",
  check(request, facts) {
    if (facts.vmSizes === undefined) return [];
    if (facts.vmSizes.length === 0) {
      const cure = "spell it as in: az account list-locations --query [].name";
      return [{ reason: `${facts.location ?? "the region"} offers no VM sizes to this subscription`, cure }];
    }
    return wantedPools(request).flatMap(({ name, vmSize, isSandbox }) => {
      const about = isSandbox ? { isAboutSize: true as const } : {};
      const cure = `choose one that is: aks-sandbox preflight sizes --location ${facts.location ?? "LOCATION"}`;
      const size = offeredSize(facts, vmSize);
      if (size === undefined) {
        return [
          { reason: `pool ${name}: ${vmSize} is not offered in ${facts.location ?? "the region"}`, cure, ...about },
        ];
      }
      if (!size.isRestricted) return [];
      const why = size.restrictionReason ?? "restricted";
      return [
        {
          reason: `pool ${name}: ${vmSize} is closed to this subscription in ${facts.location ?? "the region"} (${why})`,
          cure,
          ...about,
        },
      ];
    });
  },
};
