/**
 * A step is one change to Azure, a cluster or a file, written as an "ensure": it looks first, and does nothing where
 * things are as asked. Steps know neither their order nor how they are shown.
 */
export interface Step<State> {
  /** Stable name, e.g. `cluster`; appears in JSON progress. */
  readonly id: string;
  /** A few words in the infinitive form of a heading: "Cluster tenants". */
  readonly title: string;
  /** What the step would do, in one line, without asking anyone: `plan` prints the very steps that would run. */
  plan(): string;
  run(state: State, report: StepReport): Promise<StepOutcome>;
}

export interface StepOutcome {
  /** `notProven`: a check ran to its end, and does not say what was hoped for; the run goes on to its report. */
  readonly status: "changed" | "unchanged" | "started" | "skipped" | "notProven";
  /** One line for a person: "3 nodes ready", "exists already". */
  readonly detail?: string;
}

/** What a running step tells the runner; the runner alone renders. */
export interface StepReport {
  /** Where the step is: Azure's stage, nodes ready of those asked for, the usual duration. All times in ms. */
  progress(update: StepProgress): void;
  /** A line for the person that is worth keeping (goes to stderr, once). */
  note(text: string): void;
}

export interface StepProgress {
  readonly stage?: string;
  readonly nodesReady?: { readonly ready: number; readonly asked: number };
  /** Median duration of this kind of operation, as recorded. */
  readonly usualMs?: number;
}

export interface StepRecord {
  readonly id: string;
  readonly title: string;
  readonly status: StepOutcome["status"];
  readonly detail: string | undefined;
  readonly elapsedMs: number;
}
