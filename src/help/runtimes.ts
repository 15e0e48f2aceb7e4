import { runtimeMark } from "../runtimes/marks.js";
import { retiredRuntimes } from "../runtimes/retired.js";
import type { RuntimeInstaller } from "../runtimes/installer.js";
import type { RuntimeTable, SandboxRuntime } from "../runtimes/runtime.js";
import { allVariants, runtimeName } from "../runtimes/index.js";
import { markdownTable } from "./markdown-table.js";
import { breakLines, twoColumns } from "./columns.js";

/** The topic `runtimes`, made of the runtimes' own data. */
export function runtimesText(runtimes: RuntimeTable): string {
  const introduction = `Without --runtime a pool gets ${runtimes[0]?.id ?? "the first"}. No result claims isolation that was not checked.`;
  return [
    ...breakLines(introduction, 100),
    ...runtimes.flatMap((row) => ["", row.id, twoColumns(describe(row))]),
    "",
    "Not offered",
    twoColumns(retiredRuntimes.map(({ names, reason, source }) => [names[0] ?? "", `${reason} (${source})`] as const)),
    "",
  ].join("\n");
}

function poolKind({ pool, id }: SandboxRuntime): string {
  return pool.workloadRuntime === undefined
    ? `ordinary, with our label and taint ${runtimeMark}=${id}`
    : `workloadRuntime ${pool.workloadRuntime}`;
}

function classText({ runtimeClass: { name, handler, builtIn } }: SandboxRuntime): string {
  return `${name}, handler ${handler}; ${builtIn === undefined ? "AKS installs none" : `AKS installs ${builtIn}`}`;
}

function overheadText({ runtimeClass: { overhead } }: SandboxRuntime): string {
  return Object.entries(overhead.podFixed)
    .map(([resource, quantity]) => `${resource} ${quantity}`)
    .join(", ");
}

/** Who puts it on the nodes, and what that leaves to others; nothing where AKS does. */
function installerRows({ installer, variants, nodeDemands }: SandboxRuntime): readonly (readonly [string, string])[] {
  if (installer === undefined) return [];
  const { title, appliedBy, readyLabel, settings, documentation } = installer;
  const who =
    appliedBy === "run" ? `${title}, applied by up and pool add` : `${title}, which you run: up names the command`;
  const texts = settings.map((setting) => `${setting.name}: ${setting.what} (${setting.default})`);
  return [
    ["installed by", `${who}; see ${documentation}`],
    ...(readyLabel === undefined ? [] : [["ready label", `${readyLabel.key}=${readyLabel.value}`] as const]),
    ...(settings.length === 0 ? [] : [["settings", texts.join("; ")] as const]),
    ...(variants.length === 0 ? [] : [["or --runtime", variants.map(({ name }) => name).join(", ")] as const]),
    ...nodeDemands.map(({ says }) => ["nodes need", says] as const),
  ];
}

function installerOf({ appliedBy, appliedWith }: RuntimeInstaller): string {
  return appliedBy === "run" ? "`up`, `pool add`" : `you, with ${appliedWith}`;
}

/** The runtimes with who supports them, as the documentation has them. */
export function runtimesTable(runtimes: RuntimeTable): string {
  const rows = runtimes.flatMap((base) =>
    allVariants(base).map((row) => [
      `\`${row === base ? base.id : runtimeName(row)}\``,
      row.supportedByMicrosoft ? "Microsoft" : "not Microsoft",
      row.pool.workloadRuntime === undefined ? "ordinary" : `\`${row.pool.workloadRuntime}\``,
      `\`${row.runtimeClass.name}\` (\`${row.runtimeClass.handler}\`)`,
      overheadText(row),
      row.installer === undefined ? "AKS" : installerOf(row.installer),
    ]),
  );
  return markdownTable(
    ["`--runtime`", "supported by", "pool", "RuntimeClass (handler)", "overhead of a pod", "put on the nodes by"],
    rows,
  );
}

function describe(row: SandboxRuntime): readonly (readonly [string, string])[] {
  const { kubernetes } = row;
  const feature = row.feature === undefined ? "none" : `${row.feature.namespace}/${row.feature.name}`;
  return [
    ["what", row.title],
    ["supported", `${row.supportedByMicrosoft ? "by Microsoft" : "not by Microsoft"}: ${row.support}`],
    ["pool", `${poolKind(row)}, osSKU ${row.pool.osSkus.join(" or ")}`],
    ["feature flag", feature],
    [
      "Kubernetes",
      `${kubernetes.serviceMinimum} or newer; in practice ${kubernetes.effectiveMinimum}: ${kubernetes.effectiveReason}`,
    ],
    ["RuntimeClass", classText(row)],
    ["overhead", `${overheadText(row)} (${row.runtimeClass.overhead.of})`],
    ...installerRows(row),
    ["not with", row.incompatible.map(({ setting }) => setting).join("; ")],
    ...(row.presentDay === undefined
      ? []
      : [["today's name", `${row.presentDay.runtime} (workloadRuntime ${row.presentDay.workloadRuntime})`] as const]),
    ["read", row.documentation],
  ];
}
