import { compact, isObject, objectAt, textAt, textsAt, type Json, type JsonObject } from "../json.js";
import type { Random } from "../random.js";

/** What names a cluster's API server. */
export interface HostNames {
  readonly fqdn: string | undefined;
  readonly privateFQDN: string | undefined;
  readonly azurePortalFQDN: string;
}

interface Naming {
  readonly dnsPrefix: string;
  /** The first label of the public name, once there is one. */
  readonly host: string;
  readonly location: string;
  readonly random: Random;
}

/**
 * `apiServerAccessProfile` as AKS keeps it: a list without addresses is not repeated, and a private cluster has a zone
 * and, unless it says otherwise, a public name as well (recorded 2023-06 and 2024-02).
 */
export function accessProfile(sent: Json | undefined): Json | undefined {
  if (!isObject(sent)) return sent;
  const ranges = textsAt(sent, "authorizedIPRanges");
  const isPrivate = sent["enablePrivateCluster"] === true;
  const all = compact({
    ...sent,
    authorizedIPRanges: ranges.length === 0 ? undefined : [...ranges],
    ...(isPrivate
      ? {
          privateDNSZone: textAt(sent, "privateDNSZone") || "system",
          enablePrivateClusterPublicFQDN: sent["enablePrivateClusterPublicFQDN"] !== false,
        }
      : {}),
  });
  return Object.keys(all).length === 0 ? undefined : all;
}

export function isPrivateCluster(properties: JsonObject): boolean {
  return objectAt(properties, "apiServerAccessProfile")["enablePrivateCluster"] === true;
}

/** `Disabled`: no connection from outside of the network of its own (contract: "Allow or deny public network access"). */
export function hasPublicAccess(properties: JsonObject): boolean {
  return textAt(properties, "publicNetworkAccess").toLowerCase() !== "disabled";
}

/**
 * Public names end in `hcp.<region>`, private ones in the zone: one that the service makes, one of the caller's (its form
 * is documented), or none, where the public name leads to the private address (recorded).
 */
export function hostNames(access: Json | undefined, sent: JsonObject, naming: Naming): HostNames {
  const { dnsPrefix, host, location, random } = naming;
  const fqdn = `${host}.hcp.${location}.azmk8s.io`;
  const profile = isObject(access) ? access : {};
  if (profile["enablePrivateCluster"] !== true) {
    return { fqdn, privateFQDN: undefined, azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io` };
  }
  const zone = textAt(profile, "privateDNSZone").toLowerCase();
  const own = `${dnsPrefix}-${random.fork("private-fqdn").word(8)}`;
  const zones: Readonly<Record<string, string>> = {
    none: fqdn,
    system: `${own}.${random.fork("private-zone").guid()}.privatelink.${location}.azmk8s.io`,
  };
  const portal = random.fork("private-portal").guid().replaceAll("-", "");
  return {
    fqdn: profile["enablePrivateClusterPublicFQDN"] === false ? undefined : fqdn,
    privateFQDN: zones[zone] ?? `${textAt(sent, "fqdnSubdomain") || own}.${zone.split("/").at(-1) ?? ""}`,
    azurePortalFQDN: `${portal}-priv.portal.hcp.${location}.azmk8s.io`,
  };
}

/**
 * The private endpoint's resource of a private cluster: with its id, but in replies to a cluster's PUT, which name the
 * service behind it instead, once there is one (recorded 2023-06).
 */
export function privateLinkResources(clusterId: string, isWrite: boolean, serviceId: string | undefined): JsonObject[] {
  const type = "Microsoft.ContainerService/managedClusters/privateLinkResources";
  const rest = { name: "management", type, groupId: "management", requiredMembers: ["management"] };
  if (!isWrite) return [{ id: `${clusterId}/privateLinkResources/management`, ...rest }];
  return [compact({ ...rest, privateLinkServiceID: serviceId })];
}

/** The service behind a private endpoint, in the service's own subscription and groups (form recorded 2023-06). */
export function privateLinkServiceId(subscriptionId: string, location: string, random: Random): string {
  const name = random.fork("private-link").guid().replaceAll("-", "");
  return (
    `/subscriptions/${subscriptionId}/resourceGroups/hcp-underlay-${location}-cx-1/providers/Microsoft.Network` +
    `/privateLinkServices/a${name.slice(1)}`
  );
}
