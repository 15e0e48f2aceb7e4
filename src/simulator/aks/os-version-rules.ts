import { providerError } from "../arm/errors.js";
import { numberAt, textAt, type JsonObject } from "../json.js";
import { compareMinor } from "./versions.js";

/** AzureLinux3 is offered for these minor versions, both included (AKS documentation of 2026). */
const azureLinux3 = { from: "1.28", to: "1.36" };
/** Below this minor version the OS SKUs of Azure Linux mean version 2.0, whose images were removed on this day (Azure/AKS issue 4988). */
const azureLinux2 = { below: "1.32", removedMs: Date.UTC(2026, 2, 31) };

/**
 * Which OS a pool can have with its Kubernetes version. The rules are documented; the code is one of AKS's list of errors,
 * its use here and the texts are ours. A pool of Azure Linux 2.0 stays as it is and cannot grow.
 */
export function checkOsVersion(before: JsonObject | undefined, after: JsonObject, timeMs: number): void {
  const osSku = textAt(after, "osSKU");
  const version = textAt(after, "currentOrchestratorVersion");
  const { from, to } = azureLinux3;
  if (osSku === "AzureLinux3" && (compareMinor(version, from) < 0 || compareMinor(version, to) > 0)) {
    throw refusal(`osSKU AzureLinux3 needs Kubernetes ${from} to ${to}, not ${version}; use AzureLinux`);
  }
  const isAzureLinux2 =
    ["AzureLinux", "Mariner", "CBLMariner"].includes(osSku) && compareMinor(version, azureLinux2.below) < 0;
  const isGrowing = before === undefined || (numberAt(after, "count") ?? 1) > (numberAt(before, "count") ?? 1);
  if (isAzureLinux2 && isGrowing && timeMs >= azureLinux2.removedMs) {
    throw refusal(
      `osSKU ${osSku} is Azure Linux 2.0 on Kubernetes ${version}, and its node images were removed on 2026-03-31; use ` +
        `Kubernetes ${azureLinux2.below} or newer`,
    );
  }
}

function refusal(why: string) {
  return providerError(400, "InvalidOSSKU", `${why} (this text is the local Azure's own).`, {
    target: "agentPoolProfile.osSKU",
  });
}
