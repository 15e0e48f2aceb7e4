import type { ConnectionParts, AzureSettings } from "../context.js";
import { CliError } from "../errors.js";
import type { AzureConnection } from "./azure.js";

/** Placeholder until the connection lands. */
export function connectAzure(_target: AzureSettings, _parts: ConnectionParts): Promise<AzureConnection> {
  return Promise.reject(new CliError("NotBuilt", "The connection to Azure is not built yet."));
}
