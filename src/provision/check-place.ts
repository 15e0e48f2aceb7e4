import { usageError } from "../errors.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";
import type { RunState } from "./run-state.js";

/**
 * Where a new cluster would go. Asks for the resource group only where its location is needed, and leaves it for the step
 * that would make it. Throws the usage error `LocationMissing`.
 */
export async function checkPlace(
  { resourceGroup: name, location }: Pick<SandboxSpec, "resourceGroup" | "location">,
  state: RunState,
): Promise<void> {
  if (location !== undefined) return;
  if (state.groupExists) state.resourceGroup = await state.azure.resourceGroups.get(name, state.signal);
  if (state.resourceGroup !== undefined) return;
  throw usageError(
    "LocationMissing",
    `resource group ${name} does not exist, and --location does not say where to make it`,
    "give --location, e.g. --location westus3",
  );
}
