import { createdByTag, defaultRuntimeClassName, poolTag, runtimeMark, runtimeTaint } from "../runtimes/marks.js";
import { oldOsSkus } from "../runtimes/retired.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import { breakLines, twoColumns } from "./columns.js";

const limits: readonly (readonly [string, string])[] = [
  ["resource group", "1 to 90 letters, digits, _ - . ( ), no dot at the end"],
  ["cluster", "1 to 63 letters, digits, _ -, a letter or digit first and last"],
  ["pool", "1 to 12 lower-case letters and digits, a letter first"],
];

/** The topic `names`. */
export function namesText(runtimes: RuntimeTable): string {
  const [present] = runtimes;
  const mark = present?.id ?? "RUNTIME";
  const others = runtimes
    .filter(({ runtimeClass }) => runtimeClass.name !== defaultRuntimeClassName)
    .map(({ id, runtimeClass }) => `${runtimeClass.name} for ${id}`)
    .join(", ");
  return [
    "Names that you give:",
    twoColumns(limits),
    "",
    "Names of the runtimes, as --runtime or --workload-runtime takes them, without regard to case:",
    twoColumns(runtimes.map(({ id, aliases }) => [id, aliases.join(", ")] as const)),
    "",
    ...breakLines(
      `Old names select the row that they always meant; so does --os-sku ${oldOsSkus.join(" or ")}. Old and new names in one request are refused. RuntimeClasses with AKS's own names (${runtimes.flatMap((row) => row.runtimeClass.builtIn ?? []).join(", ")}) are never written or deleted: AKS puts them back.`,
      100,
    ),
    "",
    "Marks that the program leaves, so that nothing depends on AKS renaming its own:",
    twoColumns([
      ["node label", `${runtimeMark}=RUNTIME`],
      ["node taint", `e.g. ${runtimeTaint(mark)}; left out with --no-taint`],
      ["RuntimeClass", `${defaultRuntimeClassName} (${others}), or the name given with --runtime-class`],
      ["Azure tags", `${createdByTag}, ${poolTag}`],
    ]),
    "",
  ].join("\n");
}
