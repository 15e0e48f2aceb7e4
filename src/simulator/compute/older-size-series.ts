import { row, type SizeSeries } from "./size-series.js";
import { zonesIn } from "./zones-in.js";

/**
 * Series beside those of `size-series.ts`: older, rarer or larger ones that AKS pools are made of, too. Names, families,
 * vCPUs, memory, generations, data disks, network interfaces, flags, and zones of the twelve regions: compared with a
 * public listing of the Compute SKUs service for 45 regions of 2026-08-01 and with the table of sizes in Kubernetes'
 * autoscaler of 2026-08-22 (both read 2026-11-23). Temporary and NVMe disks: the size documentation of the series (read
 * 2026-11-23), in proportion to the vCPUs. Assumed: caches; temporary disks of Ea v4, F and Fs; that usgovvirginia lacks what
 * says so, and that other regions have a series in all their zones.
 */
const standardDisks = { premium: false } as const;
const to32 = [2, 4, 8, 16, 20, 32];
const withLarge = [2, 4, 8, 16, 20, 32, 48, 64, 96];
const d = { temporaryGib: 37.5 } as const;
const offered = (text: string) => ({ zones: zonesIn(text) });
const amdV6 = { generations: "V2", ...offered("southcentralus:13 usgovvirginia:-") } as const;
const armV5 = {
  cpu: "Arm64",
  generations: "V2",
  networksAt: { 16: 4 },
  ...offered("westus3:12 swedencentral:3"),
} as const;
const armV6 = {
  cpu: "Arm64",
  generations: "V2",
  disks: [8, 12, 24, 48, 64],
  ...offered("southcentralus:13 northeurope:23 usgovvirginia:-"),
} as const;
const v7 = { generations: "V2", disks: [10, 12, 26, 48, 64] } as const;
const intelV7 = {
  ...v7,
  vcpus: [2, 4, 8, 16, 32, 48, 64, 96, 128, 192],
  networksAt: { 2: 3, 4: 4, 64: 15, 96: 15, 128: 15, 192: 15 },
  ...offered(
    "southcentralus:3 westus2:13 westus:- australiaeast:- northeurope:- westeurope:- swedencentral:2 uksouth:- usgovvirginia:-",
  ),
} as const;
const amdV7 = {
  ...v7,
  vcpus: [2, 4, 8, 16, 32, 48, 64, 96, 128, 160],
  networksAt: { 128: 15, 160: 15 },
  ...offered("eastus2:1 southcentralus:13 northeurope:23 swedencentral:- uksouth:12 usgovvirginia:-"),
} as const;
const nvme = { nvmeGib: 55 } as const;
const large96 = { vcpus: withLarge, memoryGib: { 96: 672 } } as const;
const without20 = { memoryGib: { 96: 672 } } as const;
const mLine = {
  disksAt: { 8: 8, 16: 16, 64: 64, 128: 64 },
  temporaryGib: 32,
  cacheGib: 99,
  ...offered("uksouth:13 usgovvirginia:-"),
} as const;
const fLine = {
  vcpus: [1, 2, 4, 8, 16],
  disks: [8, 16, 32, 64, 64],
  disksAt: { 1: 4 },
  networksAt: { 4: 4, 8: 8 },
} as const;
/** A disk of 1.92 TB for each 8 vCPUs. */
const lLine = { temporaryGib: 10, nvmeGib: 223.5 } as const;

