/**
 * VM sizes by series. Names, families, vCPUs, memory, generations, disk and network counts: read from public listings of
 * the Compute SKUs service of 2025-06 and 2026-08. Room on temporary disk, cache and NVMe: the same, and the tables of
 * the size documentation. Compared 2026-11-23 with a listing of 45 regions of 2026-08-01. Caches of burstable sizes are
 * left out, though a listing shows 30 GiB of two of them. A series' sizes are those with at least one vCPU count in
 * `vcpus`; constrained ones are left out.
 */
export interface SizeSeries {
  /** `%` stands for the number of vCPUs. */
  readonly pattern: string;
  readonly family: string;
  readonly vcpus: readonly number[];
  readonly gibPerVcpu: number;
  /** Sizes whose memory is not `gibPerVcpu` times their vCPUs: vCPUs -> GiB. */
  readonly memoryGib?: Readonly<Record<number, number>>;
  readonly cpu: "x64" | "Arm64";
  readonly generations: "V1" | "V2" | "V1,V2";
  /** Data disks of the sizes with 2, 4, 8, 16 and 32 vCPUs or more; smaller and larger ones have the nearest figure. */
  readonly disks: readonly [number, number, number, number, number];
  /** Sizes that differ: vCPUs -> data disks, network interfaces. */
  readonly disksAt?: Readonly<Record<number, number>>;
  readonly networksAt?: Readonly<Record<number, number>>;
  /** The `s` in a size's name; false: standard disks only. */
  readonly premium: boolean;
  /** Room a vCPU on the temporary disk, in the host's cache, on local NVMe disks; GiB. */
  readonly temporaryGib: number;
  readonly temporaryGibAt?: Readonly<Record<number, number>>;
  readonly cacheGib: number;
  readonly nvmeGib: number;
  /** False: takes no ephemeral OS disk, though it has room for one. */
  readonly isEphemeral?: boolean;
  readonly gpus?: (vcpus: number) => number;
  /** The listing's `ConfidentialComputingType` (assumed: no listing read shows it). */
  readonly confidential?: "SNP" | "TDX";
  readonly isAccelerated: boolean;
  readonly isEncryptedAtHost: boolean;
  readonly isSpot: boolean;
  /** Zones by region where they differ from the region's own: `"13"`; `"-"`: not offered there. */
  readonly zones: Readonly<Record<string, string>>;
}

type Changes = Partial<Omit<SizeSeries, "pattern" | "family" | "gibPerVcpu">>;

const to64 = [2, 4, 8, 16, 32, 48, 64];
const to96 = [...to64, 96];
const memoryOptimised = [2, 4, 8, 16, 20, 32, 48, 64];
const disksV5 = [4, 8, 16, 32, 32] as const;
const disksV6 = [8, 12, 24, 48, 64] as const;
const disksV7 = [10, 12, 26, 48, 64] as const;
const defaults = {
  vcpus: to96,
  cpu: "x64",
  generations: "V1,V2",
  disks: disksV5,
  premium: true,
  temporaryGib: 0,
  cacheGib: 0,
  nvmeGib: 0,
  isAccelerated: true,
  isEncryptedAtHost: true,
  isSpot: true,
  zones: {},
} as const;

/** A series; what `changes` do not say is as in most: up to 96 vCPUs, x64, both generations, premium disks. */
export const row = (pattern: string, family: string, gibPerVcpu: number, ...changes: readonly Changes[]): SizeSeries =>
  changes.reduce<SizeSeries>((all, change) => ({ ...all, ...change }), { ...defaults, pattern, family, gibPerVcpu });

