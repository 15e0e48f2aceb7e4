import { usageError } from "../../errors.js";
import type { Step } from "../../steps/step.js";
import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { RunState } from "../run-state.js";
import { createdByTags } from "../tags.js";

/** Makes the resource group where it is missing. A cluster that exists has one. */
export function resourceGroupStep(spec: Pick<SandboxSpec, "resourceGroup" | "location">): Step<RunState> {
  const { resourceGroup: name, location } = spec;
  return {
    id: "resource-group",
    title: `Resource group ${name}`,
    plan: () => `make resource group ${name}${location === undefined ? "" : ` in ${location}`}, unless it exists`,
    async run(state) {
      if (state.cluster !== undefined) return { status: "unchanged", detail: "exists" };
      if (state.groupExists) state.resourceGroup ??= await state.azure.resourceGroups.get(name, state.signal);
      if (state.resourceGroup !== undefined) {
        return { status: "unchanged", detail: `exists in ${state.resourceGroup.location}` };
      }
      if (location === undefined) {
        throw usageError(
          "LocationMissing",
          `resource group ${name} does not exist, and --location does not say where to make it`,
          "give --location, e.g. --location westus3",
        );
      }
      state.resourceGroup = await state.azure.resourceGroups.create(name, location, createdByTags(), state.signal);
      state.changed = true;
      state.made.push(`resource group ${name}`);
      return { status: "changed", detail: `made in ${location}` };
    },
  };
}
