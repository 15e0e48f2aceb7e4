import type { Command } from "commander";
import type { ClusterAccessOptions, NewClusterOptions, PoolOptions, TargetOptions } from "../spec/resolve.js";
import {
  addAzureOptions,
  addClusterOptions,
  addConfirmOption,
  addOutputOptions,
  addWaitOptions,
  locationOption,
  type AzureOptions,
  type ConfirmOptions,
  type OutputOptions,
  type WaitOptions,
} from "./options.js";
import {
  addKubeconfigOptions,
  addNewClusterOptions,
  addInstallerOptions,
  addPoolOptions,
  addPreflightOptions,
  addRuntimeClassOption,
  noKubernetesOption,
  noVerifyOption,
} from "./pool-options.js";

export type UpOptions = TargetOptions &
  PoolOptions &
  NewClusterOptions &
  ClusterAccessOptions &
  AzureOptions &
  WaitOptions &
  ConfirmOptions &
  OutputOptions;

/** The flags of `up`, which `plan` has as well. */
export function addUpOptions(command: Command): void {
  addClusterOptions(command);
  command.addOption(locationOption());
  addPoolOptions(command);
  addInstallerOptions(command);
  addNewClusterOptions(command, true);
  addRuntimeClassOption(command);
  addPreflightOptions(command);
  addKubeconfigOptions(command);
  command.addOption(noKubernetesOption());
  command.addOption(noVerifyOption());
  addAzureOptions(command);
  addWaitOptions(command);
  addConfirmOption(command);
  addOutputOptions(command);
}
