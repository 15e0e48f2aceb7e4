import { usageError } from "../errors.js";

/** Checks the form of a VM size's name; whether a pool can have it is for the preflight and the service to say. */
export function checkVmSize(flag: string, vmSize: string): string {
  if (/^standard_[a-z]+\d+(?:-\d+)?[a-z]*(?:_[a-z0-9]+)*$/i.test(vmSize))
    return vmSize.replace(/^standard_/i, "Standard_");
  throw usageError(
    "InvalidVmSize",
    `${flag} "${vmSize}" is not a VM size's name`,
    `for example: ${flag} Standard_D4s_v5 (list them with: az vm list-skus --location LOCATION -o table)`,
  );
}
