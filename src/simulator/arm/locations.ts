import { locationRows, logicalRows, type LocationRow } from "./locations-data.js";

/** A region in which resources can be made. */
export interface Region {
  readonly name: string;
  readonly displayName: string;
  /** Logical zones, `["1", "2", "3"]`; empty where the region has none. */
  readonly zones: readonly string[];
}

/** The subscription's list maps zones here, yet no size is offered in them (SKU listing of 2026-08, AKS's refusal of 2024). */
const withoutZones: ReadonlySet<string> = new Set(["westus", "northcentralus"]);

export const locations: readonly Region[] = locationRows.map(([name, displayName, , , , , , , , zones]) => ({
  name,
  displayName,
  zones: withoutZones.has(name) ? [] : Array.from(zones),
}));

const byName = new Map(locations.map((region) => [region.name, region]));

/** `West US 2` and `westus2` are the same region. */
export function regionName(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/** By its name or display name; undefined when there is no such region. */
export function findRegion(location: string): Region | undefined {
  return byName.get(regionName(location));
}

/**
 * The subscription's list: recommended regions, names of geographies, other regions (recorded order). Which zone is which:
 * since 2022-12-01 (recorded with it); types and geographies: not in 2019-11-01 (recorded 2025-05 and 2025-10), and whether
 * 2020-01-01 or a later one brought them is assumed.
 */
export function renderLocations(subscriptionId: string, apiVersion: string): readonly object[] {
  const list = renderAll(subscriptionId, apiVersion >= "2022-12-01");
  return apiVersion >= "2020-01-01" ? list : list.map(withoutGeography);
}

function withoutGeography({ type: _, metadata: { geography: __, ...metadata }, ...location }: RenderedLocation) {
  return { ...location, metadata };
}

interface RenderedLocation {
  readonly [property: string]: unknown;
  readonly metadata: { readonly [property: string]: unknown };
}

function renderAll(subscriptionId: string, withZones: boolean): readonly RenderedLocation[] {
  const id = (name: string) => `/subscriptions/${subscriptionId}/locations/${name}`;
  const of = (category: "R" | "O") =>
    locationRows.filter((row) => row[8] === category).map((row) => physical(row, id, withZones));
  const logical = logicalRows.map(([name, displayName, group, geography]) => ({
    id: id(name),
    name,
    type: "Region",
    displayName,
    regionalDisplayName: group === undefined ? displayName : `(${group}) ${displayName}`,
    metadata: {
      regionType: "Logical",
      regionCategory: "Other",
      ...(group === undefined ? {} : { geography, geographyGroup: group }),
    },
  }));
  return [...of("R"), ...logical, ...of("O")];
}

function physical(row: LocationRow, id: (name: string) => string, withZones: boolean): RenderedLocation {
  const [name, displayName, group, geography, place, longitude, latitude, paired, category, zones] = row;
  return {
    id: id(name),
    name,
    type: "Region",
    displayName,
    regionalDisplayName: `(${group}) ${displayName}`,
    metadata: {
      regionType: "Physical",
      regionCategory: category === "R" ? "Recommended" : "Other",
      geography,
      geographyGroup: group,
      ...(longitude === "" ? {} : { longitude, latitude }),
      physicalLocation: place,
      pairedRegion: paired === "" ? [] : [{ name: paired, id: id(paired) }],
    },
    ...(zones === "" || !withZones ? {} : { availabilityZoneMappings: zoneMappings(name, zones) }),
  };
}

/** Which physical zone is which differs by subscription; most regions were recorded with 3, 1, 2. */
function zoneMappings(name: string, zones: string): readonly object[] {
  const physicalOf = name.endsWith("euap") ? ["1", "2", "3"] : ["3", "1", "2"];
  return Array.from(zones).map((logicalZone, index) => ({
    logicalZone,
    physicalZone: `${name}-az${physicalOf[index] ?? ""}`,
  }));
}
