/**
 * Release (day) and image of Windows Server, oldest first: AKS release notes of those days; those of 2023, of 2024-04-23,
 * -05-07, -09-20 and of 2025-09-19 as recorded then.
 */
const images: Readonly<Record<string, readonly (readonly [day: string, image: string])[]>> = {
  Windows2019: [
    ["2024-04-11", "17763.5696.240410"],
    ["2024-08-27", "17763.6189.240814"],
    ["2025-01-06", "17763.6659.241218"],
    ["2025-05-19", "17763.7240.250416"],
  ],
  Windows2022: [
    ["2023-06-21", "20348.1787.230614"],
    ["2023-09-07", "20348.1906.230809"],
    ["2024-04-11", "20348.2340.240401"],
    ["2024-04-23", "20348.2402.240410"],
    ["2024-05-07", "20348.2402.240423"],
    ["2024-08-27", "20348.2655.240814"],
    ["2024-09-20", "20348.2700.240911"],
    ["2025-01-06", "20348.2966.241218"],
    ["2025-05-19", "20348.3561.250416"],
  ],
  Windows2025: [["2025-09-19", "26100.4946.250823"]],
};

/** The OS SKUs of Windows pools that have an image here. */
export const windowsOsSkus: readonly string[] = [...Object.keys(images), "WindowsAnnual"];

/**
 * As in `AKSWindows-2022-containerd-20348.2655.240814` (public outputs of 2023 to 2025). Before the first release that is
 * known the first, after the last the last (assumed).
 */
export function windowsImage(osSku: string, timeMs: number): string {
  // The annual channel's pools show the image of 2022 of the second generation (recorded 2024-04).
  if (osSku === "WindowsAnnual") return windowsImage("Windows2022", timeMs).replace("containerd-", "containerd-gen2-");
  const known = images[osSku] ?? [];
  const current = known.findLast(([day]) => Date.parse(day) <= timeMs) ?? known[0];
  const kind = osSku === "Windows2025" ? "gen2" : "containerd";
  return `AKSWindows-${osSku.replace("Windows", "")}-${kind}-${current?.[1] ?? ""}`;
}
