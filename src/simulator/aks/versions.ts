import {
  allPatchesFrom,
  calendarEnds,
  minorShownFrom,
  minorVersions,
  patchVersions,
  type MinorVersion,
} from "./versions-data.js";
import { nodeImages, recordedDefaults, recordedDefaultsEnd } from "./recorded-versions-data.js";

export interface KubernetesVersion {
  /** As the resource repeats it: `1.32` stays `1.32`. */
  readonly asked: string;
  /** `1.32.7` */
  readonly full: string;
}

export type SupportPlan = "KubernetesOfficial" | "AKSLongTermSupport";

/** A minor version as it stands at some time. */
export interface OfferedMinor {
  readonly minor: string;
  readonly isPreview: boolean;
  /** The plans under which clusters can have it; empty once it is retired. */
  readonly plans: readonly SupportPlan[];
  /** Full versions, oldest first. */
  readonly patches: readonly string[];
}

const ms = (day: string) => Date.parse(`${day}T00:00:00Z`);
const known = (timeMs: number) => Math.min(timeMs, ms(calendarEnds));
const isReached = (day: string | undefined, timeMs: number) => day !== undefined && ms(day) <= timeMs;
const isPast = (day: string | undefined, timeMs: number) => day === undefined || ms(day) + 86_400_000 <= timeMs;

/** The minor versions that AKS offers, oldest first; those without a support plan are retired and not among them. */
export function offeredMinors(timeMs: number): readonly OfferedMinor[] {
  const now = known(timeMs);
  return minorVersions
    .map((version) => offered(version, now))
    .filter(({ plans, patches }) => plans.length > 0 && patches.length > 0);
}

function offered(version: MinorVersion, now: number): OfferedMinor {
  const { minor, previewFrom, generalFrom, supportedTo, longTermFrom, longTermTo } = version;
  const isOfficial = isReached(previewFrom, now) && !isPast(supportedTo, now);
  const isLongTerm = isReached(longTermFrom, now) && !isPast(longTermTo, now);
  const patches = (patchVersions[minor] ?? []).filter(([, from]) => isReached(from, now));
  return {
    minor,
    isPreview: !isReached(generalFrom, now),
    plans: [
      ...(isOfficial ? (["KubernetesOfficial"] as const) : []),
      ...(isLongTerm ? (["AKSLongTermSupport"] as const) : []),
    ],
    patches: patches.map(([patch]) => `${minor}.${patch}`),
  };
}

/** The minor version of who asks for none: the one before the newest generally available (so in all nine recordings from 2022-11 to 2025-11). */
export function defaultMinor(timeMs: number): string {
  const general = offeredMinors(timeMs).filter(({ isPreview }) => !isPreview);
  return general.at(-2)?.minor ?? general.at(-1)?.minor ?? failure();
}

/** The date in the names of the node images that new nodes get. */
export function releaseAt(timeMs: number): { readonly imageDate: string } {
  const now = known(timeMs);
  const [imageDate] = nodeImages.findLast(([, from]) => isReached(from, now)) ?? nodeImages[0] ?? failure();
  return { imageDate };
}

/** undefined when this version is not offered, under whatever plan. `""` or undefined asks for the default. */
export function resolveVersion(asked: string | undefined, timeMs: number): KubernetesVersion | undefined {
  if (asked === undefined || asked === "") return defaultVersion(timeMs);
  const found = findMinor(asked, timeMs);
  const newest = found?.patches.at(-1);
  if (newest === undefined) return undefined;
  if (asked.split(".").length === 2) return { asked, full: newest };
  return found?.patches.includes(asked) === true ? { asked, full: asked } : undefined;
}

function defaultVersion(timeMs: number): KubernetesVersion | undefined {
  const recorded = isPast(recordedDefaultsEnd, timeMs)
    ? undefined
    : recordedDefaults.findLast(([, from]) => isReached(from, timeMs))?.[0];
  const minor = recorded === undefined ? defaultMinor(timeMs) : minorOf(recorded);
  const full = recorded ?? findMinor(minor, timeMs)?.patches.at(-1);
  if (full === undefined) return undefined;
  return { asked: isReached(minorShownFrom.cluster, timeMs) ? minor : full, full };
}

/** What a pool shows that took its cluster's version. */
export function inheritedVersion(cluster: KubernetesVersion, timeMs: number): KubernetesVersion {
  return isReached(minorShownFrom.pool, timeMs) ? cluster : { asked: cluster.full, full: cluster.full };
}

/** The offered minor version that a version of two or three numbers belongs to. */
export function findMinor(version: string, timeMs: number): OfferedMinor | undefined {
  if (!/^\d+\.\d+(\.\d+)?$/.test(version)) return undefined;
  const minor = minorOf(version);
  return offeredMinors(timeMs).find((offer) => offer.minor === minor);
}

/** The patches that lists show, newest first. */
export function listedPatches({ patches }: OfferedMinor, timeMs: number): readonly string[] {
  const newestFirst = [...patches].reverse();
  return isReached(allPatchesFrom, timeMs) ? newestFirst : newestFirst.slice(0, 2);
}

/** `1.32` of `1.32.7`. */
export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** -1, 0 or 1 by major and minor number. */
export function compareMinor(a: string, b: string): number {
  return compareVersions(minorOf(a), minorOf(b));
}

/** -1, 0 or 1 by all numbers; a missing one counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function failure(): never {
  throw new Error("no release of AKS is known");
}
