import { checkedBody, readOnlyNames } from "./check-body.js";
import { nameOf, type ArmHandler, type ArmRoute } from "./context.js";
import { gatewayError, notModelled, resourceGroupNotFound } from "./errors.js";
import type { ArmRequest } from "../http/exchange.js";
import { isObject, textAt, type JsonObject } from "../json.js";
import { forgetScope } from "../authorization/access.js";
import { cancelAll, dropCluster } from "../aks/clusters/delete-cluster.js";
import { findRegion, locations, regionName } from "./locations.js";
import type { ResourceGroup, World } from "../world.js";

function render(world: World, group: ResourceGroup): JsonObject {
  return JSON.parse(
    JSON.stringify({
      id: `/subscriptions/${world.subscriptionId}/resourceGroups/${group.name}`,
      name: group.name,
      type: "Microsoft.Resources/resourceGroups",
      location: group.location,
      managedBy: group.managedBy,
      tags: group.tags,
      properties: { provisioningState: group.provisioningState },
    }),
  ) as JsonObject;
}

function found(world: World, request: ArmRequest): ResourceGroup {
  const group = world.resourceGroups.get(nameOf(request, "group").toLowerCase());
  if (group === undefined) throw resourceGroupNotFound(nameOf(request, "group"));
  return group;
}

const get: ArmHandler = (world, request) => ({ status: 200, body: render(world, found(world, request)) });

/** Recorded: 204, or 404 without a body. */
const head: ArmHandler = (world, request) =>
  world.resourceGroups.has(nameOf(request, "group").toLowerCase())
    ? { status: 204 }
    : { status: 404, headers: { "x-ms-failure-cause": "gateway" } };

const list: ArmHandler = (world, request) => {
  const isWanted = tagFilter(request.http.query.get("$filter"));
  const groups = [...world.resourceGroups.values()].filter(isWanted);
  const { query, path } = request.http;
  const start = Number(query.get("$skiptoken") ?? 0) || 0;
  const top = query.get("$top");
  const end = top === undefined ? groups.length : start + checkedTop(top);
  const value = groups.slice(start, end).map((group) => render(world, group));
  if (end >= groups.length) return { status: 200, body: { value } };
  const next = new URLSearchParams([...query.entries].filter(([name]) => name.toLowerCase() !== "$skiptoken"));
  next.set("$skiptoken", String(end));
  return { status: 200, body: { value, nextLink: `${world.endpoint}${path}?${next.toString()}` } };
};

/** Texts: ours. */
function checkedTop(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw gatewayError(400, "InvalidTopParameter", `The value '${text}' of $top is not a whole number above 0.`);
}

/** `tagName eq 'a'`, and with it `tagValue eq 'b'` (recorded 2023-02); the names of tags do not look at case (documented). */
function tagFilter(text: string | undefined): (group: ResourceGroup) => boolean {
  if (text === undefined || text === "") return () => true;
  const match = /^tagname eq '([^']*)'(?: and tagvalue eq '([^']*)')?$/i.exec(text.trim());
  if (match === null) throw notModelled(`$filter=${text} on resource groups`);
  const [, name = "", value] = match;
  return ({ tags }) =>
    Object.entries(tags ?? {}).some(
      ([key, own]) => key.toLowerCase() === name.toLowerCase() && (value === undefined || own === value),
    );
}

/**
 * Letters, digits and a few signs, up to 90 of them, no period at the end (documented). The text for other signs is that of
 * Azure as its Databricks documentation quotes it; the code is assumed, the texts for length and period are ours.
 */
function checkGroupName(name: string): void {
  const start = `The provided resource group name '${name}'`;
  const bad = [...new Set(name.replace(/[\p{L}\p{Nd}._()-]/gu, ""))].join("");
  const text =
    bad !== ""
      ? `${start} has these invalid characters: '${bad}'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`
      : name.length > 90
        ? `${start} is longer than 90 characters.`
        : name.endsWith(".")
          ? `${start} ends with a period.`
          : undefined;
  if (text !== undefined) throw gatewayError(400, "InvalidResourceGroup", text);
}

const patchShape = { name: "any", managedBy: "text", tags: "texts", properties: { provisioningState: "any" } } as const;
const shape = { ...readOnlyNames, ...patchShape, location: "text" } as const;

