import type { Facts } from "../facts/facts.js";
import { stringAt } from "../json.js";
import type { PreflightRequest } from "./rule.js";

/** Kubernetes version of the cluster, or what a new one would have; undefined where nothing tells. */
export function clusterVersion(
  { clusterBody, createsCluster }: PreflightRequest,
  { cluster, kubernetesVersions }: Facts,
): string | undefined {
  const usual = kubernetesVersions?.find(({ isDefault }) => isDefault)?.version;
  const version = createsCluster
    ? (stringAt(clusterBody, "properties", "kubernetesVersion") ?? usual)
    : cluster?.currentKubernetesVersion;
  return version === "" ? undefined : version;
}

/** That of the sandbox pool, which may have one of its own. */
export function sandboxVersion(request: PreflightRequest, facts: Facts): string | undefined {
  return stringAt(request.poolBody, "properties", "orchestratorVersion") ?? clusterVersion(request, facts);
}
