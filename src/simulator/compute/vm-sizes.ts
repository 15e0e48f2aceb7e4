import { olderSizeSeries } from "./older-size-series.js";
import { sizeSeries, type SizeSeries } from "./size-series.js";
import { specialSizeSeries } from "./special-size-series.js";

/** A VM size as the Compute SKUs service describes it. */
export interface ComputeSize {
  readonly name: string;
  /** Joins it to a line of the usages. */
  readonly family: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly cpu: "x64" | "Arm64";
  readonly generations: "V1" | "V2" | "V1,V2";
  readonly dataDisks: number;
  readonly networks: number;
  readonly temporaryGib: number;
  readonly cacheGib: number;
  readonly nvmeGib: number;
  /** Room for an ephemeral OS disk: the largest of the three, 0 where the size takes none. */
  readonly ephemeralGb: number;
  readonly gpus: number;
  readonly confidential: "SNP" | "TDX" | undefined;
  readonly premium: boolean;
  readonly isAccelerated: boolean;
  readonly isEncryptedAtHost: boolean;
  readonly isSpot: boolean;
  /** Zones by region where they differ from the region's own; `"-"`: not offered. */
  readonly zones: Readonly<Record<string, string>>;
}

function sizeOf(series: SizeSeries, vcpus: number): ComputeSize {
  const temporaryGib = series.temporaryGibAt?.[vcpus] ?? Math.floor(series.temporaryGib * vcpus);
  const cacheGib = Math.floor(series.cacheGib * vcpus);
  const nvmeGib = series.nvmeGib * vcpus;
  return {
    name: series.pattern.replace("%", String(vcpus)),
    family: series.family,
    vcpus,
    memoryMib: Math.round((series.memoryGib?.[vcpus] ?? series.gibPerVcpu * vcpus) * 1024),
    cpu: series.cpu,
    generations: series.generations,
    dataDisks: series.disksAt?.[vcpus] ?? series.disks[step(vcpus)] ?? 32,
    networks: series.networksAt?.[vcpus] ?? [2, 2, 4, 8, 8][step(vcpus)] ?? 8,
    temporaryGib,
    cacheGib,
    nvmeGib,
    ephemeralGb:
      series.generations === "V1" || series.isEphemeral === false ? 0 : Math.max(temporaryGib, cacheGib, nvmeGib),
    gpus: series.gpus?.(vcpus) ?? 0,
    confidential: series.confidential,
    premium: series.premium,
    isAccelerated: series.isAccelerated,
    isEncryptedAtHost: series.isEncryptedAtHost,
    isSpot: series.isSpot,
    zones: series.zones,
  };
}

/** 0 for up to 2 vCPUs, 1 for 4, 2 for 8, 3 for 16 to 31, 4 from 32 on. */
function step(vcpus: number): number {
  return Math.min(Math.max(Math.floor(Math.log2(vcpus)) - 1, 0), 4);
}

/** The v2 lines are numbered, not named after their vCPUs: number, vCPUs, GiB of memory, temporary disk and cache. */
const numbered: readonly (readonly [number, number, number, number, number])[] = [
  [1, 1, 3.5, 7, 43],
  [2, 2, 7, 14, 86],
  [3, 4, 14, 28, 172],
  [4, 8, 28, 56, 344],
  [5, 16, 56, 112, 688],
  [11, 2, 14, 28, 72],
  [12, 4, 28, 56, 144],
  [13, 8, 56, 112, 288],
  [14, 16, 112, 224, 576],
  [15, 20, 140, 280, 720],
];

/** With premium disks, `DS`, and without, `D`: those have the older firmware alone and a larger temporary disk. */
function numberedSize(
  [number, vcpus, memoryGib, temporaryGib, cacheGib]: (typeof numbered)[number],
  isPremium: boolean,
): ComputeSize {
  return {
    name: `Standard_D${isPremium ? "S" : ""}${number}_v2`,
    family: isPremium ? "standardDSv2Family" : "standardDv2Family",
    vcpus,
    memoryMib: memoryGib * 1024,
    cpu: "x64",
    generations: isPremium ? "V1,V2" : "V1",
    dataDisks: Math.min(64, 4 * vcpus),
    networks: Math.min(8, Math.max(2, vcpus)),
    temporaryGib: isPremium
      ? temporaryGib
      : Math.round((number > 10 ? temporaryGib * 3.57 : temporaryGib * 7.14) / 50) * 50,
    cacheGib: isPremium ? cacheGib : 0,
    nvmeGib: 0,
    ephemeralGb: isPremium ? cacheGib : 0,
    gpus: 0,
    confidential: undefined,
    premium: isPremium,
    isAccelerated: true,
    isEncryptedAtHost: isPremium,
    isSpot: true,
    zones: {},
  };
}

/** Every size that some region offers, in the order of the table. */
export const computeSizes: readonly ComputeSize[] = [
  ...[...sizeSeries, ...olderSizeSeries, ...specialSizeSeries].flatMap((series) =>
    series.vcpus.map((vcpus) => sizeOf(series, vcpus)),
  ),
  ...[true, false].flatMap((isPremium) => numbered.map((size) => numberedSize(size, isPremium))),
];

const byName = new Map(computeSizes.map((size) => [size.name.toLowerCase(), size]));

/** By name, compared without case. */
export function findComputeSize(name: string): ComputeSize | undefined {
  return byName.get(name) ?? byName.get(name.toLowerCase());
}
