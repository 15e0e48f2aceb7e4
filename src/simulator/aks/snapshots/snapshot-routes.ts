import { bodyObject, nameOf, type ArmHandler, type ArmRoute } from "../../arm/context.js";
import { dotnetTime } from "../../arm/operations.js";
import { resourceGroupNotFound, resourceNotFound } from "../../arm/errors.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import { compact, isObject, objectAt, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import { filterReply } from "../contract/filter-reply.js";
import { receiveBody } from "../contract/receive-body.js";
import { snapshotKey, type Snapshot } from "./snapshot.js";
import { snapshotProperties } from "./snapshot-properties.js";

const provider = "Microsoft.ContainerService";
type Type = Snapshot["type"];
/** As ids and types of replies spell them (recorded 2023-06 of clusters', contract's example of pools'). */
const spelledType = { snapshots: "Snapshots", managedclustersnapshots: "ManagedClusterSnapshots" } as const;
const root = { snapshots: "snapshot", managedclustersnapshots: "clusterSnapshot" } as const;
const plain = { "content-type": "application/json" };

function render(world: World, snapshot: Snapshot, apiVersion: string): JsonObject {
  const { type, name, group, location, tags, properties, systemData } = snapshot;
  const body = compact({
    id: `/subscriptions/${world.subscriptionId}/resourceGroups/${group}/providers/${provider}/${type}/${name}`,
    name,
    type: `${provider}/${spelledType[type]}`,
    location,
    tags,
    systemData,
    properties,
  });
  return filterReply(root[type], apiVersion, body);
}

function groupOf(world: World, request: ArmRequest): string {
  const group = nameOf(request, "group");
  if (!world.resourceGroups.has(group.toLowerCase())) throw resourceGroupNotFound(group);
  return group;
}

function find(world: World, request: ArmRequest, type: Type): Snapshot {
  const [group, name] = [groupOf(world, request), nameOf(request, "name")];
  const snapshot = world.snapshots.get(snapshotKey(type, group, name));
  if (snapshot === undefined) throw resourceNotFound(`${provider}/${type}`, name, group);
  return snapshot;
}

const shown = (world: World, request: ArmRequest, snapshot: Snapshot): Reply => ({
  status: 200,
  headers: plain,
  body: render(world, snapshot, request.apiVersion),
});

const get =
  (type: Type): ArmHandler =>
  (world, request) =>
    shown(world, request, find(world, request, type));

const list =
  (type: Type): ArmHandler =>
  (world, request) => {
    const group = request.names["group"] === undefined ? undefined : groupOf(world, request).toLowerCase();
    const value = [...world.snapshots.values()]
      .filter((one) => one.type === type && (group === undefined || one.group.toLowerCase() === group))
      .map((one) => render(world, one, request.apiVersion));
    return { status: 200, headers: plain, body: { value } };
  };

/** 200 for a new one too (recorded 2023-06); one that is there is taken anew (assumed). */
const put =
  (type: Type): ArmHandler =>
  (world, request) => {
    const [group, name] = [groupOf(world, request), nameOf(request, "name")];
    const key = snapshotKey(type, group, name);
    const body = receiveBody(root[type], request.apiVersion, bodyObject(request));
    const by = { By: request.principal.clientId, ByType: "Application", At: dotnetTime(world.clock.now()) };
    const existing = world.snapshots.get(key);
    const created = existing?.systemData ?? { createdBy: by.By, createdByType: by.ByType, createdAt: by.At };
    const snapshot: Snapshot = {
      type,
      name,
      group,
      location: existing?.location ?? textAt(body, "location"),
      tags: isObject(body["tags"]) ? body["tags"] : undefined,
      properties: snapshotProperties(world, type, objectAt(body, "properties")),
      systemData: { ...created, lastModifiedBy: by.By, lastModifiedByType: by.ByType, lastModifiedAt: by.At },
    };
    world.snapshots.set(key, snapshot);
    return shown(world, request, snapshot);
  };

/** PATCH: the tags alone, replaced as a whole (contract). */
const patch =
  (type: Type): ArmHandler =>
  (world, request) => {
    const snapshot = find(world, request, type);
    const { tags } = receiveBody("tags", request.apiVersion, bodyObject(request));
    if (isObject(tags)) snapshot.tags = tags;
    return shown(world, request, snapshot);
  };

/** 200, empty (recorded 2023-06); 204 when there is nothing (contract). */
const remove =
  (type: Type): ArmHandler =>
  (world, request) => ({
    status: world.snapshots.delete(snapshotKey(type, groupOf(world, request), nameOf(request, "name"))) ? 200 : 204,
  });

/** Snapshots of node pools and of clusters. */
export const snapshotRoutes: readonly ArmRoute[] = (["snapshots", "managedclustersnapshots"] as const).flatMap(
  routesOf,
);

function routesOf(kind: Type): readonly ArmRoute[] {
  const inGroup = `subscriptions/:subscription/resourceGroups/:group/providers/${provider}/${kind}`;
  const one = `${inGroup}/:name`;
  const action = `${provider}/${kind}`;
  const type = kind === "snapshots" ? "managedClusters" : kind;
  const inSubscription = `subscriptions/:subscription/providers/${provider}/${kind}`;
  return [
    { method: "GET", pattern: inSubscription, action: `${action}/read`, type, handle: list(kind) },
    { method: "GET", pattern: inGroup, action: `${action}/read`, type, handle: list(kind) },
    { method: "GET", pattern: one, action: `${action}/read`, type, handle: get(kind) },
    { method: "PUT", pattern: one, action: `${action}/write`, type, handle: put(kind) },
    { method: "PATCH", pattern: one, action: `${action}/write`, type, handle: patch(kind) },
    { method: "DELETE", pattern: one, action: `${action}/delete`, type, handle: remove(kind) },
  ];
}
