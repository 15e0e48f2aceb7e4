import { compact, type JsonObject } from "../../json.js";
import type { Reply } from "../../http/exchange.js";
import type { World } from "../../world.js";
import { clusterId, type Cluster, type SubResource } from "../cluster.js";
import { filterReply } from "../contract/filter-reply.js";
import type { SubResourceKind } from "./sub-resource-kind.js";

const provider = "Microsoft.ContainerService";

export function subResourceKey(kind: SubResourceKind, name: string): string {
  return `${kind.type}/${name}`.toLowerCase();
}

export function subResourceId(world: World, cluster: Cluster, kind: SubResourceKind, name: string): string {
  const id = clusterId(world.subscriptionId, cluster);
  const parent = kind.isIdLowerCase ? id : id.replace("/resourcegroups/", "/resourceGroups/");
  return `${parent}${kind.isExtension === true ? `/providers/${provider}` : ""}/${kind.type}/${name}`;
}

export function renderSubResource(
  world: World,
  cluster: Cluster,
  kind: SubResourceKind,
  { name, top, properties, state, eTag }: SubResource,
  apiVersion: string,
): JsonObject {
  const body = compact({
    id: subResourceId(world, cluster, kind, name),
    name,
    type:
      kind.isTypeShown === false
        ? undefined
        : `${provider}/${kind.isExtension === true ? "" : "managedClusters/"}${kind.type}`,
    ...compact(top),
    properties: compact({ ...properties, provisioningState: state }),
    eTag: kind.hasETag ? eTag : undefined,
  });
  return filterReply(kind.root, apiVersion, body);
}

/** With the content type that this type's replies have. */
export function typed(kind: SubResourceKind, reply: Reply, isList = false): Reply {
  const isNamed = kind.isCharsetNamed || (isList && kind.isListCharsetNamed === true);
  const contentType = isNamed ? "application/json; charset=utf-8" : "application/json";
  return { ...reply, headers: { "content-type": contentType, ...reply.headers } };
}
