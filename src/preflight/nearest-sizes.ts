import type { VmSize } from "../azure/azure.js";
import type { Facts } from "../facts/facts.js";
import { judgeSize } from "./judge-size.js";
import type { PreflightRequest } from "./rule.js";
import { offeredSize, wantedPools } from "./wanted-size.js";

/** Named with a cure; more would bury it. */
const atMost = 3;

/** Names of the sizes nearest to the sandbox pool's that pass in this region, these zones and within quota. */
export function nearestSizes(request: PreflightRequest, facts: Facts): readonly string[] {
  const wanted = wantedPools(request).find(({ isSandbox }) => isSandbox)?.vmSize;
  if (wanted === undefined || facts.vmSizes === undefined) return [];
  const names: string[] = [];
  for (const size of byNearness(facts.vmSizes, wanted, offeredSize(facts, wanted))) {
    if (judgeSize(request, facts, size).verdict !== "passes") continue;
    if (names.push(size.name) === atMost) break;
  }
  return names;
}

/** The very size, then the same vCPUs, then the nearest count; then the nearest memory, the same letter, the name. */
export function byNearness(sizes: readonly VmSize[], wanted: string, known: VmSize | undefined): readonly VmSize[] {
  // A name tells its vCPUs where the region does not have the size.
  const vcpus = known?.vcpus ?? Number(/^standard_[a-z]+(\d+)/i.exec(wanted)?.[1] ?? 4);
  const memoryGb = known?.memoryGb ?? vcpus * 4;
  const letter = letterOf(wanted);
  const distance = (size: VmSize) => [
    size.name.toLowerCase() === wanted.toLowerCase() ? 0 : 1,
    Math.abs(size.vcpus - vcpus),
    Math.abs(size.memoryGb - memoryGb),
    letterOf(size.name) === letter ? 0 : 1,
  ];
  return sizes
    .map((size) => ({ size, distance: distance(size) }))
    .sort((a, b) => compare(a.distance, b.distance) || (a.size.name < b.size.name ? -1 : 1))
    .map(({ size }) => size);
}

function letterOf(name: string): string {
  return /^standard_([a-z]+)/i.exec(name)?.[1]?.toUpperCase() ?? "";
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
