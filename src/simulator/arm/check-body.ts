import type { ArmRequest } from "../http/exchange.js";
import { isObject, type Json, type JsonObject } from "../json.js";
import { bodyObject } from "./context.js";
import { gatewayError } from "./errors.js";
import { placeOf } from "./place-in-json.js";

/** What a name of a body may hold. `any`: it is read-only or not looked at; `texts`: texts by names of the client's own. */
export type Shape = "any" | "text" | "texts" | { readonly [name: string]: Shape };

/** What every resource has and no client writes. */
export const readOnlyNames = { id: "any", name: "any", type: "any", systemData: "any" } as const;

/**
 * The body of a resource that ARM itself keeps, if it has this shape; null stands for nothing. Form of the refusal of an
 * unknown name: public reports of 2016 and 2017 (of `ResourceDefinition`; the names of ARM's other types are assumed). The
 * text for a wrong type is ours.
 */
export function checkedBody(request: ArmRequest, type: string, shape: Shape): JsonObject {
  const body = bodyObject(request);
  check(body, shape, [], (path, isUnknown) => {
    const what = isUnknown
      ? `Could not find member '${path.at(-1) ?? ""}' on object of type '${type}'.`
      : "A value of another type is expected.";
    const { line, position } = placeOf(request.http.bodyText, path);
    return gatewayError(
      400,
      "InvalidRequestContent",
      `The request content was invalid and could not be deserialized: '${what} Path '${path.join(".")}', line ${line}, ` +
        `position ${position}.'.`,
    );
  });
  return body;
}

type Refusal = (path: readonly string[], isUnknown: boolean) => Error;

function check(value: Json | undefined, shape: Shape, path: readonly string[], refusal: Refusal): void {
  if (shape === "any" || value === null || value === undefined) return;
  if (shape === "text" ? typeof value !== "string" : !isObject(value)) throw refusal(path, false);
  if (shape === "text" || !isObject(value)) return;
  for (const [name, inside] of Object.entries(value)) {
    const wanted = shape === "texts" ? "text" : Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (wanted === undefined) throw refusal([...path, name], true);
    check(inside, wanted, [...path, name], refusal);
  }
}
