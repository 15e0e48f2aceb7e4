import { osSkuVersions, type OsSkuVersions } from "../../runtimes/os-sku-versions.js";
import { minorOf } from "../kubernetes-version.js";
import type { Rule } from "../rule.js";
import { wantedPools } from "../wanted-size.js";
import { clusterVersion, sandboxVersion } from "../wanted-version.js";

/** The boundary of Azure Linux 2 and 3, of every pool that would be made, whatever its runtime. */
export const osSkuVersion: Rule = {
  id: "os-sku-version",
  title: "Kubernetes versions of the OS SKU",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/use-azure-linux",
  check(request, facts) {
    return wantedPools(request).flatMap(({ name, isSandbox, osSku }) => {
      const known = osSkuVersions.find((each) => each.osSku.toLowerCase() === osSku?.toLowerCase());
      const version = isSandbox ? sandboxVersion(request, facts) : clusterVersion(request, facts);
      if (known === undefined || version === undefined || fits(known, version)) return [];
      const reason = `pool ${name}: OS SKU ${known.osSku} with Kubernetes ${version}: ${known.reason}`;
      const isTooNew = minorOf(version) >= minorOf(known.from);
      const { resourceGroup, clusterName, createsCluster } = request;
      const cure = isTooNew
        ? "use --os-sku AzureLinux"
        : createsCluster
          ? `use --kubernetes-version ${known.from} or newer`
          : `upgrade the cluster to ${known.from} or newer: az aks get-upgrades -g ${resourceGroup} -n ${clusterName}`;
      return [{ reason, cure, evidence: known.evidence, source: known.source }];
    });
  },
};

function fits({ from, to }: OsSkuVersions, version: string): boolean {
  const minor = minorOf(version);
  return minor >= minorOf(from) && (to === undefined || minor <= minorOf(to));
}
