/**
 * What AKS offers when. Dates are UTC days. Sources, by mark: R recorded traffic, D the AKS release calendar (read in
 * its edition of 2026-08, older rows in that of 2024-10) and release notes (to 2026-07-17), A assumed.
 */

/** A minor version's life: a month without a day in the calendar counts from (GA) or to (ends) its last day. */
export interface MinorVersion {
  readonly minor: string;
  readonly previewFrom: string;
  readonly generalFrom: string;
  /** End of community support. */
  readonly supportedTo: string;
  /** End of long-term support; undefined: there is none. */
  readonly longTermTo?: string;
  /** Since when long-term support can be had. */
  readonly longTermFrom?: string;
}

/** Oldest first. */
export const minorVersions: readonly MinorVersion[] = [
  // 1.21 to 1.23: the days are assumed, the calendar of their time was not read.
  { minor: "1.21", previewFrom: "2021-05-01", generalFrom: "2021-07-31", supportedTo: "2022-07-31" },
  { minor: "1.22", previewFrom: "2021-09-01", generalFrom: "2021-12-31", supportedTo: "2022-12-04" },
  { minor: "1.23", previewFrom: "2022-01-01", generalFrom: "2022-04-30", supportedTo: "2023-04-02" },
  { minor: "1.24", previewFrom: "2022-05-01", generalFrom: "2022-07-31", supportedTo: "2023-07-30" },
  { minor: "1.25", previewFrom: "2022-10-01", generalFrom: "2022-12-04", supportedTo: "2024-01-31" },
  { minor: "1.26", previewFrom: "2023-02-01", generalFrom: "2023-04-09", supportedTo: "2024-03-31" },
  // Recorded 2024-09-04 as still in community support; refused by 2024-09-26 (a public pull request).
  {
    minor: "1.27",
    previewFrom: "2023-06-01",
    generalFrom: "2023-07-30",
    supportedTo: "2024-09-18",
    longTermFrom: "2023-07-30",
    longTermTo: "2025-07-31",
  },
  {
    minor: "1.28",
    previewFrom: "2023-09-01",
    generalFrom: "2023-11-30",
    supportedTo: "2025-01-30",
    longTermFrom: "2025-04-06",
    longTermTo: "2026-02-28",
  },
  {
    minor: "1.29",
    previewFrom: "2024-02-01",
    generalFrom: "2024-03-31",
    supportedTo: "2025-04-30",
    longTermFrom: "2025-04-06",
    longTermTo: "2026-04-30",
  },
  {
    minor: "1.30",
    previewFrom: "2024-06-01",
    generalFrom: "2024-07-31",
    supportedTo: "2025-08-22",
    longTermFrom: "2025-04-06",
    longTermTo: "2026-07-31",
  },
  {
    minor: "1.31",
    previewFrom: "2024-10-01",
    generalFrom: "2024-11-30",
    supportedTo: "2025-11-01",
    longTermFrom: "2025-04-27",
    longTermTo: "2026-11-30",
  },
  {
    minor: "1.32",
    previewFrom: "2025-02-01",
    generalFrom: "2025-04-30",
    supportedTo: "2026-04-30",
    longTermFrom: "2025-04-27",
    longTermTo: "2027-03-31",
  },
  {
    minor: "1.33",
    previewFrom: "2025-05-01",
    generalFrom: "2025-06-30",
    supportedTo: "2026-07-31",
    longTermFrom: "2025-07-20",
    longTermTo: "2027-07-31",
  },
  {
    minor: "1.34",
    previewFrom: "2025-10-01",
    generalFrom: "2025-11-30",
    supportedTo: "2026-11-30",
    longTermFrom: "2025-11-30",
    longTermTo: "2027-11-30",
  },
  {
    minor: "1.35",
    previewFrom: "2026-02-01",
    generalFrom: "2026-03-31",
    supportedTo: "2027-03-31",
    longTermFrom: "2026-03-31",
    longTermTo: "2028-03-31",
  },
  {
    minor: "1.36",
    previewFrom: "2026-05-01",
    generalFrom: "2026-06-30",
    supportedTo: "2027-06-30",
    longTermFrom: "2026-06-30",
    longTermTo: "2028-06-30",
  },
  {
    minor: "1.37",
    previewFrom: "2026-09-01",
    generalFrom: "2026-10-31",
    supportedTo: "2027-10-31",
    longTermFrom: "2026-10-31",
    longTermTo: "2028-10-31",
  },
];

/** After this day nothing is known: time stands still for versions and images, so that a default stays supported. */
export const calendarEnds = "2026-11-30";

/**
 * Patch versions and the day from which AKS offers them: that of the release notes that name them (D), of a recording
 * (R), or, where neither does, the minor version's preview or the notes between (A: the first of each, 1.31.11, 1.31.13,
 * 1.33.5, 1.34.1, all of 1.37).
 */
