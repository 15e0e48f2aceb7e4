import { usageError } from "../errors.js";
import { runtimeMark } from "../runtimes/marks.js";

const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const labelPrefix = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** `k=v k2=v2`, as `az aks nodepool add --labels` takes them. */
export function readLabels(texts: readonly string[]): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (const text of texts) {
    const [key = "", ...rest] = text.split("=");
    const value = rest.join("=");
    if (rest.length === 0 || !isLabelKey(key) || !labelValue.test(value)) {
      throw usageError(
        "InvalidLabel",
        `--labels "${text}" is not a Kubernetes label`,
        "for example: --labels team=payments",
      );
    }
    refuseReserved("--labels", key);
    labels[key] = value;
  }
  return labels;
}

/** `key=value:NoSchedule`, separated by commas or given several times, as az's `--node-taints`. */
export function readTaints(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(","))
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => {
      const match = /^([^=:]+)(?:=([^:]*))?:(NoSchedule|NoExecute|PreferNoSchedule)$/.exec(text);
      if (match === null || !isLabelKey(match[1] ?? "") || !labelValue.test(match[2] ?? "")) {
        throw usageError(
          "InvalidTaint",
          `--node-taints "${text}" is not a taint`,
          "for example: --node-taints tenant=a:NoSchedule",
        );
      }
      refuseReserved("--node-taints", match[1] ?? "");
      return text;
    });
}

function isLabelKey(key: string): boolean {
  const parts = key.split("/");
  const name = parts.at(-1) ?? "";
  return parts.length <= 2 && labelName.test(name) && (parts.length === 1 || labelPrefix.test(parts[0] ?? ""));
}

/** `kubernetes.azure.com/` and `kubernetes.io/` belong to AKS and Kubernetes; the runtime's mark is set by us. */
function refuseReserved(flag: string, key: string): void {
  const prefix = key.includes("/") ? (key.split("/")[0] ?? "") : "";
  if (/(^|\.)kubernetes\.(azure\.com|io)$/.test(prefix)) {
    throw usageError(
      "ReservedLabel",
      `${flag} "${key}": the prefix ${prefix} is reserved`,
      "use another prefix, or none",
    );
  }
  if (key === runtimeMark) {
    throw usageError("ReservedLabel", `${flag} "${key}" is set by this tool`, "leave it out");
  }
}
