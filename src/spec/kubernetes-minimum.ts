import { CliError } from "../errors.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";

/** Refuses a Kubernetes version (`1.31` or `1.31.2`) on which the runtime cannot work. */
export function checkKubernetesMinimum(version: string, runtime: SandboxRuntime): void {
  const { serviceMinimum, effectiveMinimum, effectiveReason } = runtime.kubernetes;
  if (!isBelow(version, effectiveMinimum)) return;
  const reason = isBelow(version, serviceMinimum)
    ? `the service asks for ${serviceMinimum} or newer (${runtime.documentation})`
    : effectiveReason;
  throw new CliError("KubernetesTooOld", `Kubernetes ${version} cannot carry ${runtime.id}: ${reason}`, {
    exitReason: "refused",
    hint: `use Kubernetes ${effectiveMinimum} or newer`,
  });
}

function isBelow(version: string, minimum: string): boolean {
  return Number(version.split(".")[1]) < Number(minimum.split(".")[1]);
}
