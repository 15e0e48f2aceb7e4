import { CliError, usageError } from "../errors.js";
import { defaultRuntime, findRetiredRuntime, findRuntime, runtimes } from "../runtimes/index.js";
import { oldOsSkus } from "../runtimes/retired.js";
import type { RuntimeTable, SandboxRuntime } from "../runtimes/runtime.js";

export interface RuntimeOptions {
  readonly runtime?: string | undefined;
  readonly workloadRuntime?: string | undefined;
  readonly osSku?: string | undefined;
}

export interface RuntimeChoice {
  readonly runtime: SandboxRuntime;
  readonly osSku: string;
}

/** One flag as given, and the row that it means. */
interface Naming {
  readonly text: string;
  readonly row: SandboxRuntime;
}

/**
 * The row that the flags mean. An old name anywhere selects the preview row; old and new names in one request are a
 * usage error that names both.
 */
export function chooseRuntime(options: RuntimeOptions, rows: RuntimeTable = runtimes): RuntimeChoice {
  const namings = [
    options.runtime === undefined ? undefined : byName("--runtime", options.runtime, rows),
    options.workloadRuntime === undefined ? undefined : byName("--workload-runtime", options.workloadRuntime, rows),
    options.osSku === undefined ? undefined : byOsSku(options.osSku, rows),
  ].filter((naming) => naming !== undefined);

  const [first] = namings;
  const other = namings.find(
    ({ row }) => row.id !== first?.row.id || row.runtimeClass.handler !== first.row.runtimeClass.handler,
  );
  if (first !== undefined && other !== undefined) {
    throw usageError(
      "MixedRuntimeNames",
      `${first.text} and ${other.text} name two runtimes: ${first.row.id} and ${other.row.id}`,
      mixedHint(first.row, other.row),
    );
  }
  const runtime = first?.row ?? defaultRuntime;
  return { runtime, osSku: chooseOsSku(options.osSku, runtime) };
}

/** A pool on which AKS runs one sandbox gives no other: `KataVmIsolation` never gives gVisor. */
function mixedHint(...rows: readonly SandboxRuntime[]): string {
  const ordinary = rows.find((row) => row.pool.workloadRuntime === undefined);
  if (ordinary !== undefined)
    return `for ${ordinary.id} leave --workload-runtime out: it runs on an ordinary pool alone`;
  return `use names of one; today's are --workload-runtime ${defaultRuntime.pool.workloadRuntime} and --os-sku ${defaultRuntime.pool.osSku}`;
}

/** The row that one name means; a retired one is refused with its reason. */
export function readRuntime(flag: string, name: string, rows: RuntimeTable = runtimes): SandboxRuntime {
  return byName(flag, name, rows).row;
}

function byName(flag: string, name: string, rows: RuntimeTable): Naming {
  const row = findRuntime(name, rows);
  if (row !== undefined) return { text: `${flag} ${name}`, row };
  const retired = findRetiredRuntime(name);
  if (retired !== undefined) {
    throw new CliError("RuntimeRetired", `${flag} ${name} is not offered: ${retired.reason} (${retired.source})`, {
      exitReason: "refused",
      hint: `use --workload-runtime ${defaultRuntime.pool.workloadRuntime}`,
    });
  }
  const ids = rows.map((known) => known.id).join(", ");
  const values = rows.flatMap((known) => known.pool.workloadRuntime ?? []).join(", ");
  throw usageError(
    "UnknownRuntime",
    `${flag} "${name}" is not known: it is one of ${ids}, or AKS's own name of one (${values})`,
    `leave it out for ${defaultRuntime.id}`,
  );
}

function byOsSku(osSku: string, rows: RuntimeTable): Naming | undefined {
  if (!oldOsSkus.some((sku) => sameText(sku, osSku))) return undefined;
  const row = rows.find((known) => known.pool.osSkus.some((sku) => sameText(sku, osSku)));
  return row === undefined ? undefined : { text: `--os-sku ${osSku}`, row };
}

/** In the spelling of the row where it knows the SKU; whether others can carry the runtime is the preflight's to say. */
function chooseOsSku(asked: string | undefined, runtime: SandboxRuntime): string {
  if (asked === undefined) return runtime.pool.osSku;
  if (/^[a-z][a-z0-9]*$/i.test(asked)) return runtime.pool.osSkus.find((sku) => sameText(sku, asked)) ?? asked;
  throw usageError("InvalidOsSku", `--os-sku "${asked}" is not an OS SKU's name`, `use --os-sku ${runtime.pool.osSku}`);
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
