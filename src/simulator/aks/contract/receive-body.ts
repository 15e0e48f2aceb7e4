import { isObject, type Json, type JsonObject } from "../../json.js";
import { valuesBeyondContract } from "./beyond-contract.js";
import { contractRoots, contractVersions } from "./contract-data.js";
import {
  contractOf,
  factsOf,
  isPreview,
  rootFacts,
  type ContractRoot,
  type PropertyFact,
  type TypeFacts,
} from "./contract.js";
import { invalid } from "../invalid.js";
import { unknownField, wrongType } from "./unmarshal-error.js";

/** Never repeated by the service, and never kept here. */
const secrets: ReadonlySet<string> = new Set([
  "ManagedClusterServicePrincipalProfile.secret",
  "ManagedClusterWindowsProfile.adminPassword",
  "ManagedClusterAADProfile.serverAppSecret",
]);

/** Types whose values come back in the contract's spelling however they were sent: recorded for `sshAccess`, else assumed. */
const canonical: ReadonlySet<string> = new Set([
  "ManagedClusterAgentPoolProfile",
  "ManagedClusterAgentPoolProfileProperties",
  "AgentPoolSecurityProfile",
  "PowerState",
  "ManagedClusterSKU",
  "MachineProperties",
  "MachineOSProfile",
  "MachineKubernetesProfile",
  "MachineSecurityProfile",
]);

/** Pool properties whose other values make no pool; the contracts leave every set of values open. That AKS refuses: assumed. */
const closed: ReadonlySet<string> = new Set([
  "mode",
  "osType",
  "osSKU",
  "type",
  "osDiskType",
  "kubeletDiskType",
  "scaleDownMode",
  "scaleSetPriority",
]);

/** Properties of clusters, likewise; spelled as they came. */
const closedElsewhere: Readonly<Record<string, readonly string[]>> = {
  ContainerServiceNetworkProfile: [
    "networkPlugin",
    "networkPluginMode",
    "networkPolicy",
    "networkDataplane",
    "outboundType",
    "loadBalancerSku",
  ],
  ManagedClusterAutoUpgradeProfile: ["upgradeChannel", "nodeOSUpgradeChannel"],
};

/**
 * A body as its contract in that api-version reads it: a copy without what is read-only, null or secret.
 * Throws `UnmarshalError` (400) for the first name that the api-version does not know and the first value of a wrong type.
 */
export function receiveBody(root: ContractRoot, apiVersion: string, body: JsonObject): JsonObject {
  const contract = contractOf(apiVersion);
  return receiveObject(body, rootFacts(root, contract), { contract, owner: contractRoots[root], path: "" });
}

interface Place {
  readonly contract: number;
  /** The type whose properties are read. */
  readonly owner: string;
  /** "" or ending in a dot. */
  readonly path: string;
}

function receiveObject(object: JsonObject, facts: TypeFacts, place: Place): JsonObject {
  const received: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const fact = facts.get(key);
    if (fact === undefined) throw unknownField(key);
    if (fact.isReadOnly || value === undefined || value === null || secrets.has(`${place.owner}.${key}`)) continue;
    received[key] = receiveContainer(value, fact, { ...place, path: `${place.path}${key}` });
  }
  return received;
}

function receiveContainer(value: Json, fact: PropertyFact, place: Place): Json {
  if (fact.container === "one") return receiveValue(value, fact, place);
  if (fact.container === "list") {
    if (!Array.isArray(value)) throw refused(value, fact, place);
    return value.map((item: Json) => (item === null ? null : receiveValue(item, fact, place)));
  }
  if (!isObject(value)) throw refused(value, fact, place);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined || item === null ? [] : [[key, receiveValue(item, fact, place)]],
    ),
  );
}

function receiveValue(value: Json, fact: PropertyFact, place: Place): Json {
  switch (fact.kind) {
    case "any":
      return value;
    case "text":
      if (typeof value === "string") return spelling(value, fact, place);
      break;
    case "boolean":
      if (typeof value === "boolean") return value;
      break;
    case "integer":
      if (Number.isInteger(value)) return value;
      break;
    case "number":
      if (typeof value === "number") return value;
      break;
    case "object":
      if (isObject(value)) {
        const inside = { contract: place.contract, owner: fact.type, path: `${place.path}.` };
        return receiveObject(value, factsOf(fact.type, place.contract), inside);
      }
  }
  throw refused(value, fact, place);
}

function refused(value: Json, fact: PropertyFact, { owner, path }: Place) {
  const struct = /^properties\.[^.]+$/.test(path) ? "Properties" : (owner.split("/").at(-1) ?? owner);
  return wrongType(value, fact, struct, path);
}

function spelling(text: string, { values }: PropertyFact, { contract, owner, path }: Place): string {
  if (text === "" || values.length === 0) return text;
  const known = values.find((value) => value.toLowerCase() === text.toLowerCase());
  const name = path.split(".").at(-1) ?? path;
  const isOfPreviews = valuesBeyondContract[name]?.includes(text) === true;
  if (isOfPreviews && isPreview(contractVersions[contract] ?? "")) return text;
  if (canonical.has(owner)) {
    if (known !== undefined) return known;
    if (closed.has(name)) throw unknownValue(`agentPoolProfile.${name}`, text, values);
  } else if (known === undefined && closedElsewhere[owner]?.includes(name) === true) {
    throw unknownValue(path.replace(/^properties\./, ""), text, values);
  }
  return text;
}

/** Text: ours. */
function unknownValue(target: string, text: string, values: readonly string[]) {
  return invalid(target, `'${text}' is not one of ${values.join(", ")}`);
}
