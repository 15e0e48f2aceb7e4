import { stringAt } from "../../json.js";
import { minorOf } from "../kubernetes-version.js";
import type { Rule } from "../rule.js";

const longTerm = "AKSLongTermSupport";

export const kubernetesOffered: Rule = {
  id: "kubernetes-offered",
  title: "Kubernetes version is offered in the region",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/supported-kubernetes-versions",
  check({ clusterBody, createsCluster }, { kubernetesVersions, location }) {
    const asked = stringAt(clusterBody, "properties", "kubernetesVersion");
    if (!createsCluster || asked === undefined || kubernetesVersions === undefined) return [];
    const place = location ?? "the region";
    const offered = kubernetesVersions.find(({ version }) => minorOf(version) === minorOf(asked));
    const isPatch = asked.split(".").length > 2;
    if (offered === undefined || (isPatch && !offered.patchVersions.includes(asked))) {
      const there = kubernetesVersions
        .flatMap(({ version, patchVersions }) => (isPatch && offered !== undefined ? patchVersions : [version]))
        .sort((a, b) => minorOf(b) - minorOf(a));
      const list = there.slice(0, 5).join(", ");
      return [
        {
          reason: `Kubernetes ${asked} is not offered in ${place}`,
          cure: `use --kubernetes-version with one of: ${list}`,
        },
      ];
    }
    const plans = offered.supportPlans;
    if (offered.isPreview) {
      const reason = `Kubernetes ${asked} is a preview in ${place}`;
      return [{ reason, cure: "leave --kubernetes-version out: AKS has a default of its own", isAdvice: true }];
    }
    if (plans.length === 0 || plans.some((plan) => plan !== longTerm)) return [];
    if (stringAt(clusterBody, "properties", "supportPlan") === longTerm) return [];
    // That the service refuses it was not read; that only long-term support has it is in its answer.
    const reason = `Kubernetes ${asked} is offered in ${place} with long-term support alone`;
    const cure = `use a newer one, or --set sku.tier=Premium properties.supportPlan=${longTerm}`;
    return [{ reason, cure, evidence: "assumed" }];
  },
};
