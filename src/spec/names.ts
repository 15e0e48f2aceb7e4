import { usageError } from "../errors.js";

/** AKS cluster: 1-63 letters, digits, `_`, `-`; first and last a letter or digit (Azure's resource name rules). */
export function checkClusterName(name: string): string {
  if (/^[a-zA-Z0-9]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?$/.test(name)) return name;
  throw usageError(
    "InvalidClusterName",
    `cluster name "${name}" is not valid: 1 to 63 letters, digits, "_" or "-", with a letter or digit first and last`,
    "give another name with --cluster",
  );
}

/** Linux node pool: `^[a-z][a-z0-9]{0,11}$` (AKS documentation, create-node-pools). */
export function checkPoolName(name: string): string {
  if (/^[a-z][a-z0-9]{0,11}$/.test(name)) return name;
  throw usageError(
    "InvalidPoolName",
    `pool name "${name}" is not valid: 1 to 12 lower-case letters and digits, with a letter first`,
    `give another name, e.g. --name ${nearestPoolName(name)}`,
  );
}

function nearestPoolName(name: string): string {
  const letters = name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^[0-9]+/, "")
    .slice(0, 12);
  return letters === "" ? "sandbox" : letters;
}

/** Resource group: 1-90 letters, digits, `_`, `-`, `.`, parentheses; no dot at the end (Azure's resource name rules). */
export function checkResourceGroupName(name: string): string {
  if (/^[\p{L}\p{N}_\-.()]{1,90}$/u.test(name) && !name.endsWith(".")) return name;
  throw usageError(
    "InvalidResourceGroupName",
    `resource group name "${name}" is not valid: 1 to 90 letters, digits, "_", "-", "." or parentheses, without a dot at the end`,
    "give another name with --resource-group",
  );
}

/** A region's name as ARM writes it: `West US 3` becomes `westus3`. */
export function checkLocation(location: string): string {
  const name = location.replace(/\s+/g, "").toLowerCase();
  if (/^[a-z][a-z0-9]{2,49}$/.test(name)) return name;
  throw usageError(
    "InvalidLocation",
    `location "${location}" is not a region's name`,
    "list them with: az account list-locations -o table",
  );
}

/** A day, and `-preview` where it is one. Whether Azure has it is Azure's to say. */
export function checkApiVersion(version: string): string {
  if (/^20\d{2}-\d{2}-\d{2}(-preview)?$/.test(version)) return version;
  throw usageError(
    "InvalidApiVersion",
    `--api-version "${version}" is not an api-version: write 2026-04-01 or 2026-03-02-preview`,
    "leave it out for the one that this program was tested with",
  );
}

/** `major.minor` or `major.minor.patch`. */
export function checkKubernetesVersion(version: string): string {
  if (/^1\.\d{1,2}(\.\d{1,3})?$/.test(version)) return version;
  throw usageError(
    "InvalidKubernetesVersion",
    `Kubernetes version "${version}" is not valid: write 1.33 or 1.33.5`,
    "list them with: az aks get-versions --location LOCATION -o table",
  );
}