export const patchVersions: Readonly<Record<string, readonly (readonly [patch: number, from: string])[]>> = {
  "1.21": [[9, "2022-02-15"]],
  "1.22": [[15, "2022-10-01"]],
  "1.23": [
    [5, "2022-06-01"],
    [8, "2022-07-01"],
    [12, "2022-10-15"],
    [15, "2023-01-29"],
  ],
  "1.24": [
    [6, "2022-10-15"],
    [9, "2023-01-22"],
    [10, "2023-03-05"],
    [15, "2023-09-24"],
  ],
  "1.25": [
    [2, "2022-10-01"],
    [4, "2022-12-04"],
    [5, "2023-01-22"],
    [6, "2023-04-01"],
    [11, "2023-08-08"],
    [15, "2023-11-05"],
  ],
  "1.26": [
    [0, "2023-02-01"],
    [3, "2023-04-09"],
    [6, "2023-08-23"],
    [10, "2023-11-05"],
  ],
  "1.27": [
    [1, "2023-06-01"],
    [3, "2023-09-24"],
    [7, "2023-11-05"],
    [9, "2024-02-01"],
    [13, "2024-04-28"],
    [14, "2024-06-27"],
    [15, "2024-07-16"],
    [16, "2024-08-05"],
  ],
  "1.28": [
    [0, "2023-09-01"],
    [3, "2023-11-28"],
    [5, "2024-02-26"],
    [9, "2024-04-28"],
    [10, "2024-06-27"],
    [11, "2024-07-16"],
    [12, "2024-08-05"],
    [13, "2024-09-18"],
    [14, "2024-10-25"],
    [15, "2025-01-06"],
  ],
  "1.29": [
    [0, "2024-02-01"],
    [2, "2024-03-31"],
    [4, "2024-04-28"],
    [5, "2024-06-27"],
    [6, "2024-07-16"],
    [7, "2024-08-05"],
    [8, "2024-09-18"],
    [9, "2024-10-16"],
    [11, "2025-01-06"],
    [12, "2025-02-20"],
    [13, "2025-02-20"],
    [15, "2025-04-06"],
  ],
  "1.30": [
    [0, "2024-06-01"],
    [1, "2024-07-16"],
    [2, "2024-07-16"],
    [3, "2024-08-05"],
    [4, "2024-09-18"],
    [5, "2024-10-25"],
    [6, "2024-11-12"],
    [7, "2025-01-06"],
    [8, "2025-02-20"],
    [9, "2025-02-20"],
    [11, "2025-04-06"],
    [13, "2025-08-08"],
    [14, "2025-08-08"],
  ],
  "1.31": [
    [1, "2024-10-01"],
    [2, "2025-01-06"],
    [3, "2025-01-06"],
    [4, "2025-02-20"],
    [5, "2025-02-20"],
    [7, "2025-04-06"],
    [8, "2025-05-21"],
    [9, "2025-06-16"],
    [10, "2025-08-08"],
    [11, "2025-08-29"],
    [13, "2025-11-05"],
  ],
  "1.32": [
    [0, "2025-02-01"],
    [5, "2025-06-17"],
    [6, "2025-08-08"],
    [7, "2025-08-29"],
    [9, "2025-11-05"],
    [10, "2026-02-08"],
    [11, "2026-03-05"],
  ],
  "1.33": [
    [0, "2025-05-01"],
    [1, "2025-07-25"],
    [2, "2025-08-08"],
    [3, "2025-08-29"],
    [5, "2025-11-05"],
    [6, "2026-02-08"],
    [7, "2026-03-05"],
    [8, "2026-04-02"],
    [9, "2026-04-28"],
    [10, "2026-04-28"],
    [11, "2026-05-29"],
    [12, "2026-05-29"],
    [13, "2026-07-17"],
  ],
  "1.34": [
    [0, "2025-10-01"],
    [1, "2025-11-05"],
    [2, "2026-02-08"],
    [3, "2026-03-05"],
    [4, "2026-04-02"],
    [5, "2026-04-28"],
    [6, "2026-04-28"],
    [7, "2026-05-29"],
    [8, "2026-05-29"],
    [9, "2026-07-17"],
  ],
  "1.35": [
    [0, "2026-02-01"],
    [1, "2026-04-02"],
    [2, "2026-04-28"],
    [3, "2026-04-28"],
    [4, "2026-05-29"],
    [5, "2026-05-29"],
    [6, "2026-07-17"],
  ],
  "1.36": [
    [0, "2026-05-01"],
    [2, "2026-07-17"],
  ],
  "1.37": [[0, "2026-09-01"]],
};

/** From this day `get-versions` and upgrade profiles list every patch; before it the newest two (D, Azure/AKS pull request 4427). */
export const allPatchesFrom = "2024-07-16";

/**
 * A version nobody asked for is shown as a minor version: of a cluster from some day between 2023-09-27 and 2023-10-26,
 * of a pool between 2024-03-05 and 2024-06-14 (R; the days themselves A). Before, the whole version is shown.
 */
export const minorShownFrom = { cluster: "2023-10-26", pool: "2024-05-01" } as const;

/** CoreDNS by minor version, for upgrade profiles: R for 1.28 and 1.29 (2024-06), D for the others (2026-08). */
export const corednsVersions: Readonly<Record<string, string>> = {
  "1.28": "v1.9.4-hotfix.20240520",
  "1.29": "v1.9.4-hotfix.20240520",
  "1.33": "v1.12.1-1",
  "1.34": "v1.13.1-22",
  "1.35": "v1.13.1-22",
  "1.36": "v1.14.3-13",
};
