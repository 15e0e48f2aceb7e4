import { noSuchPath } from "./status-error.js";

/** Where a request below `/api` or `/apis` points. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  /** Undefined: the group version itself (its list of resources). */
  readonly plural: string | undefined;
  /** Empty for cluster-scoped objects and for lists over all namespaces. */
  readonly namespace: string;
  readonly isInNamespace: boolean;
  readonly name: string | undefined;
  readonly subresource: string;
}

/** Reads `/api/v1/namespaces/NS/pods/NAME/log` and its kin. */
export function parseResourcePath(path: string): ResourcePath {
  const parts = path.split("/").slice(1).map(decode);
  if (parts.at(-1) === "") parts.pop();
  const isCore = parts[0] === "api";
  const group = isCore ? "" : (parts[1] ?? "");
  const version = (isCore ? parts[1] : parts[2]) ?? "";
  const rest = parts.slice(isCore ? 2 : 3);
  // `namespaces/NS` alone is the namespace itself, and `status` and `finalize` are subresources of it.
  const isScoped = rest[0] === "namespaces" && rest.length > 2 && rest[2] !== "status" && rest[2] !== "finalize";
  const [plural, name, subresource = "", ...more] = isScoped ? rest.slice(2) : rest;
  if (more.length > 0) throw noSuchPath();
  const namespace = isScoped ? (rest[1] ?? "") : "";
  return { group, version, plural, namespace, isInNamespace: isScoped, name, subresource };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw noSuchPath();
  }
}
