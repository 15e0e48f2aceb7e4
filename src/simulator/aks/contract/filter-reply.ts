import { isObject, type Json, type JsonObject } from "../../json.js";
import { contractOf, factsOf, rootFacts, type ContractRoot, type PropertyFact, type TypeFacts } from "./contract.js";

/** What an api-version shows of a resource: the properties that its contract knows, at every level. */
export function filterReply(root: ContractRoot, apiVersion: string, body: JsonObject): JsonObject {
  const contract = contractOf(apiVersion);
  return filterObject(body, rootFacts(root, contract), contract);
}

function filterObject(object: JsonObject, facts: TypeFacts, contract: number): JsonObject {
  const shown: JsonObject = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    const fact = facts.get(key);
    if (fact !== undefined && value !== undefined) shown[key] = filterContainer(value, fact, contract);
  }
  return shown;
}

function filterContainer(value: Json, fact: PropertyFact, contract: number): Json {
  if (fact.kind !== "object") return value;
  const facts = factsOf(fact.type, contract);
  const one = (item: Json): Json => (isObject(item) ? filterObject(item, facts, contract) : item);
  if (fact.container === "one") return one(value);
  if (Array.isArray(value)) return value.map(one);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, item === undefined ? undefined : one(item)]),
  );
}
