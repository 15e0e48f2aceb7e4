/**
 * How long operations take, as quantile tables: entry i of n+1 is the i/n quantile, in seconds, with linear
 * interpolation between. Taken 2026-11 from 461 recorded operations of 2022-02-15 to 2025-11-06 that ended as Succeeded
 * (Azure CLI test recordings, each from its operation's own startTime to endTime).
 */
export interface DurationFit {
  /** Number of recorded operations behind the table. */
  readonly n: number;
  readonly quantilesS: readonly number[];
  /** Fewer than ten recordings: an assumption around them, not a fit. */
  readonly assumed: boolean;
}

export const durationFits = {
  "cluster-create": {
    n: 211,
    assumed: false,
    quantilesS: [
      174.7, 200.6, 215.3, 228.2, 247.7, 259.5, 267.6, 286.6, 295.2, 302.8, 307.1, 320.4, 326.0, 334.3, 348.5, 357.8,
      373.0, 415.3, 468.3, 539.2, 1015.4,
    ],
  },
  "cluster-update": {
    n: 156,
    assumed: false,
    quantilesS: [
      75.9, 81.2, 88.0, 93.0, 96.8, 98.7, 101.7, 103.8, 105.8, 108.2, 110.8, 113.7, 119.6, 129.2, 138.4, 145.9, 156.4,
      179.6, 274.3, 730.8, 1258.7,
    ],
  },
  /** Kata pools (two recordings of 2025-11: 238 and 269 s) are too few for a table of their own; they lie inside this one. */
  "pool-create": {
    n: 56,
    assumed: false,
    quantilesS: [
      10.3, 90.4, 112.3, 125.9, 142.9, 149.6, 169.7, 171.3, 173.5, 180.2, 188.8, 198.4, 201.8, 208.0, 229.6, 242.3,
      255.6, 278.2, 346.9, 367.7, 566.0,
    ],
  },
  /** The 19 of 29 pool updates that left the machines alone (labels, taints, settings): all those below 100 s. */
  "pool-update-settings": {
    n: 19,
    assumed: false,
    quantilesS: [5.1, 5.6, 6.7, 7.1, 7.9, 10.9, 12.0, 18.8, 22.8, 56.4, 92.2],
  },
  /** The 10 of 29 that replaced or added machines. */
  "pool-update-machines": {
    n: 10,
    assumed: false,
    quantilesS: [206.5, 342.1, 369.6, 419.0, 469.4, 495.9, 597.1, 813.6, 1086.3, 1969.7, 6295.1],
  },
  "cluster-delete": { n: 1, assumed: true, quantilesS: [190, 217, 260] },
  "pool-delete": { n: 1, assumed: true, quantilesS: [20, 25, 35] },
  "cluster-start": { n: 3, assumed: true, quantilesS: [192.4, 313.2, 345.1] },
  "cluster-stop": { n: 3, assumed: true, quantilesS: [94.8, 115.9, 123.9] },
  "machines-delete": { n: 1, assumed: true, quantilesS: [28, 34, 45] },
  /** Recorded 2025-09 and -10, of pools of mode `Machines`: 0.7 and 16.6 s; of their machines: 83 s and 30 to 61 s. */
  "machines-pool-create": { n: 2, assumed: true, quantilesS: [0.7, 8.7, 16.6] },
  "machine-create": { n: 2, assumed: true, quantilesS: [45, 64, 83] },
  /** Recorded 2025-10: 213 to 243 s, of labels, a taint and tags. */
  "machine-update": { n: 1, assumed: true, quantilesS: [213, 228, 243] },
  /** Not recorded to its end; around the deletion of machines. */
  "pool-stop": { n: 0, assumed: true, quantilesS: [30, 60, 120] },
  /** From an abort's request to its end: 5.1 s of a cluster's, 9.4 s of a pool's (2023 and 2024). */
  abort: { n: 2, assumed: true, quantilesS: [5.1, 7, 9.4] },
  /** Not recorded: tags alone. */
  "cluster-tags": { n: 0, assumed: true, quantilesS: [5, 10, 20] },
  /** Recorded 2025-04: 9 s of a deletion; two creations within 32 and 64 s of GETs. */
  "load-balancer": { n: 3, assumed: true, quantilesS: [8.6, 30, 60] },
  /** Recorded 2025-09: 57 s of a deletion; a creation and a change within 121 and 153 s of GETs. */
  "managed-namespace-write": { n: 2, assumed: true, quantilesS: [60, 80, 100] },
  "managed-namespace-delete": { n: 1, assumed: true, quantilesS: [3, 4, 6] },
  "jwt-authenticator-write": { n: 2, assumed: true, quantilesS: [121, 137, 153] },
  "jwt-authenticator-delete": { n: 1, assumed: true, quantilesS: [50, 57, 65] },
  /** Recorded 2025-08: 54 s of a creation, less than a second of a deletion. */
  "identity-binding-write": { n: 1, assumed: true, quantilesS: [45, 54, 65] },
  "identity-binding-delete": { n: 1, assumed: true, quantilesS: [0.1, 0.3, 0.5] },
  /** Recorded 2025-11. */
  "deployment-safeguard": { n: 6, assumed: true, quantilesS: [35.1, 35.6, 36.5] },
  /** Recorded 2023-06: asked for at 0 and 5 s. */
  "run-command": { n: 1, assumed: true, quantilesS: [1, 4, 10] },
  /** Recorded 2026-02: seen running at 17 s, done at 34. */
  "role-binding": { n: 1, assumed: true, quantilesS: [10, 25, 34] },
  /** Recorded 2023-02: four polls 15 s apart, then done. */
  "group-delete": { n: 1, assumed: true, quantilesS: [60, 75, 90] },
  /** Not recorded. */
  "feature-register": { n: 0, assumed: true, quantilesS: [300, 600, 900] },
  "provider-register": { n: 0, assumed: true, quantilesS: [10, 20, 60] },
} as const satisfies Record<string, DurationFit>;

export type DurationKind = keyof typeof durationFits;
