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
  entry(
    "up",
    "Make a cluster with a sandbox node pool (or reuse it), its kubeconfig entry and its RuntimeClass",
    async () => (await import("./up.js")).command,
  ),
  entry(
    "plan",
    "Print the steps of up with these flags; asks nobody and changes nothing",
    async () => (await import("./plan.js")).command,
  ),
  entry(
    "preflight",
    "Check whether up with these flags would be refused, and by what; changes nothing",
    async () => (await import("./preflight/preflight.js")).command,
  ),
  entry(
    "preflight sizes",
    "List the VM sizes of a region: which can carry a sandbox pool, and why others cannot",
    async () => (await import("./preflight/sizes.js")).command,
  ),
  entry(
    "verify",
    "Prove (or disprove) that sandboxed pods get a kernel of their own; exit code 9 when not proven",
    async () => (await import("./verify.js")).command,
  ),
  entry(
    "status",
    "Show a cluster at a glance: pools, nodes, handlers, RuntimeClasses, sandboxed pods, findings",
    async () => (await import("./status.js")).command,
  ),
  entry(
    "cluster create",
    "Make a cluster with its system pool, without a sandbox pool yet",
    async () => (await import("./cluster/create.js")).command,
  ),
  entry("cluster show", "Show a cluster and its node pools", async () => (await import("./cluster/show.js")).command),
  entry(
    "cluster list",
    "List the clusters of a resource group, or of the whole subscription",
    async () => (await import("./cluster/list.js")).command,
  ),
  entry(
    "cluster delete",
    "Delete a cluster with everything on it, after asking",
    async () => (await import("./cluster/delete.js")).command,
  ),
  entry(
    "pool add",
    "Add a sandbox node pool to a cluster that exists, and its RuntimeClass",
    async () => (await import("./pool/add.js")).command,
  ),
  entry("pool show", "Show a node pool", async () => (await import("./pool/show.js")).command),
  entry(
    "pool list",
    "List the node pools of a cluster with their runtimes",
    async () => (await import("./pool/list.js")).command,
  ),
  entry(
    "pool delete",
    "Delete a node pool with its nodes, after asking",
    async () => (await import("./pool/delete.js")).command,
  ),
  entry(
    "kubeconfig merge",
    "Merge a cluster's entry into your kubeconfig file",
    async () => (await import("./kubeconfig/merge.js")).command,
  ),
  entry(
    "kubeconfig remove",
    "Remove a context from your kubeconfig file, with its cluster and user where nothing else uses them",
    async () => (await import("./kubeconfig/remove.js")).command,
  ),
  entry(
    "runtimeclass apply",
    "Apply the RuntimeClass for the sandbox pools of a cluster",
    async () => (await import("./runtimeclass/apply.js")).command,
  ),
  entry(
    "runtimeclass list",
    "List the RuntimeClasses of a cluster, and who manages them",
    async () => (await import("./runtimeclass/list.js")).command,
  ),
  entry(
    "runtimeclass render",
    "Print the RuntimeClass manifest; asks nobody",
    async () => (await import("./runtimeclass/render.js")).command,
  ),
  entry(
    "runtimeclass delete",
    "Delete a RuntimeClass that is not AKS's own, after asking",
    async () => (await import("./runtimeclass/delete.js")).command,
  ),
  entry(
    "demo",
    "Run up against a simulated Azure on this machine; nothing is created or billed",
    async () => (await import("./demo.js")).command,
  ),
  entry(
    "simulate",
    "Run a local Azure (ARM, Entra ID, Kubernetes API) until it is interrupted",
    async () => (await import("./simulate.js")).simulate,
  ),
  entry("help", "Show help on a command or a topic", async () => (await import("./help.js")).help),
];

function entry<Options>(name: string, summary: string, load: () => Promise<CommandDefinition<Options>>): CommandEntry {
  // Which flags a command has is known to its own file alone; the program hands it the values of exactly those.
  return { name, summary, load: load as unknown as CommandEntry["load"] };
}
