import type { CommandDefinition } from "./command.js";

/** A command as the list of commands shows it; its file is loaded only when it is the one that was asked for. */
export interface CommandEntry {
  /** Words after the program's name, equal to the definition's. */
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandDefinition>;
}

/** The groups of commands: first words that do nothing by themselves. */
export const commandGroups: Readonly<Record<string, string>> = {
  cluster: "Create, show, list or delete clusters",
  pool: "Add, show, list or delete node pools",
  kubeconfig: "Merge or remove a cluster's entry in a kubeconfig file",
  runtimeclass: "Apply, list, render or delete RuntimeClasses",
};

/** Every command there is, in the order in which help lists them. A group without a command here is not shown. */
export const commandEntries: readonly CommandEntry[] = [
  {
    name: "help",
    summary: "Show help on a command or a topic",
    load: async () => (await import("./help.js")).help,
  },
];
