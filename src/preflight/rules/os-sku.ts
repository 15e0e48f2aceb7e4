import { stringAt } from "../../json.js";
import type { Rule } from "../rule.js";

export const osSku: Rule = {
  id: "os-sku",
  title: "OS SKU of the pool",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/use-pod-sandboxing",
  check({ pool, poolBody, createsPool }) {
    if (pool === undefined || !createsPool) return [];
    const sku = stringAt(poolBody, "properties", "osSKU");
    const { osSkus, osSkusUntold, osSku: usual } = pool.runtime.pool;
    if (sku === undefined) return [];
    const isSame = (each: string) => each.toLowerCase() === sku.toLowerCase();
    const isListed = osSkus.some(isSame);
    if (isListed && !osSkusUntold.some(isSame)) return [];
    const why = isListed
      ? `whether AKS takes it together with ${pool.runtime.id} is in no documentation`
      : `only ${osSkus.filter((each) => !osSkusUntold.includes(each)).join(" or ")} carries ${pool.runtime.id}`;
    const cure = `use --os-sku ${usual}`;
    const evidence = isListed ? "assumed" : "verified";
    return [{ reason: `pool ${pool.name}: OS SKU ${sku}: ${why}`, cure, evidence, source: pool.runtime.documentation }];
  },
};
