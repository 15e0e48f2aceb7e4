// Writes src/simulator/aks/contract/contract-data.ts from the Bicep types of Microsoft.ContainerService, and for two
// bodies that those do not hold from the OpenAPI document of 2024-06-02-preview:
//
//   AKS_SANDBOX_SPECS=DIR node tools/aks-contract.mjs [--print]
//
// --print writes to stdout instead. The same input gives the same text.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const specs = process.env.AKS_SANDBOX_SPECS ?? "";
const provider = "Microsoft.ContainerService";
const cluster = `${provider}/managedClusters`;
const roots = {
  cluster,
  pool: `${cluster}/agentPools`,
  machine: `${cluster}/agentPools/machines`,
  clusterUpgradeProfile: `${cluster}/upgradeProfiles`,
  poolUpgradeProfile: `${cluster}/agentPools/upgradeProfiles`,
  credentials: "CredentialResults",
  maintenanceConfiguration: `${cluster}/maintenanceConfigurations`,
  trustedAccessRoleBinding: `${cluster}/trustedAccessRoleBindings`,
  loadBalancer: `${cluster}/loadBalancers`,
  identityBinding: `${cluster}/identityBindings`,
  jwtAuthenticator: `${cluster}/jwtAuthenticators`,
  managedNamespace: `${cluster}/managedNamespaces`,
  snapshot: `${provider}/snapshots`,
  clusterSnapshot: `${provider}/managedclustersnapshots`,
  meshRevisionProfile: `${provider}/locations/meshRevisionProfiles`,
  meshUpgradeProfile: `${cluster}/meshUpgradeProfiles`,
  deploymentSafeguard: "DeploymentSafeguard",
  tags: "TagsObject",
  runCommand: "RunCommandRequest",
  deleteMachines: "AgentPoolDeleteMachinesParameter",
};
// Bicep has no decimals and calls this one an integer; the OpenAPI documents say "number".
const decimals = new Set(["spotMaxPrice"]);

const versions = readdirSync(join(specs, "bicep-types")).sort();
/** Type name -> property name -> fact as text -> the versions (as indexes) in which it holds. */
const types = new Map();
/** "Type.property" -> known values. */
const values = new Map();
versions.forEach(readVersion);
readOpenApi();
const text = render();
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(fileURLToPath(new URL("../src/simulator/aks/contract/contract-data.ts", import.meta.url)), text);

function readVersion(version, index) {
  const all = JSON.parse(readFileSync(join(specs, "bicep-types", version, "types.json"), "utf8"));
  const at = ({ $ref }) => all[Number($ref.slice(2))];
  const seen = new Set();
  for (const entry of all) {
    const isRoot = Object.values(roots).some((root) => entry.name === `${root}@${version}`);
    if (entry.$type === "ResourceType" && isRoot) keep(at(entry.body));
    if (entry.name === "listClusterUserCredential") keep(at(entry.output));
  }

  function keep(object) {
    if (seen.has(object)) return;
    seen.add(object);
    for (const [name, { type, flags }] of Object.entries(object.properties)) {
      // Bicep's own idea: no request or reply has it.
      if (name === "apiVersion") continue;
      const isReadOnly = (flags & 2) !== 0;
      const isRequired = (flags & 1) !== 0;
      const kind = decimals.has(name) ? "number" : kindOf(at(type), `${object.name}.${name}`);
      note(object.name, name, `${kind}${isRequired ? " required" : ""}${isReadOnly ? " read-only" : ""}`, index);
    }
  }

  function kindOf(type, path) {
    switch (type.$type) {
      case "StringType":
        return "text";
      case "StringLiteralType":
        noteValue(path, type.value);
        return "text";
      case "UnionType":
        for (const element of type.elements.map(at)) if (element.value !== undefined) noteValue(path, element.value);
        return "text";
      case "IntegerType":
        return "integer";
      case "BooleanType":
        return "boolean";
      case "AnyType":
        return "any";
      case "ArrayType":
        return `${kindOf(at(type.itemType), path)}[]`;
      case "ObjectType": {
        const isMap = Object.keys(type.properties).length === 0 && type.additionalProperties !== undefined;
        if (isMap) return `${kindOf(at(type.additionalProperties), path)}{}`;
        keep(type);
        return type.name;
      }
      default:
        throw new Error(`${version}: ${path} is of the unknown kind ${type.$type}`);
    }
  }
}

/** The bodies of PATCH and of deleteMachines: the same in every version. */
function readOpenApi() {
  const path = `specification/containerservice/resource-manager/${provider}/aks/preview/2024-06-02-preview/managedClusters.json`;
  const { definitions } = JSON.parse(readFileSync(join(specs, path), "utf8"));
  for (const name of [roots.tags, roots.deleteMachines]) {
    const { properties, required = [] } = definitions[name];
    for (const [key, schema] of Object.entries(properties)) {
      const kind = schema.type === "array" ? "text[]" : "text{}";
      if ((schema.items ?? schema.additionalProperties).type !== "string")
        throw new Error(`${name}.${key} has changed`);
      for (const index of versions.keys())
        note(name, key, `${kind}${required.includes(key) ? " required" : ""}`, index);
    }
  }
}

function note(type, property, fact, index) {
  if (!types.has(type)) types.set(type, new Map());
  const properties = types.get(type);
  if (!properties.has(property)) properties.set(property, new Map());
  const facts = properties.get(property);
  facts.set(fact, [...(facts.get(fact) ?? []), index]);
}

function noteValue(path, value) {
  if (!values.has(path)) values.set(path, new Set());
  values.get(path).add(value);
}

function render() {
  const lines = [...types].sort(byName).map(([type, properties]) => {
    const entries = [...properties].sort(byName).map(([property, facts]) => {
      const known = [...(values.get(`${type}.${property}`) ?? [])].sort();
      const suffix = known.length === 0 ? "" : ` =${known.join("|")}`;
      const variants = [...facts].map(([fact, indexes]) => `${fact}${versionSuffix(indexes)}`);
      return `${JSON.stringify(property)}: ${JSON.stringify(variants.join("; ") + suffix)}`;
    });
    return `  ${JSON.stringify(type)}: { ${entries.join(", ")} },\n`;
  });
  return `// Generated by tools/aks-contract.mjs from Microsoft's Bicep types of ${provider} (MIT License); not edited by hand.

/** The contracts, oldest first; a digit after "@" below is an index into this list. */
// prettier-ignore
export const contractVersions = ${JSON.stringify(versions)} as const;

/** What the types below are roots of: a resource, a reply or a body. */
// prettier-ignore
export const contractRoots = ${JSON.stringify(roots)} as const;

/**
 * Type -> property -> facts: kind (text, integer, number, boolean, any, or a type of this table; [] a list, {} a map),
 * "required", "read-only", "@" the contracts that have it so (none: all of them). Alternatives are divided by ";". After
 * "=" stand the values that any contract names; each of these sets is open.
 */
// prettier-ignore
export const contractTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${lines.join("")}};
`;
}

function byName([a], [b]) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** "2-9", "4,6,9", "" for all. */
function versionSuffix(indexes) {
  if (indexes.length === versions.length) return "";
  const ranges = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ` @${ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",")}`;
}
