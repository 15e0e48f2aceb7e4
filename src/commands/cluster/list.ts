import type { CommandDefinition } from "../command.js";
import { addAzureOptions, addOutputOptions, azureSettings, type AzureOptions, type OutputOptions } from "../options.js";
import { Setting } from "../setting.js";

type Options = { readonly resourceGroup?: string } & AzureOptions & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "cluster list",
  summary: "List the clusters of a resource group, or of the whole subscription",
  configure(command) {
    command
      .optionsGroup("Target options:")
      .addOption(
        new Setting("-g, --resource-group <name>", "only those of this resource group").fromEnvironment(
          "AKS_SANDBOX_RESOURCE_GROUP",
        ),
      );
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const { listClusters } = await import("../../workflows/show.js");
    return listClusters(context, azureSettings(options), options.resourceGroup);
  },
};
