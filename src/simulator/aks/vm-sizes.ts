/**
 * VM sizes by series. Sources: the Azure "Feature support" tables of each series (read 2026-08), AKS's own refusals
 * (Dls v5, 2025-04), recorded defaults (D4pds_v5 -> 150 GB ephemeral, D8d_v4 -> 300, D8lds_v5 -> 300, D4s_v3 and
 * DS2_v2 -> 128 GB managed). Where a series is not named by a source, its Kata verdict follows its nested
 * virtualization: an assumption, for the service keeps a list of its own.
 */
interface Series {
  /** `%` stands for the number of vCPUs. */
  readonly pattern: string;
  readonly family: string;
  readonly vcpus: readonly number[];
  readonly gibPerVcpu: number;
  readonly cpu: "x64" | "Arm64";
  readonly generations: "V1" | "V2" | "V1,V2";
  /** May carry Kata pools. */
  readonly kata: boolean;
  /** Room for an ephemeral OS disk (temporary disk or cache), GB a vCPU; 0: none. */
  readonly ephemeralGbPerVcpu: number;
}

const usual = [2, 4, 8, 16, 32, 48, 64, 96];
const row = (
  pattern: string,
  family: string,
  gibPerVcpu: number,
  ephemeralGbPerVcpu: number,
  kata: boolean,
  more: Partial<Series> = {},
): Series => ({
  pattern,
  family,
  gibPerVcpu,
  ephemeralGbPerVcpu,
  kata,
  vcpus: usual,
  cpu: "x64",
  generations: "V1,V2",
  ...more,
});

const v2Only = { generations: "V2" } as const;
const arm = { cpu: "Arm64", generations: "V2" } as const;

const series: readonly Series[] = [
  row("Standard_D%_v3", "standardDv3Family", 4, 0, false, { generations: "V1" }),
  row("Standard_D%s_v3", "standardDSv3Family", 4, 25, true),
  row("Standard_E%s_v3", "standardESv3Family", 8, 25, true),
  row("Standard_F%s_v2", "standardFSv2Family", 2, 16, true),
  row("Standard_D%s_v4", "standardDSv4Family", 4, 0, true),
  row("Standard_D%d_v4", "standardDDv4Family", 4, 37.5, true),
  row("Standard_D%ds_v4", "standardDDSv4Family", 4, 37.5, true),
  row("Standard_D%as_v4", "standardDASv4Family", 4, 25, false),
  row("Standard_E%s_v4", "standardESv4Family", 8, 0, true),
  row("Standard_E%ds_v4", "standardEDSv4Family", 8, 37.5, true),
  row("Standard_D%s_v5", "standardDSv5Family", 4, 0, true),
  row("Standard_D%ds_v5", "standardDDSv5Family", 4, 37.5, true),
  row("Standard_D%as_v5", "standardDASv5Family", 4, 0, true),
  row("Standard_D%ads_v5", "standardDADSv5Family", 4, 37.5, true),
  row("Standard_D%ls_v5", "standardDLSv5Family", 2, 0, false),
  row("Standard_D%lds_v5", "standardDLDSv5Family", 2, 37.5, false),
  row("Standard_E%s_v5", "standardESv5Family", 8, 0, true),
  row("Standard_E%ds_v5", "standardEDSv5Family", 8, 37.5, true),
  row("Standard_E%as_v5", "standardEASv5Family", 8, 0, true),
  row("Standard_D%s_v6", "StandardDsv6Family", 4, 0, true, v2Only),
  row("Standard_D%ds_v6", "StandardDdsv6Family", 4, 55, true, v2Only),
  row("Standard_D%as_v6", "StandardDasv6Family", 4, 0, true, v2Only),
  row("Standard_D%ads_v6", "StandardDadsv6Family", 4, 55, true, v2Only),
  row("Standard_E%s_v6", "StandardEsv6Family", 8, 0, true, v2Only),
  row("Standard_D%as_v7", "StandardDasv7Family", 4, 0, true, v2Only),
  row("Standard_D%ads_v7", "StandardDadsv7Family", 4, 55, true, v2Only),
  row("Standard_D%ps_v5", "standardDPSv5Family", 4, 0, false, arm),
  row("Standard_D%pds_v5", "standardDPDSv5Family", 4, 37.5, false, arm),
  row("Standard_D%pls_v5", "standardDPLSv5Family", 2, 0, false, arm),
  row("Standard_D%ps_v6", "StandardDpsv6Family", 4, 0, false, arm),
  row("Standard_B%s", "standardBSFamily", 2, 0, false, { vcpus: [1, 2] }),
  row("Standard_B%ms", "standardBSFamily", 4, 0, false, { vcpus: [1, 2, 4, 8, 12, 16, 20] }),
  row("Standard_B%s_v2", "standardBsv2Family", 4, 0, false, { vcpus: [2, 4, 8, 16, 32] }),
  row("Standard_DC%as_v5", "standardDCASv5Family", 4, 0, false, v2Only),
  row("Standard_DC%as_cc_v5", "standardDCACCV5Family", 4, 0, false, v2Only),
  row("Standard_EC%as_v5", "standardECASv5Family", 8, 0, false, v2Only),
  row("Standard_NC%as_T4_v3", "Standard NCASv3_T4 Family", 7, 44, false, { vcpus: [4, 8, 16, 64] }),
];

/** The DS v2 line is numbered, not named after its vCPUs. */
const numbered: readonly (readonly [name: string, vcpus: number, memoryGib: number, ephemeralGb: number])[] = [
  ["Standard_DS1_v2", 1, 3.5, 43],
  ["Standard_DS2_v2", 2, 7, 86],
  ["Standard_DS3_v2", 4, 14, 172],
  ["Standard_DS4_v2", 8, 28, 344],
];

export interface VmSize {
  readonly name: string;
  readonly family: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly cpu: "x64" | "Arm64";
  readonly generations: string;
  readonly kata: boolean;
  readonly ephemeralGb: number;
}

const sizes: ReadonlyMap<string, VmSize> = new Map(
  [
    ...series.flatMap((entry) =>
      entry.vcpus.map((vcpus) => ({
        name: entry.pattern.replace("%", String(vcpus)),
        family: entry.family,
        vcpus,
        memoryMib: entry.gibPerVcpu * vcpus * 1024,
        cpu: entry.cpu,
        generations: entry.generations,
        kata: entry.kata,
        ephemeralGb: Math.floor(entry.ephemeralGbPerVcpu * vcpus),
      })),
    ),
    ...numbered.map(([name, vcpus, memoryGib, ephemeralGb]) => ({
      name,
      family: "standardDSv2Family",
      vcpus,
      memoryMib: memoryGib * 1024,
      cpu: "x64" as const,
      generations: "V1,V2",
      kata: false,
      ephemeralGb,
    })),
  ].map((size) => [size.name.toLowerCase(), size]),
);

/** The service chooses by quota; recorded choices are D4pds_v5, D8d_v4 and D8lds_v5. Here always this one (assumed). */
export const defaultVmSize = "Standard_D8lds_v5";

export function findVmSize(name: string): VmSize | undefined {
  return sizes.get(name.toLowerCase());
}

export function vmSizeNames(): readonly string[] {
  return [...sizes.values()].map((size) => size.name);
}
