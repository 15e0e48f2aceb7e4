import { providerError } from "../arm/errors.js";
import { objectAt, textAt, type JsonObject } from "../json.js";

/**
 * The managed Gateway API needs something that implements it: the Istio add-on (recorded 2025-10, new clusters and updates),
 * or application routing's own implementation, which later contracts have (assumed). `properties`: of the whole cluster.
 */
export function checkGatewayApi(properties: JsonObject): void {
  const ingress = objectAt(properties, "ingressProfile");
  if (textAt(objectAt(ingress, "gatewayAPI"), "installation") !== "Standard") return;
  const hasMesh = textAt(objectAt(properties, "serviceMeshProfile"), "mode") === "Istio";
  const implementations = objectAt(objectAt(ingress, "webAppRouting"), "gatewayAPIImplementations");
  const hasRouting = textAt(objectAt(implementations, "appRoutingIstio"), "mode") === "Enabled";
  if (hasMesh || hasRouting) return;
  throw providerError(
    400,
    "BadRequest",
    "Gateway API installation requires at least one implementation that uses Gateway API to be enabled. Supported " +
      "implementations are Istio Service Mesh Addon.",
  );
}