/** Not in usgovvirginia from v6 on: assumed. */
const notInGovernment = { usgovvirginia: "-" };
const standardDisks = { premium: false } as const;
const oldStandard = { ...standardDisks, isEncryptedAtHost: false, vcpus: to64 } as const;
const v3 = { vcpus: to64, temporaryGib: 8, cacheGib: 25 } as const;
const d = { temporaryGib: 37.5 } as const;
/** With a cache too: pools of these got OS disks of its size (recorded 2025). */
const dCached = { ...d, cacheGib: 25 } as const;
const intelV6 = {
  vcpus: [...to96, 128, 192],
  generations: "V2",
  disks: disksV6,
  zones: { northeurope: "23", ...notInGovernment },
} as const;
const amdV6 = { generations: "V2", zones: { southcentralus: "13", ...notInGovernment } } as const;
const amdV6d = { generations: "V2", nvmeGib: 55, zones: notInGovernment } as const;
const amdV7 = {
  vcpus: [...to96, 128, 160],
  generations: "V2",
  disks: disksV7,
  networksAt: { 128: 15, 160: 15 },
  zones: {
    eastus2: "1",
    southcentralus: "13",
    northeurope: "23",
    swedencentral: "-",
    uksouth: "12",
    ...notInGovernment,
  },
} as const;
const intelV7 = {
  vcpus: [...to96, 128, 192],
  generations: "V2",
  disks: disksV7,
  networksAt: { 2: 3, 4: 4, 64: 15, 96: 15, 128: 15, 192: 15 },
  zones: {
    southcentralus: "3",
    westus2: "13",
    swedencentral: "2",
    ...Object.fromEntries(["westus", "australiaeast", "northeurope", "westeurope", "uksouth"].map((r) => [r, "-"])),
    ...notInGovernment,
  },
} as const;
const armV5 = {
  vcpus: to64,
  memoryGib: { 64: 208 },
  cpu: "Arm64",
  generations: "V2",
  networksAt: { 16: 4 },
  zones: { westus3: "12", swedencentral: "3", ...notInGovernment },
} as const;
const armV6 = {
  cpu: "Arm64",
  generations: "V2",
  disks: disksV6,
  zones: { southcentralus: "13", northeurope: "23", ...notInGovernment },
} as const;
const burstable = {
  isSpot: false,
  temporaryGib: 4,
  isAccelerated: false,
  disksAt: { 1: 2 },
  networksAt: { 1: 2, 2: 3, 4: 4, 12: 6 },
} as const;
const burstableV2 = { vcpus: [2, 4, 8, 16, 32], networksAt: { 4: 3, 8: 4, 16: 4, 32: 4 } } as const;
const confidentialZones = {
  eastus: "23",
  northeurope: "23",
  uksouth: "1",
  ...Object.fromEntries(
    [
      "eastus2",
      "southcentralus",
      "westus2",
      "westus3",
      "centralus",
      "australiaeast",
      "swedencentral",
      "usgovvirginia",
    ].map((region) => [region, "-"]),
  ),
};
const confidential = {
  confidential: "SNP",
  isAccelerated: false,
  networksAt: { 16: 4 },
  zones: confidentialZones,
} as const;

const a100 = {
  generations: "V2",
  temporaryGib: 64 / 24,
  cacheGib: 256 / 24,
  disksAt: { 24: 8, 48: 16 },
  networksAt: { 24: 2, 48: 4 },
  gpus: (vcpus: number) => vcpus / 24,
  zones: {
    eastus: "3",
    eastus2: "12",
    southcentralus: "12",
    westus3: "13",
    centralus: "12",
    australiaeast: "3",
    northeurope: "23",
    westeurope: "13",
    swedencentral: "13",
    uksouth: "23",
    ...notInGovernment,
  },
} as const;

