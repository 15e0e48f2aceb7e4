import { row, type SizeSeries } from "./size-series.js";
import { zonesIn } from "./zones-in.js";

/**
 * Confidential, GPU and high-performance series beside those of `size-series.ts`. Sources and what is assumed: as in
 * `older-size-series.ts`; assumed besides: temporary disks of the HB lines and of confidential v6, GPU counts where the
 * documentation gives a fraction of one (shown as 1), `confidential`. Standard_NV36ads_A10_v5 and smaller have the temporary
 * disk of their memory's share (assumed).
 */
const withLarge = [2, 4, 8, 16, 20, 32, 48, 64, 96];
const childCapable = [4, 8, 16, 20, 32, 48, 64, 96];
const d = { temporaryGib: 37.5 } as const;
const offered = (text: string) => ({ zones: zonesIn(text) });
const genoa = { isAccelerated: false, generations: "V2", ...offered("usgovvirginia:-") } as const;
const milan = offered(
  "eastus:23 eastus2:- southcentralus:- westus2:- westus3:- centralus:- australiaeast:- northeurope:23 swedencentral:- " +
    "uksouth:1 usgovvirginia:-",
);
const milanMemory = { 32: 192, 96: 672 } as const;
const tdx = {
  vcpus: [2, 4, 8, 16, 32, 48, 64],
  generations: "V2",
  disks: [8, 12, 24, 48, 64],
  isAccelerated: false,
  confidential: "TDX",
  ...offered(
    "eastus:- eastus2:- southcentralus:- westus2:- westus3:1 centralus:- australiaeast:- northeurope:- westeurope:3 " +
      "swedencentral:- uksouth:- usgovvirginia:-",
  ),
} as const;
const coffeeLake = {
  generations: "V2",
  disks: [2, 4, 8, 8, 8],
  temporaryGib: 50,
  ...offered(
    "eastus:- eastus2:- southcentralus:- westus2:13 westus3:- centralus:- westus:- australiaeast:- northeurope:- " +
      "westeurope:- swedencentral:- uksouth:- usgovvirginia:-",
  ),
} as const;
const iceLake = {
  generations: "V2",
  vcpus: [1, 2, 4, 8, 16, 24, 32, 48],
  disks: [8, 16, 32, 32, 32],
  disksAt: { 1: 4 },
  networksAt: { 4: 4, 8: 8 },
  ...offered(
    "eastus:3 eastus2:12 southcentralus:2 westus2:3 westus3:- centralus:13 australiaeast:3 northeurope:2 westeurope:3 " +
      "swedencentral:- uksouth:3 usgovvirginia:-",
  ),
} as const;

