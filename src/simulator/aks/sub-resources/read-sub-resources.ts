import { nameOf, type ArmHandler } from "../../arm/context.js";
import { providerError } from "../../arm/errors.js";
import { parentOf } from "../pools/find-pool.js";
import { renderSubResource, subResourceKey, typed } from "./render-sub-resource.js";
import type { SubResourceKind } from "./sub-resource-kind.js";

export const getSubResource =
  (kind: SubResourceKind): ArmHandler =>
  (world, request) => {
    const cluster = parentOf(world, request, "read", kind.type);
    const name = nameOf(request, "name");
    const found = cluster.subResources.get(subResourceKey(kind, name));
    if (found === undefined) {
      // Text: ours, but for the types that have one of their own.
      throw (
        kind.missing?.(name, { world, cluster }) ??
        providerError(404, "NotFound", `Could not find ${kind.type}: ${name}`)
      );
    }
    return typed(kind, { status: 200, body: renderSubResource(world, cluster, kind, found, request.apiVersion) });
  };

export const listSubResources =
  (kind: SubResourceKind): ArmHandler =>
  (world, request) => {
    const cluster = parentOf(world, request, "read", kind.type);
    if (request.http.query.get("$skipToken") !== undefined)
      return typed(kind, { status: 200, body: { value: [] } }, true);
    const value = [...cluster.subResources.values()]
      .filter(({ type }) => type === kind.type)
      .map((found) => renderSubResource(world, cluster, kind, found, request.apiVersion));
    if (!kind.hasNextLink || value.length === 0) return typed(kind, { status: 200, body: { value } }, true);
    const token = 100 + Math.floor(world.random.fork(`skip/${cluster.uid}/${kind.type}`).next() * 899);
    const query = `%24skipToken=${token}&api-version=${request.apiVersion}&skipToken=${token}`;
    const nextLink = `${world.endpoint}${request.http.path}?${query}`;
    return typed(kind, { status: 200, body: { value, nextLink } }, true);
  };
