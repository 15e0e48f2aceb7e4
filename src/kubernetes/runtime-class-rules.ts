import { CliError, usageError } from "../errors.js";
import { builtInClasses, isNodeOf } from "../runtimes/index.js";
import { runtimeMark } from "../runtimes/marks.js";
import type { RuntimeTable, SandboxRuntime } from "../runtimes/runtime.js";
import type { RuntimeClass } from "./kubernetes.js";

/**
 * Classes that AKS installs or has installed, and whose copies its addon manager writes back: those of the runtimes, and
 * `runc`, which a fresh cluster of mid-2026 has.
 */
export function aksRuntimeClassNames(rows: RuntimeTable): readonly string[] {
  return [...builtInClasses(rows), "runc"];
}

/** With the value `Reconcile`, the addon manager of AKS owns the object. */
export const addonManagerLabel = "addonmanager.kubernetes.io/mode";

/** Label on everything that we apply. */
export const managedByLabel = { key: "app.kubernetes.io/managed-by", value: "aks-sandbox" } as const;

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * The name of a class that shall be written or deleted. Throws `InvalidRuntimeClassName` (exit 2) where Kubernetes would
 * not take it, `RuntimeClassOfAks` (exit 5) where AKS owns it.
 */
export function checkRuntimeClassName(name: string, rows: RuntimeTable): void {
  if (name.length > 253 || !subdomain.test(name)) {
    throw usageError(
      "InvalidRuntimeClassName",
      `"${name}" cannot be the name of a RuntimeClass: at most 253 lower-case letters, digits, "-" and ".", each part beginning and ending with a letter or digit`,
      "choose another name: --runtime-class aks-sandbox",
    );
  }
  if (isAksName(name, rows)) throw ofAks(name, "is a name of AKS's own, whose addon manager would write its copy back");
}

/** The class as it lives in the cluster: throws `RuntimeClassOfAks` (exit 5) where AKS owns it. */
export function checkNotOfAks(live: RuntimeClass, rows: RuntimeTable): void {
  checkRuntimeClassName(live.name, rows);
  if (isManagedByAks(live, rows)) {
    throw ofAks(live.name, `carries the label ${addonManagerLabel}: Reconcile, so AKS would undo any change`);
  }
}

/** Whether AKS's addon manager owns this class. */
export function isManagedByAks(live: Pick<RuntimeClass, "name" | "labels">, rows: RuntimeTable): boolean {
  return isAksName(live.name, rows) || live.labels[addonManagerLabel] === "Reconcile";
}

/** Whether we made this class. */
export function isOurs(live: Pick<RuntimeClass, "labels">): boolean {
  return live.labels[managedByLabel.key] === managedByLabel.value;
}

/** Kubernetes never changes a class's handler: throws `RuntimeClassHandlerImmutable` (exit 5) where it would have to. */
export function checkSameHandler(live: RuntimeClass, wantedHandler: string): void {
  if (live.handler === wantedHandler) return;
  throw new CliError(
    "RuntimeClassHandlerImmutable",
    `RuntimeClass ${live.name} exists with handler "${live.handler}", and Kubernetes does not let it become "${wantedHandler}"`,
    {
      exitReason: "refused",
      hint: `use another class with --runtime-class NAME, or remove this one first: aks-sandbox runtimeclass delete ${live.name}`,
    },
  );
}

/**
 * Node labels that tell runtimes apart: our own mark, and the present and the preview label of AKS. A class selects one
 * of them, so it serves the pools of one runtime.
 */
export function runtimeNodeLabels(rows: RuntimeTable): readonly string[] {
  return [runtimeMark, ...rows.flatMap((row) => row.aksNodeLabel?.key ?? [])];
}

/**
 * One class cannot serve old and new pools together: throws `RuntimeClassServesOtherPools` (exit 5) where applying it would
 * take the class away from the pools of another runtime. Our mark and AKS's own label of one runtime mean the same pools.
 */
export function checkServesSamePools(
  live: RuntimeClass,
  wantedName: string,
  wantedSelector: Readonly<Record<string, string>>,
  rows: RuntimeTable,
): void {
  const selected = runtimeNodeLabels(rows).filter((label) => live.nodeSelector[label] !== undefined);
  const lost = selected.filter((label) => live.nodeSelector[label] !== wantedSelector[label]);
  const before = runtimeSelected(live.nodeSelector, rows);
  if (lost.length === 0 || (before !== undefined && before === runtimeSelected(wantedSelector, rows))) return;
  const now = lost.map((label) => `${label}=${live.nodeSelector[label] ?? ""}`).join(",");
  throw new CliError(
    "RuntimeClassServesOtherPools",
    `RuntimeClass ${wantedName} brings pods to nodes with ${now}; one class cannot serve pools of another runtime as well`,
    { exitReason: "refused", hint: "give the new pool a class of its own: --runtime-class NAME" },
  );
}

/** The one runtime whose nodes a selector means; undefined where it means none or several. */
function runtimeSelected(selector: Readonly<Record<string, string>>, rows: RuntimeTable): SandboxRuntime | undefined {
  const meant = rows.filter((row) => isNodeOf(row, selector));
  return meant.length === 1 ? meant[0] : undefined;
}

function isAksName(name: string, rows: RuntimeTable): boolean {
  return aksRuntimeClassNames(rows).includes(name);
}

function ofAks(name: string, reason: string): CliError {
  return new CliError("RuntimeClassOfAks", `RuntimeClass ${name} ${reason}`, {
    exitReason: "refused",
    hint: "use a class of your own: --runtime-class aks-sandbox",
  });
}
