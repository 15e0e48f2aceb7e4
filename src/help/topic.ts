import type { RuntimeTable } from "../runtimes/runtime.js";

/** A help topic: text that is not about one command. */
export interface Topic {
  readonly name: string;
  /** One line, as the list of topics shows it. */
  readonly summary: string;
  /** The whole text, lines of at most 100 columns. `runtimes`: those there are. */
  text(runtimes: RuntimeTable): Promise<string>;
}