/** 201 for a new one, 200 for one that is there (recorded 2023-02). */
const put: ArmHandler = (world, request) => {
  const name = nameOf(request, "group");
  const body = checkedBody(request, "ResourceGroupDefinition", shape);
  checkGroupName(name);
  const location = regionName(textAt(body, "location"));
  if (location === "") {
    throw gatewayError(400, "LocationRequired", "The location property is required for this definition.");
  }
  if (findRegion(location) === undefined) {
    throw gatewayError(
      400,
      "LocationNotAvailableForResourceGroup",
      `The provided location '${location}' is not available for resource group. List of available regions is ` +
        `'${locations.map((known) => known.name).join(",")}'.`,
    );
  }
  const existing = world.resourceGroups.get(name.toLowerCase());
  if (existing !== undefined && existing.location !== location) {
    throw gatewayError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`,
    );
  }
  const tags = isObject(body["tags"]) ? body["tags"] : undefined;
  const managedBy = textAt(body, "managedBy") || undefined;
  const group: ResourceGroup = existing ?? { name, location, tags, managedBy, provisioningState: "Succeeded" };
  group.tags = tags;
  group.managedBy = managedBy;
  world.resourceGroups.set(name.toLowerCase(), group);
  return { status: existing === undefined ? 201 : 200, body: render(world, group) };
};

/** What is named is replaced, tags as a whole (Microsoft's specification). */
const patch: ArmHandler = (world, request) => {
  const group = found(world, request);
  const body = checkedBody(request, "ResourceGroupPatchDefinition", patchShape);
  if (isObject(body["tags"])) group.tags = body["tags"];
  if (typeof body["managedBy"] === "string") group.managedBy = body["managedBy"] || undefined;
  return { status: 200, body: render(world, group) };
};

/** Recorded for an empty group (2023-02); templates of clusters are not modelled. */
const exportTemplate: ArmHandler = (world, request) => {
  const name = nameOf(request, "group");
  if (!world.resourceGroups.has(name.toLowerCase())) throw resourceGroupNotFound(name);
  const isEmpty = ![...world.clusters.values()].some(({ group }) => group.toLowerCase() === name.toLowerCase());
  if (!isEmpty) throw notModelled("templates of resource groups that hold clusters");
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: {},
    variables: {},
    resources: [],
  };
  return { status: 200, body: { template } };
};

/** Recorded: 202 with Location, no body; that Location answers 202 until it is done, then 200. Retry-After 15. */
const remove: ArmHandler = (world, request) => {
  const key = nameOf(request, "group").toLowerCase();
  const group = found(world, request);
  if (group.provisioningState !== "Deleting") {
    group.provisioningState = "Deleting";
    world.log(`deleting resource group ${group.name}`);
    world.clock.after(world.durations("group-delete", `${key}/${world.clock.now()}`), () => {
      for (const cluster of [...world.clusters.values()]) {
        if (cluster.group.toLowerCase() !== key) continue;
        cancelAll(cluster);
        dropCluster(world, cluster);
      }
      for (const [id, { group: inGroup }] of world.snapshots)
        if (inGroup.toLowerCase() === key) world.snapshots.delete(id);
      world.resourceGroups.delete(key);
      forgetScope(world, `/subscriptions/${world.subscriptionId}/resourceGroups/${group.name}`);
      world.log(`deleted resource group ${group.name}`);
    });
  }
  return { status: 202, headers: jobHeaders(world, group.name, request.apiVersion) };
};

const job: ArmHandler = (world, request) => {
  const name = Buffer.from(nameOf(request, "job"), "base64url").toString();
  if (!world.resourceGroups.has(name.toLowerCase())) return { status: 200 };
  return { status: 202, headers: jobHeaders(world, name, request.apiVersion) };
};

function jobHeaders(world: World, group: string, apiVersion: string): Record<string, string> {
  const id = Buffer.from(group).toString("base64url");
  return {
    location: `${world.endpoint}/subscriptions/${world.subscriptionId}/operationresults/${id}?api-version=${apiVersion}`,
    "retry-after": "15",
  };
}

const route = (method: ArmRoute["method"], pattern: string, verb: string, handle: ArmHandler): ArmRoute => ({
  method,
  pattern: `subscriptions/:subscription/${pattern}`,
  action: `Microsoft.Resources/subscriptions/resourceGroups/${verb}`,
  type: "resources",
  handle,
});

export const resourceGroupRoutes: readonly ArmRoute[] = [
  route("GET", "resourceGroups", "read", list),
  route("GET", "resourceGroups/:group", "read", get),
  route("HEAD", "resourceGroups/:group", "read", head),
  route("PUT", "resourceGroups/:group", "write", put),
  route("PATCH", "resourceGroups/:group", "write", patch),
  route("DELETE", "resourceGroups/:group", "delete", remove),
  route("POST", "resourceGroups/:group/exportTemplate", "exportTemplate/action", exportTemplate),
  route("GET", "operationresults/:job", "read", job),
];
