import { stringAt } from "../../json.js";
import { workloadRuntimeOf } from "../../runtimes/index.js";
import type { Rule } from "../rule.js";

export const oldNames: Rule = {
  id: "old-names",
  title: "Names of the preview",
  evidence: "verified",
  isAdvice: true,
  source: "https://learn.microsoft.com/azure/aks/use-pod-sandboxing",
  check({ pool, poolBody, createsPool }) {
    if (pool === undefined || !createsPool) return [];
    const { presentDay, id } = pool.runtime;
    if (presentDay === undefined) return [];
    const sku = stringAt(poolBody, "properties", "osSKU") ?? pool.osSku;
    const reason = `${id} goes by names of the preview (workloadRuntime ${workloadRuntimeOf(pool.runtime)}, OS SKU ${sku}), which a preview API alone takes`;
    return [{ reason, cure: `use --workload-runtime ${presentDay.workloadRuntime}` }];
  },
};
