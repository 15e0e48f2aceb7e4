import type { VmSize } from "../azure/azure.js";
import type { Facts } from "../facts/facts.js";
import { isJsonObject } from "../json.js";
import type { PreflightRequest, Rule } from "./rule.js";
import { architecture } from "./rules/architecture.js";
import { confidentialSize } from "./rules/confidential-size.js";
import { generation } from "./rules/generation.js";
import { nestedVirtualization } from "./rules/nested-virtualization.js";
import { familyQuota, regionalQuota } from "./rules/quota.js";
import { sizeOffered } from "./rules/size-offered.js";
import { systemPoolSize } from "./rules/system-pool-size.js";
import { zones } from "./rules/zones.js";
import { offeredSize } from "./wanted-size.js";

/** The rules that a VM size can fail. */
export const sizeRules: readonly Rule[] = [
  sizeOffered,
  architecture,
  generation,
  confidentialSize,
  nestedVirtualization,
  zones,
  systemPoolSize,
  familyQuota,
  regionalQuota,
];

export interface SizeVerdict {
  readonly size: VmSize;
  /** `advisory`: nothing verified speaks against it, and something less certain does. */
  readonly verdict: "passes" | "advisory" | "refused";
  /** What speaks against it; empty when it passes. */
  readonly reasons: readonly string[];
}

/** Would the sandbox pool of this request pass with that size? The system pool's size is no fault of it. */
export function judgeSize(request: PreflightRequest, facts: Facts, size: VmSize): SizeVerdict {
  const { properties } = request.poolBody;
  const poolBody = { properties: { ...(isJsonObject(properties) ? properties : {}), vmSize: size.name } };
  const system = offeredSize(facts, request.newCluster.systemPool.vmSize);
  // Looked up by name again and again: these two are all that can be asked for.
  const few: Facts = { ...facts, vmSizes: system === undefined ? [size] : [size, system] };
  const asked = { ...request, poolBody };
  const found = sizeRules.flatMap((rule) =>
    rule
      .check(asked, few)
      .flatMap(({ reason, evidence = rule.evidence, isAboutSize }) =>
        isAboutSize === true ? [{ reason, isCertain: evidence === "verified" }] : [],
      ),
  );
  const verdict = found.some(({ isCertain }) => isCertain) ? "refused" : found.length === 0 ? "passes" : "advisory";
  // What refuses comes first: a terminal may cut the rest off.
  const ordered = [...found].sort((a, b) => Number(b.isCertain) - Number(a.isCertain));
  return { size, verdict, reasons: ordered.map(({ reason }) => reason) };
}
