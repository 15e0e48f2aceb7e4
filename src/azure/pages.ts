import { jsonAt, stringAt } from "../json.js";
import type { ArmClient } from "./arm-client.js";

/** The items of a list, `nextLink` followed to its end. */
export async function listAllPages(arm: ArmClient, path: string, signal: AbortSignal): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let next: string | undefined = path;
  while (next !== undefined && next !== "") {
    const { body } = await arm.send("GET", next, signal);
    const value = jsonAt(body, "value");
    if (Array.isArray(value)) for (const item of value) items.push(item);
    next = stringAt(body, "nextLink");
  }
  return items;
}
