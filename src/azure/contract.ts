import type { AgentPool, ContainerServiceClient, ManagedCluster } from "@azure/arm-containerservice";
import { isJsonObject, type Json, type JsonObject } from "../json.js";

/** What a body is of: a managed cluster or an agent pool. */
export type BodyKind = "cluster" | "pool";

/**
 * A body in ARM's wire form as the SDK's model: the SDK's own deserializer reads it, as if a GET had answered with it.
 * Throws what the deserializer throws where the body has the wrong shape, e.g. a text where a list belongs.
 */
export async function wireToCluster(body: JsonObject): Promise<ManagedCluster> {
  return (await offlineClient(body)).client.managedClusters.get("group", "cluster");
}

export async function wireToPool(body: JsonObject): Promise<AgentPool> {
  return (await offlineClient(body)).client.agentPools.get("group", "cluster", "pool");
}

/**
 * Paths of a wire body that a request would not carry, because the service's contract (as the SDK has it) does not know
 * them or they are read-only: what is left after wire -> model -> wire through the real SDK, without any network.
 * A value of the wrong shape counts as unknown. Empty = all of it would be sent.
 */
export async function checkAgainstContract(kind: BodyKind, body: JsonObject): Promise<readonly string[]> {
  const sent = await roundTrip(kind, body).catch(() => undefined);
  if (sent !== undefined) return missingPaths(body, sent, "");
  // The shape is wrong somewhere: look at each property alone to say where.
  const { properties, ...top } = body;
  const alone: readonly (readonly [string, JsonObject])[] = [
    ...Object.entries(top).map(([key, value]) => [key, { [key]: value }] as const),
    ...(isJsonObject(properties)
      ? Object.entries(properties).map(
          ([key, value]) => [`properties.${key}`, { properties: { [key]: value } }] as const,
        )
      : ([["properties", { properties }]] as const)),
  ];
  const found: string[] = [];
  for (const [path, part] of alone) {
    const result = await roundTrip(kind, part).catch(() => undefined);
    if (result === undefined) found.push(path);
    else found.push(...missingPaths(part, result, ""));
  }
  return found;
}

async function roundTrip(kind: BodyKind, body: JsonObject): Promise<unknown> {
  const { client, sent } = await offlineClient(body);
  if (kind === "cluster") {
    const model = await client.managedClusters.get("group", "cluster");
    await client.managedClusters.createOrUpdate("group", "cluster", model).submitted();
  } else {
    const model = await client.agentPools.get("group", "cluster", "pool");
    await client.agentPools.createOrUpdate("group", "cluster", "pool", model).submitted();
  }
  return JSON.parse(sent() ?? "{}");
}

/** A client whose every answer is the body, and which keeps the body it was last asked to send. */
async function offlineClient(
  body: JsonObject,
): Promise<{ client: ContainerServiceClient; sent: () => string | undefined }> {
  const [{ ContainerServiceClient }, { createEmptyPipeline, createHttpHeaders }] = await Promise.all([
    import("@azure/arm-containerservice"),
    import("@azure/core-rest-pipeline"),
  ]);
  let sent: string | undefined;
  const client = new ContainerServiceClient({ getToken: () => Promise.resolve(null) }, "offline", {
    endpoint: "https://offline.invalid",
    pipeline: createEmptyPipeline(),
    httpClient: {
      sendRequest: (request) => {
        if (typeof request.body === "string") sent = request.body;
        const headers = createHttpHeaders({ "content-type": "application/json" });
        return Promise.resolve({ request, status: 200, headers, bodyAsText: JSON.stringify(body) });
      },
    },
  });
  return { client, sent: () => sent };
}

/** The SDK leaves an empty `properties` out. Presence is compared, not values: the SDK may write a date in another form. */
function missingPaths(asked: Json | undefined, sent: unknown, path: string): readonly string[] {
  if (asked === undefined) return [];
  if (sent === undefined && !(path === "properties" && isJsonObject(asked))) return [path];
  if (Array.isArray(asked)) {
    const list: readonly unknown[] = Array.isArray(sent) ? sent : [];
    return asked.flatMap((one: Json, index) => missingPaths(one, list[index], `${path}[${index}]`));
  }
  if (!isJsonObject(asked)) return [];
  const found = isJsonObject(sent) ? sent : {};
  return Object.entries(asked).flatMap(([key, value]) =>
    missingPaths(value, found[key], path === "" ? key : `${path}.${key}`),
  );
}
