import { compareMinor, compareVersions, findMinor, listedPatches, minorOf, offeredMinors } from "./versions.js";

/** A version that another one can be upgraded to. */
export interface Upgrade {
  readonly version: string;
  readonly isPreview: boolean;
}

/**
 * To which versions a control plane can be upgraded, in the order of the recorded lists: the newer patches of its own
 * minor version, newest first, then those of the next one. No minor version is skipped.
 */
export function upgradesOf(version: string, timeMs: number): readonly Upgrade[] {
  const own = findMinor(version, timeMs);
  const next = offeredMinors(timeMs).find(({ minor }) => minor === nextMinor(version));
  return [own, next].flatMap((offer) =>
    offer === undefined
      ? []
      : listedPatches(offer, timeMs)
          .filter((patch) => compareVersions(patch, version) > 0)
          .map((patch) => ({ version: patch, isPreview: offer.isPreview })),
  );
}

/** The same for a pool, which never goes beyond its control plane. */
export function poolUpgradesOf(version: string, controlPlane: string, timeMs: number): readonly Upgrade[] {
  return upgradesOf(version, timeMs).filter((upgrade) => compareVersions(upgrade.version, controlPlane) <= 0);
}

/** A control plane may be this many minor versions ahead of its pools (Kubernetes's version skew policy). */
export const oldestPoolSkew = 3;

/** The versions that a pool of this control plane can have, oldest first. */
export function poolVersions(controlPlane: string, timeMs: number): readonly Upgrade[] {
  return offeredMinors(timeMs)
    .filter(({ minor }) => compareMinor(minor, controlPlane) <= 0 && skew(minor, controlPlane) <= oldestPoolSkew)
    .flatMap((offer) =>
      [...listedPatches(offer, timeMs)]
        .reverse()
        .filter((patch) => compareVersions(patch, controlPlane) <= 0)
        .map((version) => ({ version, isPreview: offer.isPreview })),
    );
}

/** How many minor versions the second is ahead of the first. */
export function skew(version: string, ahead: string): number {
  return minorNumber(ahead) - minorNumber(version);
}

export function minorNumber(version: string): number {
  return Number(minorOf(version).split(".")[1]);
}

function nextMinor(version: string): string {
  return `${version.split(".")[0] ?? ""}.${minorNumber(version) + 1}`;
}
