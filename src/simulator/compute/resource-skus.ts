import type { ArmHandler } from "../arm/context.js";
import { gatewayError } from "../arm/errors.js";
import { locations, regionName } from "../arm/locations.js";
import type { World } from "../world.js";
import { sizeCapabilities } from "./capabilities.js";
import type { SizeRestriction } from "./compute-state.js";
import { zonesOf } from "./region-sizes.js";
import { computeSizes, type ComputeSize } from "./vm-sizes.js";

/** Regions on a page of the list without a filter. The service answers with tens of megabytes at once; pages: assumed. */
const regionsOnPage = 4;

/**
 * The Compute SKUs of a region, or of all of them: virtual machines only. Order of keys and values as in public listings
 * (`az vm list-skus`).
 */
export const listSkus: ArmHandler = (world, request) => {
  const filtered = filteredLocation(request.http.query.get("$filter"));
  if (filtered !== undefined) return { status: 200, body: { value: skusOf(world, filtered) } };
  const start = Number(request.http.query.get("$skiptoken") ?? 0) || 0;
  const page = locations.slice(start, start + regionsOnPage);
  const next = start + regionsOnPage;
  return {
    status: 200,
    body: {
      value: page.flatMap(({ name }) => skusOf(world, name)),
      ...(next < locations.length
        ? { nextLink: `${world.endpoint}${request.http.path}?api-version=${request.apiVersion}&%24skiptoken=${next}` }
        : {}),
    },
  };
};

function filteredLocation(filter: string | undefined): string | undefined {
  if (filter === undefined || filter === "") return undefined;
  const location = /^\s*location\s+eq\s+'([^']*)'\s*$/i.exec(filter)?.[1];
  if (location !== undefined) return regionName(location);
  // That only the location may be filtered by is documented; the text is ours.
  throw gatewayError(400, "InvalidFilter", `The filter '${filter}' is not supported: only "location eq '...'" is.`);
}

function skusOf(world: World, location: string): readonly object[] {
  return computeSizes.flatMap((size) => {
    const zones = zonesOf(size, location);
    return zones === undefined ? [] : [render(world, size, location, zones)];
  });
}

function render(world: World, size: ComputeSize, location: string, zones: readonly string[]): object {
  const ultra = zones.length > 0 && size.premium && size.family !== "standardDSv2Family";
  return {
    resourceType: "virtualMachines",
    name: size.name,
    tier: "Standard",
    size: size.name.replace("Standard_", ""),
    family: size.family,
    locations: [location],
    locationInfo: [
      {
        location,
        zones,
        zoneDetails: ultra ? [{ Name: zones, capabilities: [{ name: "UltraSSDAvailable", value: "True" }] }] : [],
      },
    ],
    capabilities: sizeCapabilities(size),
    restrictions: world.compute
      .restrictions(location, size.name, size.family)
      .flatMap((restriction) => renderRestriction(restriction, location, zones)),
  };
}

/** A size that is kept from a whole region is kept from its zones too: two entries (public listing of 2023). */
function renderRestriction({ zones }: SizeRestriction, location: string, all: readonly string[]): readonly object[] {
  const reasonCode = "NotAvailableForSubscription";
  const zonal = (which: readonly string[]) => ({
    type: "Zone",
    values: [location],
    restrictionInfo: { locations: [location], zones: which },
    reasonCode,
  });
  if (zones !== undefined) return [zonal(zones)];
  const regional = { type: "Location", values: [location], restrictionInfo: { locations: [location] }, reasonCode };
  return all.length === 0 ? [regional] : [regional, zonal(all)];
}
