import { compact, isObject, objectAt, textAt, textsAt, type Json, type JsonObject } from "../json.js";
import { compareMinor } from "./versions.js";

/**
 * A cluster's network profile as AKS keeps it. Where nothing is asked for: CNI overlay from Kubernetes 1.30 on, kubenet
 * below and with the basic load balancer (recorded 2024-07 to 2025-11).
 */
export function completeNetwork(sent: JsonObject, version: string): JsonObject {
  const asked = textAt(sent, "networkPlugin");
  const isBasic = textAt(sent, "loadBalancerSku").toLowerCase() === "basic";
  const isOverlay = asked === "" && !isBasic && compareMinor(version, "1.30") >= 0;
  const plugin = asked === "" ? (isOverlay ? "azure" : "kubenet") : asked;
  const mode = textAt(sent, "networkPluginMode") || (isOverlay ? "overlay" : undefined);
  const dataplane = plugin === "azure" ? textAt(sent, "networkDataplane") || "azure" : undefined;
  const outboundType = textAt(sent, "outboundType") || "loadBalancer";
  const families = textsAt(sent, "ipFamilies");
  return compact({
    ...sent,
    networkPlugin: plugin,
    networkPluginMode: mode,
    networkPolicy: textAt(sent, "networkPolicy") || (dataplane === "cilium" ? "cilium" : "none"),
    networkDataplane: dataplane,
    loadBalancerSku: textAt(sent, "loadBalancerSku").toLowerCase() || "standard",
    loadBalancerProfile:
      isBasic || (outboundType !== "loadBalancer" && outboundType !== "managedNATGateway")
        ? undefined
        : loadBalancerProfile(objectAt(sent, "loadBalancerProfile"), outboundType === "loadBalancer"),
    natGatewayProfile:
      outboundType === "managedNATGateway" ? natGatewayProfile(objectAt(sent, "natGatewayProfile")) : undefined,
    ...podAddresses(sent, hasPodNetwork(plugin, mode, dataplane, sent)),
    ...serviceAddresses(sent),
    outboundType,
    ipFamilies: families.length === 0 ? ["IPv4"] : [...families],
    podLinkLocalAccess: textAt(sent, "podLinkLocalAccess") || "IMDS",
    advancedNetworking: advancedNetworking(sent["advancedNetworking"], dataplane),
    // Recorded in previews beside Cilium.
    kubeProxyConfig: sent["kubeProxyConfig"] ?? (dataplane === "cilium" ? {} : undefined),
  });
}

/** `azure` without a mode takes the pods' addresses from the subnet: no network of their own. */
function hasPodNetwork(
  plugin: string,
  mode: string | undefined,
  dataplane: string | undefined,
  sent: JsonObject,
): boolean {
  if (plugin !== "azure" || mode !== undefined) return plugin !== "none" || textAt(sent, "podCidr") !== "";
  return dataplane === "cilium" && textAt(sent, "podCidr") !== "";
}

function podAddresses(sent: JsonObject, hasNetwork: boolean): JsonObject {
  if (!hasNetwork) return { podCidr: undefined, podCidrs: undefined };
  const list = textsAt(sent, "podCidrs");
  const one = textAt(sent, "podCidr") || list[0] || "10.244.0.0/16";
  return { podCidr: one, podCidrs: list.length > 0 ? [...list] : [one] };
}

function serviceAddresses(sent: JsonObject): JsonObject {
  const list = textsAt(sent, "serviceCidrs");
  const one = textAt(sent, "serviceCidr") || list[0] || "10.0.0.0/16";
  return {
    serviceCidr: one,
    dnsServiceIP: textAt(sent, "dnsServiceIP") || "10.0.0.10",
    serviceCidrs: list.length > 0 ? [...list] : [one],
  };
}

/** One managed address, unless addresses or prefixes of the caller's own are named. */
function loadBalancerProfile(sent: JsonObject, isOutbound: boolean): JsonObject {
  const { effectiveOutboundIPs: _, ...asked } = sent;
  const hasOwn = !isOutbound || isObject(asked["outboundIPs"]) || isObject(asked["outboundIPPrefixes"]);
  const backendPoolType = textAt(asked, "backendPoolType");
  const managed = asked["managedOutboundIPs"];
  // None of the second kind is not repeated (recorded).
  if (isObject(managed) && managed["countIPv6"] === 0) {
    const { countIPv6: __, ...counts } = managed;
    asked["managedOutboundIPs"] = counts;
  }
  return compact({
    managedOutboundIPs: hasOwn ? undefined : { count: 1 },
    ...asked,
    // The one spelling of the contract that is answered otherwise (recorded).
    backendPoolType:
      backendPoolType === "" || backendPoolType === "NodeIPConfiguration" ? "nodeIPConfiguration" : backendPoolType,
  });
}

function natGatewayProfile(sent: JsonObject): JsonObject {
  const { effectiveOutboundIPs: _, ...asked } = sent;
  return { managedOutboundIPProfile: { count: 1 }, idleTimeoutInMinutes: 4, ...asked };
}

/** Turned on as a whole: observability on; security on only with Cilium, unless said otherwise (recorded 2024-11 to 2025-10). */
function advancedNetworking(sent: Json | undefined, dataplane: string | undefined): Json | undefined {
  if (!isObject(sent)) return sent;
  if (sent["enabled"] !== true) return sent;
  return {
    ...sent,
    observability: { enabled: true, ...objectAt(sent, "observability") },
    security: { enabled: dataplane === "cilium", ...objectAt(sent, "security") },
  };
}
