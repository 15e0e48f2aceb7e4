/**
 * What AKS offers at a date. Recorded: 2025-11 (default 1.32 = 1.32.7, images 202510.03.1 and 202510.19.1). Read:
 * node image 202608.06.1, minor versions by the AKS calendar. Assumed: the default of 2026 (by the rule seen in 2025:
 * the oldest of the three newest supported) and every patch level of 1.33 and later.
 */
interface Release {
  readonly fromMs: number;
  readonly imageDate: string;
  readonly defaultMinor: string;
  /** Minor version -> newest patch, oldest first. */
  readonly patches: Readonly<Record<string, string>>;
}

const releases: readonly Release[] = [
  {
    fromMs: 0,
    imageDate: "202510.03.1",
    defaultMinor: "1.32",
    patches: {
      "1.28": "1.28.15",
      "1.29": "1.29.15",
      "1.30": "1.30.14",
      "1.31": "1.31.11",
      "1.32": "1.32.7",
      "1.33": "1.33.3",
      "1.34": "1.34.0",
    },
  },
  {
    fromMs: Date.UTC(2025, 10, 5),
    imageDate: "202510.19.1",
    defaultMinor: "1.32",
    patches: {
      "1.28": "1.28.15",
      "1.29": "1.29.15",
      "1.30": "1.30.14",
      "1.31": "1.31.13",
      "1.32": "1.32.7",
      "1.33": "1.33.5",
      "1.34": "1.34.1",
    },
  },
  {
    fromMs: Date.UTC(2026, 7, 10),
    imageDate: "202608.06.1",
    defaultMinor: "1.35",
    patches: {
      "1.31": "1.31.13",
      "1.32": "1.32.11",
      "1.33": "1.33.9",
      "1.34": "1.34.7",
      "1.35": "1.35.4",
      "1.36": "1.36.2",
      "1.37": "1.37.0",
    },
  },
];

export interface KubernetesVersion {
  /** As the resource repeats it: `1.32` stays `1.32`. */
  readonly asked: string;
  /** `1.32.7` */
  readonly full: string;
}

export function releaseAt(timeMs: number): Release {
  return releases.findLast((release) => release.fromMs <= timeMs) ?? releases[0] ?? failure();
}

/** undefined when this version is not offered. `""` or undefined asks for the default. */
export function resolveVersion(asked: string | undefined, timeMs: number): KubernetesVersion | undefined {
  const { patches, defaultMinor } = releaseAt(timeMs);
  const wanted = asked === undefined || asked === "" ? defaultMinor : asked;
  const [major = "", minor = "", patch] = wanted.split(".");
  const newest = patches[`${major}.${minor}`];
  if (newest === undefined) return undefined;
  if (patch === undefined) return { asked: wanted, full: newest };
  const isOffered = /^\d+$/.test(patch) && Number(patch) <= Number(newest.split(".")[2]);
  return isOffered ? { asked: wanted, full: wanted } : undefined;
}

/** -1, 0 or 1 by major and minor number. */
export function compareMinor(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split(".").map(Number);
  const [bMajor = 0, bMinor = 0] = b.split(".").map(Number);
  return Math.sign(aMajor - bMajor || aMinor - bMinor);
}

function failure(): never {
  throw new Error("no release of AKS is known");
}
