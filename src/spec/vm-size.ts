import { CliError, usageError } from "../errors.js";
import { incompatibilityOf } from "../runtimes/index.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";

/**
 * Checks what a VM size's name alone tells; what the region offers is for the service to say. In Azure's naming
 * convention a `p` among the letters after the vCPU count means an Arm64 processor.
 */
export function checkVmSize(flag: string, vmSize: string, runtime: SandboxRuntime | undefined): string {
  const match = /^standard_[a-z]+\d+(?:-\d+)?([a-z]*)(?:_[a-z0-9]+)*$/i.exec(vmSize);
  if (match === null) {
    throw usageError(
      "InvalidVmSize",
      `${flag} "${vmSize}" is not a VM size's name`,
      `for example: ${flag} Standard_D4s_v5 (list them with: az vm list-skus --location LOCATION -o table)`,
    );
  }
  const arm = runtime === undefined ? undefined : incompatibilityOf(runtime, "arm64");
  if (arm !== undefined && runtime !== undefined && /p/i.test(match[1] ?? "")) {
    throw new CliError(
      "VmSizeRefused",
      `${flag} ${vmSize} is an Arm64 size, which cannot carry ${runtime.id}: ${arm.reason} (${arm.source})`,
      { exitReason: "refused", hint: `use an x64 size of generation 2, e.g. ${flag} Standard_D4s_v5` },
    );
  }
  return vmSize.replace(/^standard_/i, "Standard_");
}
