import { stringAt } from "../../json.js";
import type { Rule } from "../rule.js";

export const osSku: Rule = {
  id: "os-sku",
  title: "OS SKU of the pool",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/use-pod-sandboxing",
  check({ pool, poolBody, createsPool }) {
    const sku = stringAt(poolBody, "properties", "osSKU");
    const { osSkus, osSku: usual } = pool.runtime.pool;
    if (!createsPool || sku === undefined || sku === usual) return [];
    const isListed = osSkus.some((each) => each.toLowerCase() === sku.toLowerCase());
    const why = isListed
      ? `whether AKS takes it together with ${pool.runtime.id} is in no documentation`
      : `only ${usual} carries ${pool.runtime.id}`;
    const cure = `use --os-sku ${usual}`;
    // What the preview took (Mariner) is told by old-names.
    if (isListed && pool.runtime.presentDay !== undefined) return [];
    return [{ reason: `pool ${pool.name}: OS SKU ${sku}: ${why}`, cure, evidence: isListed ? "assumed" : "verified" }];
  },
};
