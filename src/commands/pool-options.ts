import type { Command } from "commander";
import { addGroup } from "./options.js";
import { defaultRuntime } from "../runtimes/index.js";
import { runtimeNames } from "./runtime-names.js";
import { Setting } from "./setting.js";

/** Flags of a sandbox pool; the names are those of `az aks nodepool add`. */
export function addPoolOptions(command: Command): void {
  const { osSku, workloadRuntime } = defaultRuntime.pool;
  command
    .optionsGroup("Pool options:")
    .addOption(new Setting("-n, --name <name>", "name of the pool (default: sandbox)"))
    .addOption(runtimeOption())
    .addOption(new Setting("--node-count <n>", "number of nodes"))
    .addOption(new Setting("--enable-cluster-autoscaler", "let the number of nodes follow the pods"))
    .addOption(new Setting("--min-count <n>", "autoscaler: fewest nodes"))
    .addOption(new Setting("--max-count <n>", "autoscaler: most nodes"))
    .addOption(new Setting("--node-vm-size <size>", "VM size (default: Standard_D4s_v5)"))
    .addOption(new Setting("--os-sku <sku>", `OS of the nodes (default: ${osSku})`))
    .addOption(new Setting("--workload-runtime <value>", `AKS's own name of the runtime (default: ${workloadRuntime})`))
    .addOption(new Setting("--zones <zone...>", "availability zones, e.g. 1 2 3"))
    .addOption(new Setting("--labels <key=value...>", "further node labels"))
    .addOption(new Setting("--node-taints <taint...>", "further taints, e.g. tenant=a:NoSchedule"))
    .addOption(new Setting("--no-taint", "let ordinary pods share the pool: leave our taint out"))
    .addOption(new Setting("--max-pods <n>", "pods per node"))
    .addOption(new Setting("--node-osdisk-size <gb>", "OS disk, GB"))
    .addOption(new Setting("--vnet-subnet-id <id>", "subnet of the nodes"))
    .addOption(
      new Setting("--set-pool <path=value...>", "any other property of the pool, e.g. properties.kubeletDiskType=OS"),
    );
}

/** Flags of what puts a runtime on the nodes where AKS does not. */
export function addInstallerOptions(command: Command): void {
  addGroup(command, "Installer options:", [
    new Setting(
      "--installer-image <ref>",
      `image that installs the runtime, with its digest: NAME@sha256:... (${runtimeNames.withImage.join(", ")})`,
    ),
    new Setting("--installer-setting <k=v...>", "a setting of it: aks-sandbox help runtimes lists them"),
  ]);
}

/** Flags that mean something only for a cluster that is made. */
export function addNewClusterOptions(command: Command, sandboxPool: boolean): void {
  command
    .optionsGroup("New cluster options:")
    .addOption(new Setting("--kubernetes-version <version>", "e.g. 1.33 (default: the service's own)"))
    .addOption(new Setting("--system-vm-size <size>", "VM size of the system pool (default: Standard_D2s_v5)"))
    .addOption(new Setting("--system-count <n>", "nodes of the system pool (default: 2)"))
    .addOption(
      new Setting(
        "--set <path=value...>",
        "any other property of the cluster, e.g. properties.supportPlan=KubernetesOfficial",
      ),
    );
  if (sandboxPool) {
    command
      .addOption(new Setting("--sandbox-system-pool", "one pool only: the sandbox pool is the system pool"))
      .addOption(
        new Setting(
          "--api-version <version>",
          "of the request that makes it, e.g. a preview version with nodeInitializationTaints (default: a stable one)",
        ),
      );
  }
}

/** Where the cluster's entry goes in the user's kubeconfig. */
export function addKubeconfigOptions(command: Command): void {
  command
    .optionsGroup("Kubeconfig options:")
    .addOption(new Setting("--kubeconfig <file>", "file to merge into (default: the one that kubectl writes)"))
    .addOption(new Setting("--context <name>", "name of the context (default: the cluster's)"))
    .addOption(new Setting("--set-current", "make it the current context"))
    .addOption(new Setting("--overwrite-existing", "replace an entry of that name that points elsewhere"));
}

export function addRuntimeClassOption(command: Command): void {
  command
    .optionsGroup("RuntimeClass options:")
    .addOption(
      new Setting(
        "--runtime-class <name>",
        `name of the RuntimeClass to write (default: the runtime's, e.g. ${defaultRuntime.runtimeClass.name})`,
      ).fromEnvironment("AKS_SANDBOX_RUNTIME_CLASS"),
    );
}

export function noKubernetesOption(): Setting {
  return new Setting("--no-kubernetes", "do the Azure half only, and print the manifests and the next commands");
}

/** The checks before the first change. */
export function addPreflightOptions(command: Command): void {
  addGroup(command, "Preflight options:", [
    new Setting("--skip-check <id...>", "do not heed the refusals of these checks; the result says so"),
    new Setting("--skip-preflight", "do not heed any").default(false),
  ]);
}

export function noVerifyOption(): Setting {
  return new Setting("--no-verify", "leave out the proof of isolation at the end (else exit code 9 when not proven)");
}

export interface PoolNameOptions {
  readonly name: string;
}

/** `--name`, required: which pool of the cluster. */
export function addPoolNameOption(command: Command): void {
  command.addOption(new Setting("-n, --name <name>", "name of the pool").need());
}

export interface RuntimeClassOptions {
  readonly runtimeClass?: string;
  readonly runtime?: string;
}

export function runtimeOption(): Setting {
  return new Setting("--runtime <name>", `how pods get a kernel of their own (default: ${defaultRuntime.id})`);
}

export interface DryRunOptions {
  readonly dryRun: boolean;
}

export function dryRunOption(): Setting {
  return new Setting("--dry-run", "print the steps and the requests; ask nobody and change nothing").default(false);
}
