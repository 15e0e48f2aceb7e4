import type { RefusalError } from "../../arm/errors.js";
import { providerError } from "../../arm/errors.js";
import type { Json } from "../../json.js";
import type { PropertyFact } from "./contract.js";

/** Text: Azure/azure-rest-api-specs issue 40740 (2026-02, api-version 2025-10-01), to the letter. */
export function unknownField(name: string): RefusalError {
  return unmarshalError(
    `json: unknown field "${name}" Check that the field is in the right location, is spelled correctly, and is ` +
      `supported in the API version. Visit aka.ms/aks/apiversions for more API version information..`,
  );
}

/**
 * Form: Azure/azure-cli issue 13050 (2020-04), `cannot unmarshal bool into Go struct field
 * Properties.properties.autoScalerProfile of type string`; the names of structs further inside and of Go's types are ours.
 * `path` as in `properties.networkProfile.podCidr`, `owner` the type that has the property.
 */
export function wrongType(value: Json, fact: PropertyFact, owner: string, path: string): RefusalError {
  return unmarshalError(
    `json: cannot unmarshal ${jsonType(value)} into Go struct field ${owner}.${path} of type ${goType(fact)}.`,
  );
}

function unmarshalError(what: string): RefusalError {
  return providerError(400, "UnmarshalError", `UnmarshalEntity encountered error: ${what}`);
}

function jsonType(value: Json): string {
  if (typeof value === "boolean") return "bool";
  return Array.isArray(value) ? "array" : typeof value;
}

function goType({ kind, type }: PropertyFact): string {
  switch (kind) {
    case "text":
      return "string";
    case "boolean":
      return "bool";
    case "integer":
      return "int32";
    case "number":
      return "float64";
    default:
      return type;
  }
}
