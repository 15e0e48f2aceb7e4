import { isObject, numberAt, objectAt, objectsAt, textAt, type Json, type JsonObject } from "../json.js";
import type { Random } from "../random.js";

/** What a cluster gets while it is made, and shows once it stands. */
export interface LateProperties {
  /** For whatever else is made up about the cluster. */
  readonly random: Random;
  readonly identityProfile: JsonObject;
  /** The managed identity that an add-on gets in the cluster's node resource group. */
  identityOf(addOn: string): JsonObject;
  /** The ids of its outbound addresses; `count` of them. */
  outboundIps(count: number): readonly JsonObject[];
}

interface Owner {
  readonly name: string;
  readonly subscriptionId: string;
  readonly random: Random;
}

export function lateProperties({ subscriptionId, name, random }: Owner, nodeGroup: string): LateProperties {
  const scope = `/subscriptions/${subscriptionId}`;
  const identity = (identityName: string, word: string) => ({
    resourceId:
      `${scope}/resourcegroups/${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/` + identityName,
    clientId: random.fork(`${word}-client`).guid(),
    objectId: random.fork(`${word}-object`).guid(),
  });
  return {
    random,
    identityProfile: { kubeletidentity: identity(`${name}-agentpool`, "kubelet") },
    identityOf: (addOn) => identity(`${addOn.toLowerCase()}-${name}`, addOn),
    outboundIps: (count) =>
      Array.from({ length: count }, (_, index) => {
        const address = random.fork(index === 0 ? "outbound" : `outbound/${index}`).guid();
        return {
          id: `${scope}/resourceGroups/${nodeGroup}/providers/Microsoft.Network/publicIPAddresses/${address}`,
        };
      }),
  };
}

/**
 * Add-ons with an identity of their own (recorded; of the virtual node and the two gateways: their public documentation).
 * Monitoring has one unless it signs in with the cluster's identity.
 */
function hasIdentity(name: string, config: JsonObject): boolean {
  const key = name.toLowerCase();
  if (key === "omsagent") return textAt(config, "useAADAuth").toLowerCase() !== "true" && config["useAADAuth"] !== true;
  return [
    "azurepolicy",
    "azurekeyvaultsecretsprovider",
    "httpapplicationrouting",
    "ingressapplicationgateway",
    "aciconnectorlinux",
  ].includes(key);
}

/**
 * A cluster's `properties` with what appears late. Replies to a cluster's own PUT leave the add-ons' identities out, even
 * those that are there (recorded).
 */
export function withLate(properties: JsonObject, late: LateProperties, isWrite: boolean): JsonObject {
  return {
    ...properties,
    networkProfile: withOutboundIps(objectAt(properties, "networkProfile"), late),
    // A cluster that acts as a service principal has none.
    ...(isManaged(properties) ? { identityProfile: identityProfile(properties, late) } : {}),
    ...(isObject(properties["addonProfiles"]) && !isWrite
      ? { addonProfiles: withIdentities(properties["addonProfiles"], late) }
      : {}),
  };
}

/** The identities that the cluster was given, and those that the service makes for it. */
export function identityProfile(properties: JsonObject, late: LateProperties): JsonObject {
  return { ...late.identityProfile, ...objectAt(properties, "identityProfile") };
}

function isManaged(properties: JsonObject): boolean {
  return textAt(objectAt(properties, "servicePrincipalProfile"), "clientId") === "msi";
}

function withIdentities(addOns: JsonObject, late: LateProperties): JsonObject {
  return Object.fromEntries(
    Object.entries(addOns).map(([name, addOn]) => {
      const isOn = isObject(addOn) && addOn["enabled"] === true && hasIdentity(name, objectAt(addOn, "config"));
      return [name, isOn ? { ...addOn, identity: late.identityOf(name) } : addOn];
    }),
  );
}

function withOutboundIps(network: JsonObject, late: LateProperties): JsonObject {
  const gateway = network["natGatewayProfile"];
  if (isObject(gateway) && textAt(network, "outboundType") === "managedNATGateway") {
    const count = numberAt(objectAt(gateway, "managedOutboundIPProfile"), "count") ?? 1;
    return { ...network, natGatewayProfile: { ...gateway, effectiveOutboundIPs: [...late.outboundIps(count)] } };
  }
  const balancer = network["loadBalancerProfile"];
  if (!isObject(balancer)) return network;
  const own = objectsAt(objectAt(balancer, "outboundIPs"), "publicIPs");
  const count = numberAt(objectAt(balancer, "managedOutboundIPs"), "count") ?? 1;
  const ips: readonly Json[] = own.length > 0 ? own : late.outboundIps(count);
  return { ...network, loadBalancerProfile: { ...balancer, effectiveOutboundIPs: [...ips] } };
}
