import type { IncomingMessage } from "node:http";
import type { User } from "../authentication/user.js";

/** What somebody wants to do: something with a resource, or with a path that is none. */
export interface Attributes {
  readonly user: User;
  readonly verb: string;
  /** Set for paths that are no resource; the rest is empty then. */
  readonly path?: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

export const nothing = { group: "", resource: "", subresource: "", namespace: "", name: "" };

const verbs: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** What a request asks for, as the API server's `RequestInfo` reads it from method, path and query. */
export function attributesOf(user: User, request: IncomingMessage, url: URL): Attributes {
  const method = request.method ?? "GET";
  const parts = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  const isCore = parts[0] === "api";
  const isResource = (isCore && parts.length >= 3) || (parts[0] === "apis" && parts.length >= 4);
  if (!isResource) return { ...nothing, user, verb: method.toLowerCase(), path: url.pathname };
  let rest = parts.slice(isCore ? 2 : 3);
  let namespace = "";
  if (rest[0] === "namespaces" && rest.length > 1) {
    namespace = rest[1] ?? "";
    if (rest.length > 2 && rest[2] !== "status" && rest[2] !== "finalize") rest = rest.slice(2);
  }
  const [resource = "", inPath = "", subresource = ""] = rest;
  const verb = verbs[method] ?? "";
  const isMany = inPath === "" && (verb === "get" || verb === "delete");
  const selected = isMany ? selectedName(url.searchParams.get("fieldSelector")) : "";
  return {
    user,
    verb: isMany ? collectionVerb(verb, url) : verb,
    group: isCore ? "" : (parts[1] ?? ""),
    resource,
    subresource,
    namespace,
    name: inPath === "" ? selected : inPath,
  };
}

function collectionVerb(verb: string, url: URL): string {
  if (verb === "delete") return "deletecollection";
  return ["true", "1"].includes(url.searchParams.get("watch") ?? "") ? "watch" : "list";
}

/** A list of one object by its name is judged as that object. */
const selectedName = (selector: string | null) => /(?:^|,)metadata\.name==?([^,]+)/.exec(selector ?? "")?.[1] ?? "";

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
