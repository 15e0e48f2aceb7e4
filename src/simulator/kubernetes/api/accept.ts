import { notAcceptable } from "./status-error.js";

/** The shape in which a client wants objects. */
export type Shape = "object" | "table" | "partial";

/** Those of every resource, as go-restful lists them. */
const accepted = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];

/** Chooses the first media type of an Accept header that the simulator speaks; only JSON is written. */
export function wantedShape(accept: string | undefined): Shape {
  const ranges = (accept ?? "*/*").split(",").map(parseRange);
  for (const { type, parameters } of ranges) {
    if (type !== "application/json" && type !== "*/*" && type !== "application/*") continue;
    if (parameters["g"] !== undefined && parameters["g"] !== "meta.k8s.io") continue;
    const as = parameters["as"];
    if (as === undefined) return "object";
    if (as === "Table" && parameters["v"] === "v1") return "table";
    if ((as === "PartialObjectMetadata" || as === "PartialObjectMetadataList") && parameters["v"] === "v1")
      return "partial";
  }
  throw notAcceptable(accepted);
}

/** Whether the client would take aggregated discovery, and in which version. */
export function wantsAggregatedDiscovery(accept: string | undefined): boolean {
  return (accept ?? "")
    .split(",")
    .map(parseRange)
    .some(({ parameters }) => parameters["as"] === "APIGroupDiscoveryList" && parameters["v"] === "v2");
}

function parseRange(range: string): { readonly type: string; readonly parameters: Readonly<Record<string, string>> } {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
  const pairs = parameters
    .map((parameter) => parameter.split("="))
    .map(([key = "", value = ""]) => [key, value] as const);
  return { type, parameters: Object.fromEntries(pairs) };
}
