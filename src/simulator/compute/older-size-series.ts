import { row, type SizeSeries } from "./size-series.js";

/**
 * Series beside those of `size-series.ts`: older, rarer or larger ones that AKS pools are made of, too. Names, vCPUs,
 * memory, generations, temporary disks: the tables of the size documentation (read 2026-08) and of its retired series.
 * Family names: as the usages list them (recorded 2024-08), else after the documentation's pattern (assumed). Data disks,
 * network interfaces and cache of most: the figures of the neighbouring series (assumed). Zones: the region's (assumed).
 */
const standardDisks = { premium: false } as const;
const to32 = [2, 4, 8, 16, 20, 32];
const withLarge = [2, 4, 8, 16, 20, 32, 48, 64, 96];
const d = { temporaryGib: 37.5 } as const;
const notInGovernment = { zones: { usgovvirginia: "-" } } as const;
const rare = { isSpot: false, ...notInGovernment } as const;
const v6 = { generations: "V2", disks: [8, 12, 24, 48, 64], ...notInGovernment } as const;
const v7 = { generations: "V2", disks: [10, 12, 26, 48, 64], ...notInGovernment } as const;
const nvme = { nvmeGib: 55 } as const;
const large96 = { vcpus: withLarge, memoryGib: { 96: 672 } } as const;
const confidential = { isAccelerated: false, networksAt: { 16: 4 }, ...notInGovernment } as const;
const childCapable = { generations: "V2", vcpus: [4, 8, 16, 32, 48, 64, 96], ...notInGovernment } as const;

