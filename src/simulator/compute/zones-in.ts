/** Zones by region out of `"westus3:12 swedencentral:-"`. */
export function zonesIn(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(" ").map((pair) => pair.split(":"));
  return Object.fromEntries(pairs.flatMap(([region, zones]) => (region && zones ? [[region, zones]] : [])));
}
