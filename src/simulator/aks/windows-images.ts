/** Release (day) and image of Windows Server, oldest first: AKS release notes of those days. */
const images: Readonly<Record<string, readonly (readonly [day: string, image: string])[]>> = {
  Windows2019: [
    ["2024-04-11", "17763.5696.240410"],
    ["2024-08-27", "17763.6189.240814"],
    ["2025-01-06", "17763.6659.241218"],
    ["2025-05-19", "17763.7240.250416"],
  ],
  Windows2022: [
    ["2024-04-11", "20348.2340.240401"],
    ["2024-08-27", "20348.2655.240814"],
    ["2025-01-06", "20348.2966.241218"],
    ["2025-05-19", "20348.3561.250416"],
  ],
};

/** The OS SKUs of Windows pools that have an image here. */
export const windowsOsSkus: readonly string[] = Object.keys(images);

/**
 * As in `AKSWindows-2022-containerd-20348.2655.240814` (public outputs of 2023 to 2025). Before the first release that is
 * known the first, after the last the last (assumed).
 */
export function windowsImage(osSku: string, timeMs: number): string {
  const known = images[osSku] ?? [];
  const current = known.findLast(([day]) => Date.parse(day) <= timeMs) ?? known[0];
  return `AKSWindows-${osSku.replace("Windows", "")}-containerd-${current?.[1] ?? ""}`;
}
