import { computeSizes, type ComputeSize } from "../compute/vm-sizes.js";

/**
 * Families that may carry Kata pools: x64, generation 2, nested virtualization. Sources: the "Feature support" table of
 * each series (read 2026-08), a public table of 2022 (v3 to v5), AKS's own refusals (Dls v5, 2025-04), its release notes
 * (Dads v7 since 2026-06-19). Assumed, for the service keeps a list of its own: Fs v2, Es v6, Eas v6 and Fas v6, which
 * follow their nested virtualization, and the Dls lines of v6, which follow Dls v5.
 */
const kataFamilies = new Set([
  ...["standardDSv3Family", "standardESv3Family", "standardFSv2Family"],
  ...["standardDv4Family", "standardDSv4Family", "standardDDv4Family", "standardDDSv4Family"],
  ...["standardESv4Family", "standardEDSv4Family"],
  ...["standardDv5Family", "standardDSv5Family", "standardDDv5Family", "standardDDSv5Family"],
  ...["standardDASv5Family", "standardDADSv5Family", "standardESv5Family", "standardEDSv5Family"],
  ...["standardEASv5Family", "standardEADSv5Family"],
  ...["StandardDsv6Family", "StandardDdsv6Family", "standardDav6Family", "standardDadv6Family"],
  ...["StandardEsv6Family", "StandardEdsv6Family", "standardEav6Family", "StandardFasv6Family"],
  ...["StandardDsv7Family", "StandardDasv7Family", "StandardDadsv7Family"],
]);

/** A VM size as AKS looks at it. */
export interface VmSize extends ComputeSize {
  /** May carry Kata pools. */
  readonly kata: boolean;
}

const sizes: ReadonlyMap<string, VmSize> = new Map(
  computeSizes.map((size) => [size.name.toLowerCase(), { ...size, kata: kataFamilies.has(size.family) }]),
);

/** The service chooses by quota; recorded choices are D4pds_v5, D8d_v4 and D8lds_v5. Here always this one (assumed). */
export const defaultVmSize = "Standard_D8lds_v5";

/** By name, compared without case. */
export function findVmSize(name: string): VmSize | undefined {
  return sizes.get(name.toLowerCase());
}