export const olderSizeSeries: readonly SizeSeries[] = [
  // General purpose.
  row("Standard_A%_v2", "standardAv2Family", 2, standardDisks, {
    generations: "V1",
    vcpus: [1, 2, 4, 8],
    temporaryGib: 10,
    disks: [4, 8, 16, 16, 16],
    disksAt: { 1: 2 },
    networksAt: { 4: 4, 8: 8 },
    isAccelerated: false,
    isEncryptedAtHost: false,
  }),
  row("Standard_A%m_v2", "standardAv2Family", 8, standardDisks, {
    generations: "V1",
    vcpus: [2, 4, 8],
    temporaryGib: 10,
    disks: [4, 8, 16, 16, 16],
    networksAt: { 4: 4, 8: 8 },
    isAccelerated: false,
    isEncryptedAtHost: false,
  }),
  row("Standard_D%a_v4", "standardDAv4Family", 4, standardDisks, { temporaryGib: 25, cacheGib: 25 }),
  row("Standard_D%alds_v6", "standardDaldv6Family", 2, amdV6, nvme),
  row("Standard_D%plds_v6", "StandardDpldsv6Family", 2, armV6, nvme),
  row("Standard_D%ls_v7", "StandardDlsv7Family", 2, intelV7),
  row("Standard_D%lds_v7", "StandardDldsv7Family", 2, intelV7, nvme),
  row("Standard_D%ds_v7", "StandardDdsv7Family", 4, intelV7, nvme),
  row("Standard_D%als_v7", "StandardDalsv7Family", 2, amdV7),
  row("Standard_D%alds_v7", "StandardDaldsv7Family", 2, amdV7, nvme),
  row("Standard_B%als_v2", "standardBasv2Family", 2, {
    vcpus: [2, 4, 8, 16, 32],
    networksAt: { 4: 3, 8: 4, 16: 4, 32: 4 },
  }),
  row("Standard_B%pls_v2", "standardBpsv2Family", 2, armV5, {
    vcpus: [2, 4, 8, 16],
    generations: "V1,V2",
    networksAt: { 8: 2, 16: 4 },
  }),
  // Memory optimised.
  row("Standard_E%_v3", "standardEv3Family", 8, standardDisks, {
    vcpus: [2, 4, 8, 16, 20, 32, 48, 64],
    memoryGib: { 64: 432 },
    temporaryGib: 25,
    generations: "V1",
    isEncryptedAtHost: false,
  }),
  row("Standard_E%_v4", "standardEv4Family", 8, standardDisks, {
    vcpus: to32.concat(48, 64),
    memoryGib: { 64: 504 },
    isEncryptedAtHost: false,
  }),
  row("Standard_E%d_v4", "standardEDv4Family", 8, d, standardDisks, {
    isEphemeral: false,
    vcpus: to32.concat(48, 64),
    memoryGib: { 64: 504 },
  }),
  row("Standard_E%a_v4", "standardEAv4Family", 8, standardDisks, large96, { temporaryGib: 25, cacheGib: 25 }),
  row("Standard_E%_v5", "standardEv5Family", 8, standardDisks, large96),
  row("Standard_E%d_v5", "standardEDv5Family", 8, d, standardDisks, large96),
  row("Standard_E%bs_v5", "standardEBSv5Family", 8, without20),
  row("Standard_E%bds_v5", "standardEBDSv5Family", 8, d, without20),
  row("Standard_E%ps_v5", "standardEPSv5Family", 8, armV5, { vcpus: to32, memoryGib: { 32: 208 } }),
  row("Standard_E%pds_v5", "standardEPDSv5Family", 8, armV5, d, {
    vcpus: to32,
    memoryGib: { 32: 208 },
    isSpot: false,
  }),
  row("Standard_E%ps_v6", "StandardEpsv6Family", 8, armV6, { memoryGib: { 96: 672 } }),
  row("Standard_E%pds_v6", "StandardEpdsv6Family", 8, armV6, nvme, { memoryGib: { 96: 672 } }),
  row("Standard_E%ads_v6", "standardEadv6Family", 8, amdV6, nvme, large96, offered("")),
  row("Standard_E%s_v7", "StandardEsv7Family", 8, intelV7, { vcpus: [...withLarge, 128, 192] }),
  row("Standard_E%ds_v7", "StandardEdsv7Family", 8, intelV7, nvme, { vcpus: [...withLarge, 128, 192] }),
  row("Standard_E%as_v7", "StandardEasv7Family", 8, amdV7),
  row("Standard_E%ads_v7", "StandardEadsv7Family", 8, amdV7, nvme),
  row("Standard_M%ms", "standardMSFamily", 2048 / 64, {
    vcpus: [8, 16, 32, 64, 128],
    memoryGib: { 8: 218.75, 16: 437.5, 32: 875, 64: 1792, 128: 3892 },
    ...mLine,
  }),
  row("Standard_M%s", "standardMSFamily", 16, mLine, { vcpus: [64, 128] }),
  // Compute optimised.
  row("Standard_F%", "standardFFamily", 2, standardDisks, {
    generations: "V1",
    temporaryGib: 16,
    isEncryptedAtHost: false,
    ...fLine,
  }),
  row("Standard_F%s", "standardFSFamily", 2, fLine, { temporaryGib: 4, cacheGib: 12 }),
  row("Standard_F%als_v6", "StandardFalsv6Family", 2, amdV6, {
    vcpus: [2, 4, 8, 16, 32, 48, 64],
    networksAt: { 16: 4 },
  }),
  row("Standard_F%ams_v6", "StandardFamsv6Family", 8, amdV6, {
    vcpus: [2, 4, 8, 16, 32, 48, 64],
    networksAt: { 16: 4 },
  }),
  row("Standard_FX%mds", "standardFXMDVSFamily", 21, {
    vcpus: [4, 12, 24, 36, 48],
    generations: "V2",
    disksAt: { 12: 24 },
    networksAt: { 24: 4 },
    temporaryGib: 42,
    ...offered(
      "eastus:3 eastus2:- southcentralus:- westus2:1 westus3:3 centralus:- westus:- australiaeast:- northeurope:- " +
        "westeurope:23 swedencentral:- uksouth:- usgovvirginia:-",
    ),
  }),
  // Storage optimised.
  row("Standard_L%s_v2", "standardLSv2Family", 8, {
    vcpus: [8, 16, 32, 48, 64, 80],
    ...lLine,
    networksAt: { 8: 2, 16: 4 },
    ...offered("southcentralus:13 westus3:- swedencentral:- usgovvirginia:-"),
  }),
  row("Standard_L%s_v3", "standardLSv3Family", 8, {
    vcpus: [8, 16, 32, 48, 64, 80],
    ...lLine,
    ...offered("usgovvirginia:-"),
  }),
  row("Standard_L%as_v3", "standardLASv3Family", 8, {
    vcpus: [8, 16, 32, 48, 64, 80],
    ...lLine,
    ...offered("usgovvirginia:-"),
  }),
];
