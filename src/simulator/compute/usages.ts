import { nameOf, type ArmHandler } from "../arm/context.js";
import { gatewayError } from "../arm/errors.js";
import { findRegion } from "../arm/locations.js";
import type { World } from "../world.js";
import { defaultLimit } from "./compute-state.js";
import { machinesInUse, regularCores, spotLine } from "./machines-in-use.js";
import { closedFamilies, familyDisplayNames, familyNames, firstLines, lastLines } from "./usage-lines.js";
import { computeSizes } from "./vm-sizes.js";

/** Families that came after the recorded list of 2024-08-26, in the order of the size table. */
const newerFamilies = [...new Set(computeSizes.map((size) => size.family))].filter(
  (family) => !familyNames.includes(family),
);
const newerSinceMs = Date.UTC(2024, 7, 27);
const closed = new Set(closedFamilies);

/** vCPUs, machines and disks of a region. Disks are not counted: AKS's own are not modelled one by one. */
export const listUsages: ArmHandler = (world, request) => {
  const region = findRegion(nameOf(request, "location"));
  if (region === undefined) {
    throw gatewayError(
      400,
      "NoRegisteredProviderFound",
      `No registered resource provider found for location '${nameOf(request, "location")}' and API version ` +
        `'${request.apiVersion}' for type 'locations/usages'.`,
    );
  }
  const { name: location } = region;
  const { families, machines, scaleSets } = machinesInUse(world, location);
  const own = new Map([
    ["cores", regularCores(families)],
    ["virtualMachines", machines],
    ["virtualMachineScaleSets", scaleSets],
  ]);
  const line = (name: string, displayName: string, limit: number) => ({
    limit,
    unit: "Count",
    currentValue: (own.get(name) ?? families.get(name) ?? 0) + world.compute.usedByOthers(location, name),
    name: { value: name, localizedValue: displayName },
  });
  const allFamilies = world.clock.now() < newerSinceMs ? familyNames : [...familyNames, ...newerFamilies];
  return {
    status: 200,
    headers: { "x-ms-ratelimit-remaining-resource": "Microsoft.Compute/GetSubscriptionInfoSubscriptionMaximum;359" },
    body: {
      value: [
        ...firstLines.map(([name, text, limit]) =>
          line(
            name,
            text,
            name === "cores" || name === spotLine
              ? vcpuLimit(world, location, name)
              : fixedLimit(world, location, name, limit),
          ),
        ),
        ...allFamilies.map((name) => line(name, displayNameOf(name), vcpuLimit(world, location, name))),
        ...lastLines.map(([name, text, limit]) => line(name, text, fixedLimit(world, location, name, limit))),
      ],
    },
  };
};

/** `cores`, or a family's: what was set, else 0 for a family that has to be asked for, else the default. */
export function vcpuLimit(world: World, location: string, name: string): number {
  return world.compute.limit(location, name) ?? (closed.has(name) ? 0 : defaultLimit);
}

function fixedLimit(world: World, location: string, name: string, limit: number): number {
  return world.compute.exactLimit(location, name) ?? limit;
}

function displayNameOf(family: string): string {
  const given = familyDisplayNames[family];
  if (given !== undefined) return given;
  return `Standard ${family.replace(/^standard/i, "").replace(/Family$/, "")} Family vCPUs`;
}
