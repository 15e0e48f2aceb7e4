import { isJsonObject, jsonAt, stringAt, type JsonObject } from "../json.js";
import type { ArmClient } from "./arm-client.js";
import type { ResourceGroup, ResourceGroups } from "./azure.js";
import { unlessMissing } from "./not-found.js";

/** The api-version that @azure/arm-resources 7.0.0 uses. */
const apiVersion = "2025-04-01";

/** Two requests: not worth the SDK's own package. */
export function createResourceGroups(arm: ArmClient): ResourceGroups {
  const path = (name: string) =>
    `/subscriptions/${arm.subscriptionId}/resourcegroups/${encodeURIComponent(name)}?api-version=${apiVersion}`;
  return {
    async get(name, signal) {
      const reply = await unlessMissing(arm.send("GET", path(name), signal));
      return reply === undefined ? undefined : toGroup(name, reply.body);
    },
    async create(name, location, tags, signal) {
      const reply = await arm.send("PUT", path(name), signal, { location, tags });
      return toGroup(name, reply.body);
    },
  };
}

function toGroup(name: string, body: JsonObject | undefined): ResourceGroup {
  const tags = jsonAt(body, "tags");
  return {
    name: stringAt(body, "name") ?? name,
    location: stringAt(body, "location") ?? "",
    provisioningState: stringAt(body, "properties", "provisioningState") ?? "Unknown",
    tags: Object.fromEntries(
      Object.entries(isJsonObject(tags) ? tags : {}).flatMap(([key, value]) =>
        typeof value === "string" ? [[key, value]] : [],
      ),
    ),
  };
}
