import { providerError } from "../arm/errors.js";
import { textsAt, type JsonObject } from "../json.js";

export interface InitializationTaintSurroundings {
  readonly isFeatureRegistered: (feature: string) => boolean;
  /** Asked for in a cluster's PUT, not in one of the pool's own. */
  readonly isOfCluster: boolean;
}

/**
 * AKS documentation (use-node-taints): `nodeInitializationTaints` are a preview feature, and a request of a pool that has
 * some in its body is blocked. The code for that is told by users of AKS; its text: ours. An empty list was recorded as
 * taken everywhere.
 */
export function checkInitializationTaints(sent: JsonObject, around: InitializationTaintSurroundings): void {
  if (textsAt(sent, "nodeInitializationTaints").length === 0) return;
  if (!around.isFeatureRegistered("NodeInitializationTaintsPreview")) {
    throw providerError(
      400,
      "PreviewFeatureNotRegistered",
      "Preview feature Microsoft.ContainerService/NodeInitializationTaintsPreview not registered.",
    );
  }
  if (around.isOfCluster) return;
  throw providerError(
    400,
    "NodeInitializationTaintsFeatureNotSupported",
    "Node initialization taints are not supported in a request of an agent pool: send them with its managed cluster.",
    { target: "agentPoolProfile.nodeInitializationTaints" },
  );
}
