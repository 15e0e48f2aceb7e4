/** A minor version of the Istio add-on. */
export interface MeshRevision {
  readonly revision: string;
  /** Minor versions of Kubernetes that it is offered with, oldest first, each from when on (simulated time, ms). */
  readonly kubernetes: readonly { readonly minor: string; readonly fromMs: number }[];
  /** Offered from here on ... */
  readonly fromMs: number;
  /** ... until here. */
  readonly untilMs: number;
}

const always = Number.NEGATIVE_INFINITY;
/** Between the two recordings, 2024-05-22 and 2024-07-03: asm-1-19 went, asm-1-22 and 1.30 came. The day: assumed. */
const june2024Ms = Date.UTC(2024, 5, 12);

const offeredWith = (minors: readonly string[], later: readonly string[] = []) => [
  ...minors.map((minor) => ({ minor, fromMs: always })),
  ...later.map((minor) => ({ minor, fromMs: june2024Ms })),
];

/**
 * The revisions of the recordings of 2024-05-22 and 2024-07-03. Before and after these the local Azure shows the nearer of
 * the two lists (assumed: later revisions are in no source that was read).
 */
export const meshRevisions: readonly MeshRevision[] = [
  {
    revision: "asm-1-19",
    kubernetes: offeredWith(["1.25", "1.26", "1.27", "1.28"]),
    fromMs: always,
    untilMs: june2024Ms,
  },
  {
    revision: "asm-1-20",
    kubernetes: offeredWith(["1.25", "1.26", "1.27", "1.28", "1.29"]),
    fromMs: always,
    untilMs: Number.POSITIVE_INFINITY,
  },
  {
    revision: "asm-1-21",
    kubernetes: offeredWith(["1.26", "1.27", "1.28", "1.29"], ["1.30"]),
    fromMs: always,
    untilMs: Number.POSITIVE_INFINITY,
  },
  {
    revision: "asm-1-22",
    kubernetes: offeredWith(["1.27", "1.28", "1.29", "1.30"]),
    fromMs: june2024Ms,
    untilMs: Number.POSITIVE_INFINITY,
  },
];