export const sizeSeries: readonly SizeSeries[] = [
  // General purpose, Intel.
  row("Standard_D%_v3", "standardDv3Family", 4, oldStandard, { generations: "V1", temporaryGib: 25 }),
  row("Standard_D%s_v3", "standardDSv3Family", 4, v3),
  row("Standard_D%_v4", "standardDv4Family", 4, oldStandard),
  row("Standard_D%s_v4", "standardDSv4Family", 4, { vcpus: to64 }),
  row("Standard_D%d_v4", "standardDDv4Family", 4, d, standardDisks, { vcpus: to64 }),
  row("Standard_D%ds_v4", "standardDDSv4Family", 4, dCached, { vcpus: to64, networksAt: { 2: 3 } }),
  row("Standard_D%_v5", "standardDv5Family", 4, standardDisks),
  row("Standard_D%s_v5", "standardDSv5Family", 4),
  row("Standard_D%d_v5", "standardDDv5Family", 4, d, standardDisks),
  row("Standard_D%ds_v5", "standardDDSv5Family", 4, d),
  row("Standard_D%ls_v5", "standardDLSv5Family", 2),
  row("Standard_D%lds_v5", "standardDLDSv5Family", 2, d),
  row("Standard_D%s_v6", "StandardDsv6Family", 4, intelV6),
  row("Standard_D%ds_v6", "StandardDdsv6Family", 4, intelV6, { nvmeGib: 55 }),
  row("Standard_D%ls_v6", "StandardDlsv6Family", 2, intelV6, { vcpus: [...to96, 128] }),
  row("Standard_D%lds_v6", "StandardDldsv6Family", 2, intelV6, { vcpus: [...to96, 128], nvmeGib: 55 }),
  row("Standard_D%s_v7", "StandardDsv7Family", 4, intelV7),
  // General purpose, AMD.
  row("Standard_D%as_v4", "standardDASv4Family", 4, { temporaryGib: 8, cacheGib: 25 }),
  row("Standard_D%as_v5", "standardDASv5Family", 4),
  row("Standard_D%ads_v5", "standardDADSv5Family", 4, d),
  row("Standard_D%as_v6", "standardDav6Family", 4, amdV6),
  row("Standard_D%ads_v6", "standardDadv6Family", 4, amdV6d),
  row("Standard_D%als_v6", "standardDalv6Family", 2, amdV6),
  row("Standard_D%as_v7", "StandardDasv7Family", 4, amdV7),
  row("Standard_D%ads_v7", "StandardDadsv7Family", 4, amdV7, { nvmeGib: 55 }),
  // General purpose, Arm64.
  row("Standard_D%ps_v5", "standardDPSv5Family", 4, armV5),
  row("Standard_D%pds_v5", "standardDPDSv5Family", 4, armV5, dCached),
  row("Standard_D%pls_v5", "standardDPLSv5Family", 2, armV5, { memoryGib: {} }),
  row("Standard_D%plds_v5", "standardDPLDSv5Family", 2, armV5, dCached, { memoryGib: {} }),
  row("Standard_D%ps_v6", "StandardDpsv6Family", 4, armV6),
  row("Standard_D%pds_v6", "StandardDpdsv6Family", 4, armV6, { nvmeGib: 55 }),
  row("Standard_D%pls_v6", "StandardDplsv6Family", 2, armV6),
  // Memory and compute optimised.
  row("Standard_E%s_v3", "standardESv3Family", 8, v3, {
    vcpus: memoryOptimised,
    memoryGib: { 64: 432 },
    temporaryGib: 16,
  }),
  row("Standard_E%s_v4", "standardESv4Family", 8, { vcpus: memoryOptimised, memoryGib: { 64: 504 } }),
  row("Standard_E%ds_v4", "standardEDSv4Family", 8, dCached, { vcpus: memoryOptimised, memoryGib: { 64: 504 } }),
  row("Standard_E%as_v4", "standardEASv4Family", 8, {
    vcpus: [...memoryOptimised, 96],
    memoryGib: { 96: 672 },
    temporaryGib: 16,
    cacheGib: 25,
  }),
  row("Standard_E%s_v5", "standardESv5Family", 8, { vcpus: [...memoryOptimised, 96], memoryGib: { 96: 672 } }),
  row("Standard_E%ds_v5", "standardEDSv5Family", 8, d, { vcpus: [...memoryOptimised, 96], memoryGib: { 96: 672 } }),
  row("Standard_E%as_v5", "standardEASv5Family", 8, { vcpus: [...memoryOptimised, 96], memoryGib: { 96: 672 } }),
  row("Standard_E%ads_v5", "standardEADSv5Family", 8, d, { vcpus: [...memoryOptimised, 96], memoryGib: { 96: 672 } }),
  row("Standard_E%s_v6", "StandardEsv6Family", 8, intelV6, { vcpus: [...memoryOptimised, 96, 128] }),
  row("Standard_E%ds_v6", "StandardEdsv6Family", 8, intelV6, { vcpus: [...memoryOptimised, 96, 128], nvmeGib: 55 }),
  row("Standard_E%as_v6", "standardEav6Family", 8, amdV6, {
    vcpus: [...memoryOptimised, 96],
    memoryGib: { 96: 672 },
  }),
  row("Standard_F%s_v2", "standardFSv2Family", 2, {
    vcpus: [...to64, 72],
    temporaryGib: 8,
    cacheGib: 16,
    networksAt: { 16: 4 },
  }),
  row("Standard_F%as_v6", "StandardFasv6Family", 4, amdV6, { vcpus: to64, networksAt: { 16: 4 } }),
  // Burstable.
  row("Standard_B%s", "standardBSFamily", 2, burstable, { vcpus: [1, 2], memoryGib: { 1: 1 } }),
  row("Standard_B%ms", "standardBSFamily", 4, burstable, { vcpus: [1, 2, 4, 8], memoryGib: { 1: 2 }, temporaryGib: 8 }),
  row("Standard_B%ms", "standardBSFamily", 4, burstable, { vcpus: [12, 16, 20], temporaryGib: 8, isAccelerated: true }),
  row("Standard_B%s_v2", "standardBsv2Family", 4, burstableV2),
  row("Standard_B%ls_v2", "standardBsv2Family", 2, burstableV2),
  row("Standard_B%as_v2", "standardBasv2Family", 4, burstableV2),
  row("Standard_B%ps_v2", "standardBpsv2Family", 4, {
    vcpus: [2, 4, 8, 16],
    cpu: "Arm64",
    networksAt: { 8: 2, 16: 4 },
    zones: { westus3: "12", swedencentral: "3", ...notInGovernment },
  }),
  // Confidential.
  row("Standard_DC%as_v5", "standardDCASv5Family", 4, confidential),
  row("Standard_DC%ads_v5", "standardDCADSv5Family", 4, confidential, d),
  row("Standard_DC%as_cc_v5", "standardDCACCV5Family", 4, {
    generations: "V2",
    vcpus: [4, 8, 16, 32, 48, 64, 96],
    networksAt: { 4: 4, 8: 8 },
    zones: confidentialZones,
  }),
  row("Standard_EC%as_v5", "standardECASv5Family", 8, confidential, {
    vcpus: [...memoryOptimised, 96],
    memoryGib: { 32: 192, 96: 672 },
  }),
  row("Standard_DC%as_v6", "standardDCasv6Family", 4, {
    confidential: "SNP",
    isAccelerated: false,
    generations: "V2",
    zones: notInGovernment,
  }),
  // GPU.
  row("Standard_NC%as_T4_v3", "Standard NCASv3_T4 Family", 7, {
    vcpus: [4, 8, 16, 64],
    memoryGib: { 16: 110, 64: 440 },
    temporaryGib: 44,
    temporaryGibAt: { 16: 352 },
    cacheGib: 9,
    networksAt: { 4: 4, 8: 8 },
    isSpot: false,
    gpus: (vcpus) => (vcpus === 64 ? 4 : 1),
    zones: { swedencentral: "13", ...notInGovernment },
  }),
  row("Standard_NC%ads_A100_v4", "StandardNCADSA100v4Family", 220 / 24, a100, { vcpus: [24] }),
  row("Standard_NC%ads_A100_v4", "StandardNCADSA100v4Family", 220 / 24, a100, { vcpus: [48, 96], isSpot: false }),
  row("Standard_NC%s_v3", "standardNCSv3Family", 112 / 6, {
    vcpus: [6, 12, 24],
    temporaryGib: 736 / 6,
    cacheGib: 320 / 6,
    disksAt: { 6: 12, 12: 24 },
    networksAt: { 6: 4, 12: 8 },
    gpus: (vcpus) => vcpus / 6,
    zones: {
      eastus2: "23",
      southcentralus: "13",
      westus2: "23",
      australiaeast: "1",
      uksouth: "3",
      ...Object.fromEntries(["westus3", "centralus", "westus", "northeurope", "swedencentral"].map((r) => [r, "-"])),
    },
  }),
];
