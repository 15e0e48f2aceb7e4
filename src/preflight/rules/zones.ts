import type { Rule } from "../rule.js";
import { offeredSize, sandboxPool } from "../wanted-size.js";

/** AKS answers with `AvailabilityZoneNotSupported` (public reports of 2024 and 2026). */
export const zones: Rule = {
  id: "zones",
  title: "Availability zones of the VM size",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/availability-zones",
  check(request, facts) {
    const pool = sandboxPool(request);
    const size = pool === undefined ? undefined : offeredSize(facts, pool.vmSize);
    if (pool === undefined || size === undefined) return [];
    const place = facts.location ?? "the region";
    const closed = pool.zones.filter((zone) => size.zones.includes(zone) && size.restrictedZones.includes(zone));
    const missing = pool.zones.filter((zone) => !size.zones.includes(zone));
    const open = size.zones.filter((zone) => !size.restrictedZones.includes(zone));
    const cure =
      open.length === 0 ? "leave --zones out, or choose another size" : `use --zones ${[...open].sort().join(" ")}`;
    const because = [
      ...(missing.length === 0 ? [] : [`is not offered in zone ${missing.join(", ")} of ${place}`]),
      ...(closed.length === 0 ? [] : [`is closed to this subscription in zone ${closed.join(", ")} of ${place}`]),
    ];
    return because.map((why) => ({ reason: `pool ${pool.name}: ${pool.vmSize} ${why}`, cure, isAboutSize: true }));
  },
};
