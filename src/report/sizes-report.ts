import type { SizeVerdict } from "../preflight/judge-size.js";
import type { CommandResult } from "./result.js";
import { formatTable } from "./table.js";

/** The document and the table of a region's VM sizes. `prefix`: begins each reason, and goes without saying here. */
export function sizesReport(
  judged: readonly SizeVerdict[],
  asked: {
    readonly location: string;
    readonly runtime: string;
    readonly wanted: string | undefined;
    readonly prefix: string;
  },
): CommandResult {
  const { location, runtime, wanted, prefix } = asked;
  const sizes = judged.map(({ size, verdict, reasons }) => ({
    name: size.name,
    family: size.family,
    vcpus: size.vcpus,
    memoryGb: size.memoryGb,
    zones: size.zones.filter((zone) => !size.restrictedZones.includes(zone)).sort(),
    verdict,
    reasons: reasons.map((reason) => (reason.startsWith(prefix) ? reason.slice(prefix.length) : reason)),
  }));
  return {
    kind: "VmSizeList",
    exitReason: "done",
    changed: false,
    remaining: [],
    data: { location, runtime, wanted: wanted ?? null, sizes },
    table: ({ width }) =>
      formatTable(
        ["VM size", "vCPU", "GB", "zones", "verdict", "why"],
        sizes.map(({ name, vcpus, memoryGb, zones, verdict, reasons }) => [
          name,
          String(vcpus),
          String(memoryGb),
          zones.join(" "),
          verdict,
          reasons.map((reason) => withoutName(reason, name)).join("; "),
        ]),
        width,
      ),
  };
}

/** The name stands in the row already. */
function withoutName(reason: string, name: string): string {
  return reason.startsWith(name) ? reason.slice(name.length).replace(/^:? /, "") : reason;
}
