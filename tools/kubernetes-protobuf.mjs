// Writes src/simulator/kubernetes/schema/protobuf-data.ts from the Go types of Kubernetes' API modules, whose struct tags
// name each member's protobuf number and its place in JSON:
//
//   node tools/kubernetes-protobuf.mjs DIR-OF-K8S.IO-MODULES VERSION        (k8s.io/api@VERSION and apimachinery@VERSION)
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sent, stored } from "./kubernetes-types.mjs";

const [modules, version] = process.argv.slice(2);
const api = join(modules, `api@${version}`);
const machinery = join(modules, `apimachinery@${version}`);
const folders = { meta: join(machinery, "pkg/apis/meta/v1"), runtime: join(machinery, "pkg/runtime") };
for (const { name } of readdirSync(api, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  if (hasFile(join(api, name, "v1", "types.go"))) folders[name] = join(api, name, "v1");
}

/** Types whose JSON is not what their members say; the decoder knows them by name. */
const special = new Set(
  ["Time", "MicroTime", "Duration", "FieldsV1"]
    .map((name) => `meta.${name}`)
    .concat("runtime.RawExtension", "Quantity"),
);
special.add("IntOrString");

const plain = new Set(["string", "bool", "int32", "int64", "int", "float64", "byte"]);

/** Go declarations by `package.Name`: members of structs, or the type behind a name. */
const structs = new Map();
const aliases = new Map();
for (const [area, folder] of Object.entries(folders)) {
  for (const file of readdirSync(folder).filter((name) => /^(types|duration|time|micro_time).*\.go$/.test(name)))
    readTypes(area, readFileSync(join(folder, file), "utf8"));
}

function hasFile(path) {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

function readTypes(area, text) {
  const imports = importsOf(text);
  const qualify = (type) => qualified(type, area, imports);
  for (const [, name, type] of text.matchAll(/^type (\w+) ([\w.[\]*]+)$/gm))
    aliases.set(`${area}.${name}`, qualify(type));
  for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const members = [...body.matchAll(/^\s*(?:(\w+)\s+)?([\w.[\]*]+)\s+`([^`]*)`/gm)].flatMap(([, , type, tags]) => {
      const number = /protobuf:"\w+,(\d+),/.exec(tags)?.[1];
      const json = /json:"([^",]*)/.exec(tags)?.[1];
      return number === undefined || json === undefined ? [] : [{ number, json, type: qualify(type) }];
    });
    structs.set(`${area}.${name}`, members);
  }
}

/** Which of our folders a package name of this file stands for. */
function importsOf(text) {
  const found = {};
  for (const [, alias, path] of text.matchAll(/^\s*(?:import )?(\w+ )?"(k8s\.io\/[^"]+)"/gm)) {
    const parts = path.split("/");
    const name = (alias ?? (parts.at(-1) === "v1" ? parts.at(-2) : parts.at(-1))).trim();
    found[name] = path.endsWith("meta/v1") ? "meta" : parts.at(-1) === "v1" ? parts.at(-2) : parts.at(-1);
  }
  return found;
}

function qualified(type, area, imports) {
  return type.replace(/[A-Za-z_][\w.]*/g, (name) => {
    if (plain.has(name) || name === "map") return name;
    const [pkg, own] = name.split(".");
    if (own === undefined) return `${area}.${name}`;
    if (own === "Quantity" || own === "IntOrString") return own;
    return `${imports[pkg] ?? pkg}.${own}`;
  });
}

/** A member's type as the decoder reads it: see schema/protobuf.ts. */
function typeCode(type) {
  if (type.startsWith("*")) return `*${typeCode(type.slice(1))}`;
  if (type === "[]byte") return "b";
  if (type.startsWith("[]")) return `[${typeCode(type.slice(2))}`;
  const map = /^map\[([^\]]+)\](.+)$/.exec(type);
  if (map !== null) return `{${typeCode(map[2])}`;
  if (special.has(type)) return `=${type.split(".").at(-1)}`;
  if (type === "string") return "s";
  if (type === "bool") return "?";
  if (type === "float64") return "d";
  if (plain.has(type)) return "i";
  if (structs.has(type)) return keep(type);
  const behind = aliases.get(type);
  if (behind === undefined) return "s";
  // A named list is a message of its own: { repeated items = 1 }.
  return behind.startsWith("[]") && behind !== "[]byte" ? `(${typeCode(behind.slice(2))}` : typeCode(behind);
}

const kept = new Map();
function keep(type) {
  if (kept.has(type)) return type;
  kept.set(type, "");
  const members = structs.get(type).map(({ number, json, type: own }) => `${number}${json}:${typeCode(own)}`);
  kept.set(type, members.join(" "));
  return type;
}

const roots = {};
const rootOf = (area, kind) => {
  const type = `${area.split(".")[0]}.${kind}`;
  if (structs.has(type)) roots[`${area}.${kind}`] = keep(type);
};
for (const [area, ...kinds] of Object.values(stored)) for (const kind of kinds.flat()) rootOf(area, kind);
for (const type of Object.values(sent).flat()) rootOf(type.slice(0, type.lastIndexOf(".")), type.split(".").at(-1));
keep("meta.DeleteOptions");

const lines = [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, members]) => `  "${name}": "${members}",`);
writeFileSync(
  new URL("../src/simulator/kubernetes/schema/protobuf-data.ts", import.meta.url),
  `// Generated by tools/kubernetes-protobuf.mjs from the Go modules k8s.io/api and k8s.io/apimachinery ${version} (Apache
// License 2.0).

/**
 * Members of each protobuf message, as \`NUMBERjsonName:TYPE\` (an empty name: the members belong to the outer object).
 * TYPE is a message's name or \`s\` string, \`b\` bytes, \`i\` integer, \`?\` boolean, \`d\` double, \`=Name\` a type with a JSON form
 * of its own; before it \`*\` pointer, \`[\` list, \`{\` map by string, \`(\` a message that is a list.
 */
// prettier-ignore
export const protobufMessages: Readonly<Record<string, string>> = {
${lines.join("\n")}
};
`,
);
