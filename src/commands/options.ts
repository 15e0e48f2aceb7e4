/**
 * The flags that several commands share. A command adds only the sets that mean something to it, and its options type
 * extends the interfaces of the same names.
 */
import type { Command } from "commander";
import type { AzureSettings } from "../context.js";
import type { ProgressMode } from "../terminal/progress.js";
import { parseDurationMs } from "./duration.js";
import { Setting } from "./setting.js";

export const outputFormats = ["table", "json", "yaml"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** `auto` = `tty` on a terminal, else `plain`. */
export const progressChoices = ["auto", "tty", "plain", "json", "none"] as const satisfies readonly (
  "auto" | ProgressMode
)[];
export type ProgressChoice = (typeof progressChoices)[number];

/** What every command has; `cli-program.ts` adds these. */
export interface BaseOptions {
  readonly verbose: boolean;
  readonly debug: boolean;
  readonly color: boolean;
}

export interface OutputOptions extends BaseOptions {
  readonly output: OutputFormat;
  readonly progress: ProgressChoice;
}

export interface AzureOptions {
  readonly subscription: string | undefined;
  readonly tenant: string | undefined;
  readonly cloud: AzureSettings["cloud"];
}

export interface ResourceGroupOptions {
  readonly resourceGroup: string;
}

export interface ClusterOptions extends ResourceGroupOptions {
  readonly cluster: string;
}

export interface WaitOptions {
  /** Milliseconds; undefined = the command's own limit. */
  readonly timeoutMs: number | undefined;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

export interface ConfirmOptions {
  readonly yes: boolean;
}

/** Heading of the flags that every command has. */
export const generalHeading = "General options:";

export function addBaseOptions(command: Command): void {
  addGroup(command, generalHeading, [
    new Setting("--verbose", "say more on stderr: repeated progress lines, an error's causes").default(false),
    new Setting("--debug", "show HTTP exchanges and stack traces on stderr, secrets removed").default(false),
    new Setting("--no-color", "no colours, whatever the terminal"),
  ]);
}

export function addOutputOptions(command: Command): void {
  addGroup(command, "Output options:", [
    new Setting("-o, --output <format>", "form of the result on stdout")
      .choices(outputFormats)
      .default("table")
      .fromEnvironment("AKS_SANDBOX_OUTPUT"),
    new Setting("--progress <mode>", "form of the progress on stderr")
      .choices(progressChoices)
      .default("auto")
      .fromEnvironment("AKS_SANDBOX_PROGRESS"),
  ]);
}

export function addAzureOptions(command: Command): void {
  addGroup(command, "Azure options:", [
    new Setting("--subscription <id>", "subscription: its id, or its name as az knows it").fromEnvironment(
      "AZURE_SUBSCRIPTION_ID",
    ),
    new Setting("--tenant <id>", "Entra ID tenant to sign in to").fromEnvironment("AZURE_TENANT_ID"),
    new Setting("--cloud <name>", "Azure cloud; without it the one that az is set to")
      .choices(["public", "usgov", "china"])
      .fromEnvironment("AKS_SANDBOX_CLOUD"),
  ]);
}

/** `--resource-group` and `--cluster`, both needed. */
export function addClusterOptions(command: Command): void {
  addGroup(command, targetHeading, [
    resourceGroupOption().need(),
    new Setting("-c, --cluster <name>", "name of the cluster").fromEnvironment("AKS_SANDBOX_CLUSTER").need(),
  ]);
}

/** A cluster of Azure, or one of a kubeconfig alone. */
export function addAnyClusterOptions(command: Command): void {
  addGroup(command, targetHeading, [
    resourceGroupOption(),
    new Setting(
      "-c, --cluster <name>",
      "name of the cluster in Azure; without it the kubeconfig's is looked at, and Azure is not asked",
    ).fromEnvironment("AKS_SANDBOX_CLUSTER"),
    new Setting("--context <name>", "context of the kubeconfig (default: its current one)"),
    new Setting("--kubeconfig <file>", "kubeconfig to read (default: those that kubectl reads)"),
  ]);
}

/** Not needed as it is: a list without it is of the whole subscription. */
export function resourceGroupOption(): Setting {
  return new Setting("-g, --resource-group <name>", "resource group of the cluster").fromEnvironment(
    "AKS_SANDBOX_RESOURCE_GROUP",
  );
}

export function locationOption(): Setting {
  return new Setting("--location <region>", "Azure region, e.g. westus3").fromEnvironment("AKS_SANDBOX_LOCATION");
}

export function addWaitOptions(command: Command): void {
  addGroup(command, "Waiting options:", [
    new Setting("--timeout <duration>", "stop waiting after this time, e.g. 90s, 30m, 1h30m (exit code 8)")
      .argParser(parseDurationMs)
      .fromEnvironment("AKS_SANDBOX_TIMEOUT")
      .as("timeoutMs"),
    new Setting("--no-wait", "return as soon as Azure has accepted the operation"),
  ]);
}

export function addConfirmOption(command: Command): void {
  addGroup(command, "Options:", [new Setting("-y, --yes", "answer yes to every question").default(false)]);
}

/** Adds flags under a heading of their own in the help text; other flags stand under `Options:`. */
export function addGroup(command: Command, heading: string, settings: readonly Setting[]): void {
  for (const setting of settings) command.addOption(setting.helpGroup(heading));
}

/** The part of the options that the connection to Azure needs. */
export function azureSettings(options: AzureOptions & BaseOptions): AzureSettings {
  return {
    subscriptionId: options.subscription,
    tenantId: options.tenant,
    cloud: options.cloud,
    debug: options.debug,
  };
}

const targetHeading = "Target options:";
