import type { ArmRoute } from "../../arm/context.js";
import { deleteSubResource } from "./delete-sub-resource.js";
import { subResourceKinds } from "./kinds.js";
import { putSubResource } from "./put-sub-resource.js";
import { getSubResource, listSubResources } from "./read-sub-resources.js";
import type { SubResourceKind } from "./sub-resource-kind.js";

const provider = "providers/Microsoft.ContainerService";
const cluster = `subscriptions/:subscription/resourceGroups/:group/${provider}/managedClusters/:cluster`;

/** GET, LIST, PUT and DELETE of everything that is stored below clusters. */
export const subResourceRoutes: readonly ArmRoute[] = subResourceKinds.flatMap(routesOf);

function routesOf(kind: SubResourceKind): readonly ArmRoute[] {
  const all = `${cluster}/${kind.isExtension === true ? `${provider}/` : ""}${kind.type}`;
  const type = kind.apiVersions;
  const action = `Microsoft.ContainerService/${kind.isExtension === true ? "" : "managedClusters/"}${kind.type}`;
  return [
    { method: "GET", pattern: all, action: `${action}/read`, type, handle: listSubResources(kind) },
    { method: "GET", pattern: `${all}/:name`, action: `${action}/read`, type, handle: getSubResource(kind) },
    { method: "PUT", pattern: `${all}/:name`, action: `${action}/write`, type, handle: putSubResource(kind) },
    { method: "DELETE", pattern: `${all}/:name`, action: `${action}/delete`, type, handle: deleteSubResource(kind) },
  ];
}
