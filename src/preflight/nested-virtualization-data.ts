import type { Evidence } from "../runtimes/runtime.js";

/** What is known of nested virtualization in a line of VM sizes, and how well. */
export interface NestedVirtualization {
  /** Names of sizes, as Azure spells them. */
  readonly sizes: RegExp;
  readonly isSupported: boolean;
  readonly evidence: Evidence;
  readonly says: string;
}

const seriesPage = (supported: boolean) =>
  `the series' page says nested virtualization is ${supported ? "supported" : "not supported"}`;
const table2022 = (listed: "with" | "without") => `a public table of 2022-06 lists it ${listed} nested virtualization`;

/**
 * The first row that matches decides. The service keeps a list of its own that is narrower than the documentation of the
 * VM sizes, so a row that says "supported" promises nothing.
 */
export const nestedVirtualizationData: readonly NestedVirtualization[] = [
  // Read in the documentation of the series (2026-08), in AKS's documentation and in its change log.
  row("B\\d+[lt]?s_v2", false, "verified", seriesPage(false)),
  row("D\\d+as?_v4", false, "verified", seriesPage(false)),
  row("E\\d+as_v4", false, "verified", seriesPage(false)),
  row("D\\d+s_v3", true, "verified", "AKS's documentation uses it"),
  row("D\\d+s_v5", true, "verified", seriesPage(true)),
  row("D\\d+as_v6", true, "verified", seriesPage(true)),
  row("D\\d+ads_v7", true, "verified", "AKS accepts it since its release of 2026-06-19"),
  // Once seen.
  row(
    "D\\d+ls_v5",
    false,
    "observed-once",
    "the series' page says nested virtualization is supported, and AKS refused Standard_D2ls_v5 in 2025-04",
  ),
  row("D\\d+s_v6", true, "observed-once", "a public report of 2026-07 runs on it"),
  row("D\\d+s_v4", false, "assumed", "sources disagree on whether generation 2 machines of it support it"),
  row("(D\\d+_v3|D\\d+d?_v4|D\\d+ds_v4|D\\d+d?_v5|D\\d+a?ds_v5|D\\d+as_v5)", true, "observed-once", table2022("with")),
  row(
    "(E\\d+i?s?_v3|E\\d+i?d?s?_v4|E\\d+i?d?s?_v5|E\\d+ab?d?s_v5|E\\d+bd?s_v5)",
    true,
    "observed-once",
    table2022("with"),
  ),
  row("(A\\d.*|DS?\\d+i?_v2|E\\d+a_v4|DC\\d+s_v[23]|B\\d+m?s)", false, "observed-once", table2022("without")),
];

function row(sizes: string, isSupported: boolean, evidence: Evidence, says: string): NestedVirtualization {
  return { sizes: new RegExp(`^Standard_${sizes}$`, "i"), isSupported, evidence, says };
}
