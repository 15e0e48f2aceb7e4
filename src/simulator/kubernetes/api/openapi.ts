import type { Json, JsonObject } from "../objects/json.js";
import { schemas } from "../schema/schema-data.js";
import { apiVersionOf, storedResources, type Resource } from "../store/resources.js";

/**
 * OpenAPI documents: the true schemas of the modelled types without their descriptions, and the paths that tell a
 * client which query parameters a write takes (kubectl looks there for `fieldValidation` before it applies).
 */
export function openApiIndex(): JsonObject {
  const paths = [...new Set(storedResources.map(rootOf))].map((root) => [
    root,
    { serverRelativeURL: `/openapi/v3/${root}?hash=simulated` },
  ]);
  return { paths: Object.fromEntries(paths) as JsonObject };
}

/** `root` is `api/v1` or `apis/GROUP/VERSION`; undefined when nothing is modelled there. */
export function openApiV3(root: string, version: string): JsonObject | undefined {
  const resources = storedResources.filter((resource) => rootOf(resource) === root);
  if (resources.length === 0) return undefined;
  const types = closure(resources.flatMap((resource) => [resource.type, `${resource.type}List`]));
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: `v${version}` },
    paths: Object.fromEntries(resources.flatMap(pathsOf)),
    components: { schemas: Object.fromEntries(types.map((name) => [name, schemas[name] as Json | undefined])) },
  };
}

/** The Swagger document of old clients: definitions only. */
export function openApiV2(version: string): JsonObject {
  const text = JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/definitions/");
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: `v${version}` },
    paths: {},
    definitions: JSON.parse(text) as Json,
  };
}

const rootOf = (resource: Resource) =>
  resource.group === "" ? `api/${resource.version}` : `apis/${apiVersionOf(resource)}`;

function pathsOf(resource: Resource): [string, JsonObject][] {
  const base = `/${rootOf(resource)}${resource.namespaced ? "/namespaces/{namespace}" : ""}/${resource.plural}`;
  const kind = { group: resource.group, version: resource.version, kind: resource.kind };
  const operation = (action: string): JsonObject => ({
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": kind,
    parameters: ["dryRun", "fieldManager", "fieldValidation", ...(action === "patch" ? ["force"] : [])].map((name) => ({
      name,
      in: "query",
      schema: { type: name === "force" ? "boolean" : "string", uniqueItems: true },
    })),
    responses: { "200": { description: "OK" } },
  });
  return [
    [base, { post: operation("post") }],
    [`${base}/{name}`, { put: operation("put"), patch: operation("patch") }],
  ];
}

function closure(roots: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const schema = schemas[name];
    if (schema === undefined || found.has(name)) return;
    found.add(name);
    for (const [, reference = ""] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      visit(reference);
  };
  roots.forEach(visit);
  return [...found].sort();
}
