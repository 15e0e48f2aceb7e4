import type { CommandDefinition } from "./command.js";
import {
  addAnyClusterOptions,
  addAzureOptions,
  addGroup,
  addOutputOptions,
  azureSettings,
  type AzureOptions,
  type OutputOptions,
} from "./options.js";
import { parseDurationMs } from "./duration.js";
import { runtimeOption } from "./pool-options.js";
import { Setting } from "./setting.js";

export interface VerifyOptions extends AzureOptions, OutputOptions {
  readonly resourceGroup?: string;
  readonly cluster?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly runtime?: string;
  readonly runtimeClass?: string;
  readonly pool?: string;
  readonly nodes?: string;
  readonly parallel: string;
  readonly namespace: string;
  readonly image?: string;
  readonly podTimeoutMs?: number;
  readonly junit?: string;
}

export const command: CommandDefinition<VerifyOptions> = {
  name: "verify",
  summary: "Prove (or disprove) that sandboxed pods get a kernel of their own; exit code 9 when not proven",
  description:
    "Runs two small pods on each sandbox node, one with the RuntimeClass and one without, and compares their kernels with " +
    "the node's: boot id, release, uptime, command line. It finds misconfiguration and silent fallback; node, kubelet and API " +
    "server are trusted, so it is no attestation. Its pods are removed again.",
  examples: [
    "aks-sandbox verify -g tools -c prod",
    "aks-sandbox verify --context prod --runtime-class my-class --nodes 3",
    "aks-sandbox verify -g tools -c prod --pool sandbox -o json",
  ],
  configure(command) {
    addAnyClusterOptions(command);
    addGroup(command, "Proof options:", [
      new Setting(
        "--runtime-class <name>",
        "RuntimeClass to look at (default: aks-sandbox, else the one that AKS installs)",
      ).fromEnvironment("AKS_SANDBOX_RUNTIME_CLASS"),
      runtimeOption(),
      new Setting("--pool <name>", "only the nodes of this pool"),
      new Setting("--nodes <number>", "look at this many nodes, spread over pools and zones (default: all)"),
      new Setting("--parallel <number>", "nodes at a time").default("25"),
      new Setting("--namespace <name>", "namespace for the pods").default("default"),
      new Setting(
        "--image <reference>",
        "image for the pods: it needs sh, cat and uname (default: one of Microsoft's registry)",
      ),
      new Setting("--pod-timeout <duration>", "longest time for one pod, image pull included (default: 5m)")
        .argParser(parseDurationMs)
        .as("podTimeoutMs"),
    ]);
    addAzureOptions(command);
    addOutputOptions(command);
    addGroup(command, "Output options:", [
      new Setting("--junit <file>", "write the verdicts as JUnit XML, a test case a node and the total"),
    ]);
  },
  async run(context, options) {
    const [{ resolveVerify }, { runVerify }] = await Promise.all([
      import("../spec/resolve-verify.js"),
      import("../workflows/verify.js"),
    ]);
    return runVerify(context, azureSettings(options), resolveVerify(options, context.runtimes));
  },
};
