/** What a result has to say to a CI system, in no system's own form. Texts carry no secrets: they are those of the result. */
export interface CiReport {
  readonly findings: readonly CiFinding[];
  /** Markdown for the page of the run. */
  readonly summary: string;
  /** For later steps, by names of lower-case words with `-`. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface CiFinding {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly text: string;
}

/** One CI system, of which there is one file each. */
export interface CiSystem {
  /** Hands the report over: commands to the log, files where the system reads them. */
  publish(report: CiReport): Promise<void>;
}
