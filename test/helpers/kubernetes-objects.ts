import { jsonAt } from "../../src/json.js";
import type { KubernetesServer } from "./kubernetes-server.js";

/** The objects of a list. */
export async function items(server: KubernetesServer, path: string): Promise<readonly unknown[]> {
  const list = jsonAt((await server.call("GET", path)).body, "items");
  return Array.isArray(list) ? (list as unknown[]) : [];
}

/** Messages of the events with a reason, in the order of their names' objects. */
export async function eventMessages(server: KubernetesServer, reason: string, namespace = "default") {
  const found = await items(server, `/api/v1/namespaces/${namespace}/events?fieldSelector=reason=${reason}`);
  return found.map((event) => jsonAt(event, "message"));
}

/** The value at a path of keys and places in lists, or undefined. */
export function valueIn(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (Array.isArray(current) ? (current as unknown[])[Number(key)] : jsonAt(current, String(key))),
    value,
  );
}
