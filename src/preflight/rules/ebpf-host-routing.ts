import { stringAt } from "../../json.js";
import { incompatibilityOf } from "../../runtimes/index.js";
import type { Rule } from "../rule.js";

export const ebpfHostRouting: Rule = {
  id: "ebpf-host-routing",
  title: "eBPF host routing",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/container-network-performance-ebpf-host-routing",
  check({ pool, clusterName, clusterBody, createsCluster, createsPool }, { cluster }) {
    const path = ["networkProfile", "advancedNetworking", "performance", "accelerationMode"];
    const isAsked = createsCluster && stringAt(clusterBody, "properties", ...path) === "BpfVeth";
    if (pool === undefined || !createsPool || (!isAsked && cluster?.usesEbpfHostRouting !== true)) return [];
    const unfit = incompatibilityOf(pool.runtime, "ebpf-host-routing");
    if (unfit === undefined) return [];
    const cure = isAsked
      ? `leave properties.${path.join(".")} out of --set`
      : "switch eBPF host routing off, or use another cluster: aks-sandbox cluster list";
    const reason = `cluster ${clusterName} uses eBPF host routing (accelerationMode BpfVeth), which does not support ${pool.runtime.id}`;
    return [{ reason, cure, evidence: unfit.evidence, source: unfit.source }];
  },
};