export const olderSizeSeries: readonly SizeSeries[] = [
  // General purpose.
  row("Standard_A%_v2", "standardAv2Family", 2, standardDisks, {
    generations: "V1",
    vcpus: [1, 2, 4, 8],
    temporaryGib: 10,
    disks: [4, 8, 16, 16, 16],
    disksAt: { 1: 2 },
    networksAt: { 1: 2 },
    isAccelerated: false,
    isEncryptedAtHost: false,
  }),
  row("Standard_A%m_v2", "standardAv2Family", 8, standardDisks, {
    generations: "V1",
    vcpus: [2, 4, 8],
    temporaryGib: 10,
    disks: [4, 8, 16, 16, 16],
    isAccelerated: false,
    isEncryptedAtHost: false,
  }),
  row("Standard_D%a_v4", "standardDAv4Family", 4, standardDisks, { temporaryGib: 25, cacheGib: 25 }),
  row("Standard_D%alds_v6", "standardDaldv6Family", 2, v6, nvme, { disks: [4, 8, 16, 32, 32] }),
  row("Standard_D%plds_v6", "StandardDpldsv6Family", 2, v6, nvme, { cpu: "Arm64" }),
  row("Standard_D%ls_v7", "StandardDlsv7Family", 2, v7),
  row("Standard_D%lds_v7", "StandardDldsv7Family", 2, v7, nvme),
  row("Standard_D%ds_v7", "StandardDdsv7Family", 4, v7, nvme),
  row("Standard_D%als_v7", "StandardDalsv7Family", 2, v7),
  row("Standard_D%alds_v7", "StandardDaldsv7Family", 2, v7, nvme),
  row("Standard_B%als_v2", "standardBasv2Family", 2, {
    vcpus: [2, 4, 8, 16, 32],
    networksAt: { 4: 3, 8: 4, 16: 4, 32: 4 },
  }),
  row("Standard_B%pls_v2", "standardBpsv2Family", 2, { vcpus: [2, 4, 8, 16], cpu: "Arm64", ...notInGovernment }),
  // Memory optimised.
  row("Standard_E%_v3", "standardEv3Family", 8, standardDisks, {
    vcpus: [2, 4, 8, 16, 20, 32, 48, 64],
    memoryGib: { 64: 432 },
    temporaryGib: 25,
    generations: "V1",
  }),
  row("Standard_E%_v4", "standardEv4Family", 8, standardDisks, { vcpus: to32.concat(48, 64), memoryGib: { 64: 504 } }),
  row("Standard_E%d_v4", "standardEDv4Family", 8, d, standardDisks, {
    vcpus: to32.concat(48, 64),
    memoryGib: { 64: 504 },
  }),
  row("Standard_E%a_v4", "standardEAv4Family", 8, standardDisks, large96, { temporaryGib: 25, cacheGib: 25 }),
  row("Standard_E%_v5", "standardEv5Family", 8, standardDisks, large96),
  row("Standard_E%d_v5", "standardEDv5Family", 8, d, standardDisks, large96),
  row("Standard_E%bs_v5", "standardEBSv5Family", 8, large96),
  row("Standard_E%bds_v5", "standardEBDSv5Family", 8, d, large96),
  row("Standard_E%ps_v5", "standardEPSv5Family", 8, {
    vcpus: to32,
    memoryGib: { 32: 208 },
    cpu: "Arm64",
    generations: "V2",
  }),
  row("Standard_E%pds_v5", "standardEPDSv5Family", 8, d, {
    vcpus: to32,
    memoryGib: { 32: 208 },
    cpu: "Arm64",
    generations: "V2",
  }),
  row("Standard_E%ps_v6", "StandardEpsv6Family", 8, v6, {
    vcpus: [2, 4, 8, 16, 32, 48, 64, 96],
    memoryGib: { 96: 672 },
    cpu: "Arm64",
  }),
  row("Standard_E%pds_v6", "StandardEpdsv6Family", 8, v6, nvme, {
    vcpus: [2, 4, 8, 16, 32, 48, 64, 96],
    memoryGib: { 96: 672 },
    cpu: "Arm64",
  }),
  row("Standard_E%ads_v6", "standardEadv6Family", 8, v6, nvme, large96, { disks: [4, 8, 16, 32, 32] }),
  row("Standard_E%s_v7", "StandardEsv7Family", 8, v7, large96),
  row("Standard_E%ds_v7", "StandardEdsv7Family", 8, v7, nvme, large96),
  row("Standard_E%as_v7", "StandardEasv7Family", 8, v7, large96),
  row("Standard_E%ads_v7", "StandardEadsv7Family", 8, v7, nvme, large96),
  row("Standard_M%ms", "standardMSFamily", 2048 / 64, {
    vcpus: [8, 16, 32, 64, 128],
    memoryGib: { 8: 218.75, 16: 437.5, 32: 875, 64: 1792, 128: 3892 },
    temporaryGib: 32,
    cacheGib: 99,
    ...rare,
  }),
  row("Standard_M%s", "standardMSFamily", 16, { vcpus: [64, 128], temporaryGib: 32, cacheGib: 99, ...rare }),
  // Compute optimised.
  row("Standard_F%", "standardFFamily", 2, standardDisks, {
    generations: "V1",
    vcpus: [1, 2, 4, 8, 16],
    temporaryGib: 16,
  }),
  row("Standard_F%s", "standardFSFamily", 2, { vcpus: [1, 2, 4, 8, 16], temporaryGib: 4, cacheGib: 12 }),
  row("Standard_F%als_v6", "StandardFalsv6Family", 2, v6, {
    vcpus: [2, 4, 8, 16, 32, 48, 64],
    disks: [4, 8, 16, 32, 32],
  }),
  row("Standard_F%ams_v6", "StandardFamsv6Family", 8, v6, {
    vcpus: [2, 4, 8, 16, 32, 48, 64],
    disks: [4, 8, 16, 32, 32],
  }),
  row("Standard_FX%mds", "standardFXMDVSFamily", 21, { vcpus: [4, 12, 24, 36, 48], ...rare, temporaryGib: 42 }),
  // Storage optimised.
  row("Standard_L%s_v2", "standardLSv2Family", 8, {
    vcpus: [8, 16, 32, 48, 64, 80],
    temporaryGib: 10,
    nvmeGib: 223,
    ...rare,
  }),
  row("Standard_L%s_v3", "standardLSv3Family", 8, {
    vcpus: [8, 16, 32, 48, 64, 80],
    temporaryGib: 10,
    nvmeGib: 223,
    ...notInGovernment,
  }),
  row("Standard_L%as_v3", "standardLASv3Family", 8, {
    vcpus: [8, 16, 32, 48, 64, 80],
    temporaryGib: 10,
    nvmeGib: 223,
    ...notInGovernment,
  }),
  // Confidential.
  row("Standard_DC%s_v2", "standardDCSv2Family", 4, {
    generations: "V2",
    vcpus: [1, 2, 4, 8],
    temporaryGib: 50,
    disks: [2, 4, 8, 8, 8],
    ...rare,
  }),
  row("Standard_DC%s_v3", "standardDCSv3Family", 8, {
    generations: "V2",
    vcpus: [1, 2, 4, 8, 16, 24, 32, 48],
    ...notInGovernment,
  }),
  row("Standard_DC%ds_v3", "standardDDCSv3Family", 8, {
    generations: "V2",
    vcpus: [1, 2, 4, 8, 16, 24, 32, 48],
    temporaryGib: 75,
    ...notInGovernment,
  }),
  row("Standard_DC%ads_cc_v5", "standardDCADCCV5Family", 4, childCapable, d),
  row("Standard_EC%ads_v5", "standardECADSv5Family", 8, confidential, d, { ...large96, confidential: "SNP" }),
  row("Standard_EC%as_cc_v5", "standardECACCV5Family", 8, childCapable),
  row("Standard_EC%ads_cc_v5", "standardECADCCV5Family", 8, childCapable, d),
  row("Standard_DC%es_v5", "standardDCEV5Family", 4, confidential, { confidential: "TDX" }),
  row("Standard_DC%eds_v5", "standardDCEDV5Family", 4, confidential, d, { confidential: "TDX" }),
  row("Standard_EC%es_v5", "standardECEV5Family", 8, confidential, { vcpus: to32.concat(48, 64), confidential: "TDX" }),
  row("Standard_EC%eds_v5", "standardECEDV5Family", 8, confidential, d, {
    vcpus: to32.concat(48, 64),
    confidential: "TDX",
  }),
  row("Standard_DC%ads_v6", "standardDCadsv6Family", 4, confidential, nvme, { generations: "V2", confidential: "SNP" }),
  row("Standard_EC%as_v6", "standardECasv6Family", 8, confidential, {
    ...large96,
    generations: "V2",
    confidential: "SNP",
  }),
  row("Standard_EC%ads_v6", "standardECadsv6Family", 8, confidential, nvme, {
    ...large96,
    generations: "V2",
    confidential: "SNP",
  }),
  // GPU.
  row("Standard_NC%", "standardNCFamily", 56 / 6, standardDisks, {
    generations: "V1",
    vcpus: [6, 12, 24],
    temporaryGib: 340 / 6,
    gpus: (vcpus) => vcpus / 6,
    ...rare,
  }),
  row("Standard_NC%s_v2", "standardNCSv2Family", 112 / 6, {
    vcpus: [6, 12, 24],
    temporaryGib: 736 / 6,
    gpus: (vcpus) => vcpus / 6,
    ...rare,
  }),
  row("Standard_NC%ads_H100_v5", "StandardNCadsH100v5Family", 8, {
    generations: "V2",
    vcpus: [40, 80],
    nvmeGib: 89,
    gpus: (vcpus) => vcpus / 40,
    ...rare,
  }),
  row("Standard_ND%s", "standardNDSFamily", 112 / 6, {
    vcpus: [6, 12, 24],
    temporaryGib: 736 / 6,
    gpus: (vcpus) => vcpus / 6,
    ...rare,
  }),
  row("Standard_ND%rs_v2", "standardNDSv2Family", 16.8, { vcpus: [40], temporaryGib: 74, gpus: () => 8, ...rare }),
  row("Standard_ND%asr_v4", "standardNDASv4_A100Family", 900 / 96, {
    generations: "V2",
    vcpus: [96],
    temporaryGib: 62,
    gpus: () => 8,
    ...rare,
  }),
  row("Standard_ND%amsr_A100_v4", "standardNDAMSv4_A100Family", 1900 / 96, {
    generations: "V2",
    vcpus: [96],
    temporaryGib: 30,
    gpus: () => 8,
    ...rare,
  }),
  row("Standard_ND%isr_H100_v5", "standardNDSH100v5Family", 1900 / 96, {
    generations: "V2",
    vcpus: [96],
    temporaryGib: 10,
    gpus: () => 8,
    ...rare,
  }),
  row("Standard_NV%", "standardNVFamily", 56 / 6, standardDisks, {
    generations: "V1",
    vcpus: [6, 12, 24],
    temporaryGib: 340 / 6,
    gpus: (vcpus) => vcpus / 6,
    ...rare,
  }),
  row("Standard_NV%s_v3", "standardNVSv3Family", 112 / 12, {
    vcpus: [12, 24, 48],
    temporaryGib: 320 / 12,
    gpus: (vcpus) => vcpus / 12,
    ...rare,
  }),
  row("Standard_NV%as_v4", "standardNVSv4Family", 3.5, {
    vcpus: [4, 8, 16, 32],
    temporaryGib: 22,
    gpus: () => 1,
    ...rare,
  }),
  row("Standard_NV%ads_A10_v5", "StandardNVADSA10v5Family", 55 / 6, {
    generations: "V2",
    vcpus: [6, 12, 18, 36, 72],
    temporaryGib: 30,
    gpus: (vcpus) => Math.max(1, vcpus / 36),
    ...rare,
  }),
  // High performance.
  row("Standard_HB%rs_v2", "standardHBrsv2Family", 3.8, { vcpus: [120], temporaryGib: 8, ...rare }),
  row("Standard_HB%rs_v3", "standardHBv3Family", 448 / 120, {
    vcpus: [16, 32, 64, 96, 120],
    memoryGib: { 16: 448, 32: 448, 64: 448, 96: 448 },
    temporaryGib: 8,
    ...rare,
  }),
  row("Standard_HC%rs", "standardHCSFamily", 8, { vcpus: [44], temporaryGib: 16, ...rare }),
];