export const specialSizeSeries: readonly SizeSeries[] = [
  // Confidential.
  row("Standard_DC%s_v2", "standardDCSv2Family", 4, coffeeLake, {
    vcpus: [1],
    disksAt: { 1: 1 },
    isAccelerated: false,
  }),
  row("Standard_DC%s_v2", "standardDCSv2Family", 4, coffeeLake, { vcpus: [2, 4] }),
  row("Standard_DC%_v2", "standardDCSv2Family", 4, coffeeLake, { vcpus: [8], networksAt: { 8: 1 } }),
  row("Standard_DC%s_v3", "standardDCSv3Family", 8, iceLake),
  row("Standard_DC%ds_v3", "standardDDCSv3Family", 8, iceLake, { temporaryGib: 75, temporaryGibAt: { 48: 2400 } }),
  row("Standard_DC%ads_cc_v5", "standardDCADCCV5Family", 4, milan, d, {
    generations: "V2",
    vcpus: [4, 8, 16, 32, 48, 64, 96],
    networksAt: { 4: 4, 8: 8 },
  }),
  row("Standard_EC%ads_v5", "standardECADSv5Family", 8, milan, d, {
    vcpus: withLarge,
    memoryGib: milanMemory,
    isAccelerated: false,
    networksAt: { 16: 4 },
    confidential: "SNP",
  }),
  row("Standard_EC%as_cc_v5", "standardECACCV5Family", 8, milan, {
    generations: "V2",
    vcpus: childCapable,
    memoryGib: milanMemory,
    networksAt: { 4: 4, 8: 8 },
  }),
  row("Standard_EC%ads_cc_v5", "standardECADCCV5Family", 8, milan, d, {
    generations: "V2",
    vcpus: childCapable,
    memoryGib: milanMemory,
    networksAt: { 4: 4, 16: 4 },
  }),
  row("Standard_DC%ads_v6", "standardDCadsv6Family", 4, genoa, d, { confidential: "SNP" }),
  row("Standard_EC%as_v6", "standardECasv6Family", 8, genoa, { memoryGib: { 96: 672 }, confidential: "SNP" }),
  row("Standard_EC%ads_v6", "standardECadsv6Family", 8, genoa, d, { memoryGib: { 96: 672 }, confidential: "SNP" }),
  row("Standard_DC%es_v6", "standardDCEV6Family", 4, tdx, { vcpus: [...tdx.vcpus, 96, 128] }),
  row("Standard_DC%eds_v6", "standardDCEDV6Family", 4, tdx, { vcpus: [...tdx.vcpus, 96, 128], nvmeGib: 55 }),
  row("Standard_EC%es_v6", "StandardECEV6Family", 8, tdx),
  row("Standard_EC%eds_v6", "StandardECEDV6Family", 8, tdx, { nvmeGib: 55 }),
  // GPU.
  row("Standard_NC%ads_H100_v5", "StandardNCadsH100v5Family", 8, {
    generations: "V2",
    vcpus: [40],
    disksAt: { 40: 8 },
    networksAt: { 40: 2 },
    nvmeGib: 3576 / 40,
    gpus: () => 1,
    ...offered(
      "eastus:13 southcentralus:13 westus2:13 centralus:3 australiaeast:13 northeurope:2 westeurope:3 swedencentral:13 " +
        "usgovvirginia:-",
    ),
  }),
  row("Standard_NC%adis_H100_v5", "StandardNCadsH100v5Family", 8, {
    generations: "V2",
    vcpus: [80],
    disksAt: { 80: 16 },
    nvmeGib: 7152 / 80,
    gpus: () => 2,
    ...offered(
      "eastus:13 southcentralus:13 westus2:13 centralus:3 australiaeast:13 northeurope:2 westeurope:3 swedencentral:13 " +
        "usgovvirginia:-",
    ),
  }),
  row("Standard_ND%rs_v2", "standardNDSv2Family", 16.8, {
    generations: "V2",
    vcpus: [40],
    disksAt: { 40: 8 },
    temporaryGibAt: { 40: 2948 },
    gpus: () => 8,
    ...offered(
      "eastus:13 eastus2:- westus2:12 westus3:- centralus:- westus:- australiaeast:- northeurope:- westeurope:3 " +
        "swedencentral:- uksouth:- usgovvirginia:-",
    ),
  }),
  row("Standard_ND%asr_v4", "Standard NDASv4_A100 Family", 900 / 96, {
    generations: "V2",
    vcpus: [96],
    disksAt: { 96: 16 },
    temporaryGibAt: { 96: 6000 },
    isSpot: false,
    gpus: () => 8,
    ...offered(
      "eastus:1 eastus2:- southcentralus:1 westus2:1 westus3:- centralus:- westus:- australiaeast:- northeurope:- " +
        "westeurope:3 swedencentral:- uksouth:- usgovvirginia:-",
    ),
  }),
  row("Standard_ND%amsr_A100_v4", "standard NDAMSv4_A100Family", 1800 / 96, {
    generations: "V2",
    vcpus: [96],
    disksAt: { 96: 16 },
    temporaryGibAt: { 96: 6400 },
    gpus: () => 8,
    ...offered(
      "eastus:3 eastus2:12 southcentralus:1 westus2:3 westus3:- centralus:- westus:- australiaeast:- northeurope:- " +
        "westeurope:3 swedencentral:1 uksouth:3 usgovvirginia:-",
    ),
  }),
  row("Standard_ND%isr_H100_v5", "standardNDSH100v5Family", 1900 / 96, {
    generations: "V2",
    vcpus: [96],
    disksAt: { 96: 16 },
    temporaryGibAt: { 96: 1024 },
    gpus: () => 8,
    ...offered(
      "eastus:13 eastus2:12 southcentralus:1 westus2:3 westus3:- northeurope:- westeurope:3 swedencentral:2 uksouth:1 " +
        "usgovvirginia:-",
    ),
  }),
  row("Standard_NV%s_v3", "standardNVSv3Family", 112 / 12, {
    vcpus: [12, 24, 48],
    disksAt: { 12: 12, 24: 24 },
    temporaryGib: 320 / 12,
    gpus: (vcpus) => vcpus / 12,
    ...offered(
      "eastus2:3 southcentralus:13 westus2:3 westus3:- centralus:- australiaeast:1 northeurope:3 swedencentral:- " +
        "uksouth:12 usgovvirginia:-",
    ),
  }),
  row("Standard_NV%as_v4", "standardNVSv4Family", 3.5, {
    vcpus: [4, 8, 16, 32],
    temporaryGib: 22,
    gpus: () => 1,
    ...offered("eastus2:23 southcentralus:13 westus3:13 centralus:- australiaeast:12 swedencentral:13 usgovvirginia:-"),
  }),
  row("Standard_NV%ads_A10_v5", "StandardNVADSA10v5Family", 55 / 6, {
    vcpus: [6, 12, 18, 36, 72],
    memoryGib: { 18: 220, 36: 440, 72: 880 },
    disksAt: { 6: 4, 12: 8, 18: 16 },
    networksAt: { 18: 6 },
    temporaryGib: 30,
    temporaryGibAt: { 18: 720, 36: 1440, 72: 2880 },
    gpus: (vcpus) => Math.max(1, vcpus / 36),
    ...offered("southcentralus:13 centralus:3 australiaeast:1 northeurope:23 swedencentral:13 usgovvirginia:-"),
  }),
  // High performance.
  row("Standard_HB%rs_v2", "standardHBrsv2Family", 3.8, {
    vcpus: [120],
    temporaryGib: 8,
    ...offered(
      "eastus:13 eastus2:- southcentralus:1 westus2:3 westus3:- centralus:3 westus:- australiaeast:3 northeurope:- " +
        "westeurope:13 swedencentral:- uksouth:- usgovvirginia:-",
    ),
  }),
  row("Standard_HB%rs_v3", "standardHBv3Family", 3.8, {
    vcpus: [120],
    temporaryGib: 8,
    ...offered(
      "eastus:13 eastus2:- southcentralus:1 westus2:- westus3:3 centralus:- westus:- australiaeast:- northeurope:- " +
        "westeurope:3 swedencentral:- uksouth:3 usgovvirginia:-",
    ),
  }),
  row("Standard_HC%rs", "standardHCSFamily", 8, {
    vcpus: [44],
    disksAt: { 44: 4 },
    temporaryGibAt: { 44: 700 },
    ...offered(
      "eastus:1 eastus2:1 southcentralus:1 westus2:23 westus3:- centralus:- westus:- australiaeast:2 northeurope:3 " +
        "westeurope:3 swedencentral:- uksouth:- usgovvirginia:-",
    ),
  }),
];
