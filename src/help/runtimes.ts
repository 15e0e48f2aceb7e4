import { runtimes } from "../runtimes/index.js";
import { retiredRuntimes } from "../runtimes/retired.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import { breakLines, twoColumns } from "./columns.js";

/** The topic `runtimes`, made of the runtimes' own data. */
export function runtimesText(): string {
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

function describe(row: SandboxRuntime): readonly (readonly [string, string])[] {
  const { kubernetes } = row;
  const feature = row.feature === undefined ? "none" : `${row.feature.namespace}/${row.feature.name}`;
  return [
    ["what", row.title],
    ["supported", row.supportedByMicrosoft ? "by Microsoft" : "not by Microsoft"],
    ["pool", `workloadRuntime ${row.pool.workloadRuntime}, osSKU ${row.pool.osSkus.join(" or ")}`],
    ["feature flag", feature],
    [
      "Kubernetes",
      `${kubernetes.serviceMinimum} or newer; in practice ${kubernetes.effectiveMinimum}: ${kubernetes.effectiveReason}`,
    ],
    ["RuntimeClass", `handler ${row.runtimeClass.handler}; AKS installs ${row.runtimeClass.builtIn}`],
    ["not with", row.incompatible.map(({ setting }) => setting).join("; ")],
    ...(row.presentDay === undefined
      ? []
      : [["today's name", `${row.presentDay.runtime} (workloadRuntime ${row.presentDay.workloadRuntime})`] as const]),
    ["read", row.documentation],
  ];
}
