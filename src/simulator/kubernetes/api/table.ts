import { valueAt, type Json, type JsonObject } from "../objects/json.js";
import { asNode, asRuntimeClass, type KubeObject } from "../objects/objects.js";
import { events, namespaces, nodes, pods, runtimeClasses, type Resource } from "../store/resources.js";
import { age } from "./age.js";
import { configPrinters } from "./config-rows.js";
import type { Printer } from "./printer.js";
import { podCells } from "./pod-row.js";
import { workloadPrinters } from "./workload-rows.js";

/** What a row shows of its object besides the cells: `includeObject` of the request. */
export type IncludeObject = "None" | "Metadata" | "Object";

const named = (object: KubeObject) => object.metadata.name;
const ageOf = (object: KubeObject, nowMs: number) => age(object.metadata.creationTimestamp, nowMs);

const plain: Printer = { columns: ["Name", "Age"], cells: (object, now) => [named(object), ageOf(object, now)] };
const printers: Readonly<Record<string, Printer>> = {
  ...configPrinters,
  ...workloadPrinters,
  [pods.plural]: {
    columns: ["Name", "Ready", "Status", "Restarts", "Age", "+IP", "+Node", "+Nominated Node", "+Readiness Gates"],
    cells: podCells,
  },
  [nodes.plural]: {
    columns: [
      ...["Name", "Status", "Roles", "Age", "Version"],
      ...["+Internal-IP", "+External-IP", "+OS-Image", "+Kernel-Version", "+Container-Runtime"],
    ],
    cells: nodeCells,
  },
  [namespaces.plural]: {
    columns: ["Name", "Status", "Age"],
    cells: (object, now) => [named(object), text(object, "status", "phase"), ageOf(object, now)],
  },
  [runtimeClasses.plural]: {
    columns: ["Name", "Handler", "Age"],
    cells: (object, now) => [named(object), asRuntimeClass(object).handler, ageOf(object, now)],
  },
  [events.plural]: {
    columns: [
      ...["Last Seen", "Type", "Reason", "Object", "+Subobject", "+Source"],
      ...["Message", "+First Seen", "+Count", "+Name"],
    ],
    cells: eventCells,
  },
};

function nodeCells(object: KubeObject, nowMs: number): string[] {
  const { spec, status, metadata } = asNode(object);
  const ready = status.conditions.find((condition) => condition.type === "Ready");
  const state = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  const rolePrefix = "node-role.kubernetes.io/";
  const roles = Object.keys(metadata.labels ?? {})
    .filter((key) => key.startsWith(rolePrefix) && key !== rolePrefix)
    .map((key) => key.slice(rolePrefix.length))
    .sort();
  const address = (type: string) => status.addresses.find((item) => item.type === type)?.address ?? "<none>";
  const info = (key: string) => status.nodeInfo[key] ?? "<unknown>";
  return [
    metadata.name,
    spec.unschedulable === true ? `${state},SchedulingDisabled` : state,
    roles.length === 0 ? "<none>" : roles.join(","),
    ageOf(object, nowMs),
    status.nodeInfo["kubeletVersion"] ?? "",
    address("InternalIP"),
    address("ExternalIP"),
    info("osImage"),
    info("kernelVersion"),
    info("containerRuntimeVersion"),
  ];
}

function eventCells(object: KubeObject, nowMs: number): (string | number)[] {
  const kind = text(object, "involvedObject", "kind").toLowerCase();
  const name = text(object, "involvedObject", "name");
  const source = [text(object, "source", "component"), text(object, "source", "host")].filter((part) => part !== "");
  const time = (field: string) => text(object, field) || text(object, "eventTime") || undefined;
  const count = valueAt(object, "count");
  return [
    age(time("lastTimestamp"), nowMs),
    text(object, "type"),
    text(object, "reason"),
    name === "" ? kind : `${kind}/${name}`,
    text(object, "involvedObject", "fieldPath"),
    source.join(", "),
    text(object, "message").trim(),
    age(time("firstTimestamp"), nowMs),
    typeof count === "number" ? count : 1,
    named(object),
  ];
}

function text(object: KubeObject, ...path: readonly string[]): string {
  const value = valueAt(object, ...path);
  return typeof value === "string" ? value : "";
}

/** A `meta.k8s.io/v1` Table of the objects. `metadata` is that of the list; `withColumns` false for later watch events. */
export function tableOf(
  resource: Resource,
  objects: readonly KubeObject[],
  options: {
    readonly metadata: JsonObject;
    readonly include: IncludeObject;
    readonly nowMs: number;
    readonly withColumns: boolean;
  },
): JsonObject {
  const printer = printers[resource.plural] ?? plain;
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: options.metadata,
    columnDefinitions: options.withColumns ? printer.columns.map(columnOf) : [],
    rows: objects.map((object) => ({
      cells: printer.cells(object, options.nowMs),
      ...(options.include === "None" ? {} : { object: rowObject(object, options.include) }),
    })),
  };
}

function columnOf(column: string): JsonObject {
  const name = column.replace("+", "");
  return {
    name,
    type: ["Count", "Validations"].includes(name) ? "integer" : name === "Created At" ? "date" : "string",
    format: name === "Name" ? "name" : "",
    description: "",
    priority: column.startsWith("+") ? 1 : 0,
  };
}

const rowObject = (object: KubeObject, include: "Metadata" | "Object"): Json =>
  include === "Object" ? object : partialOf(object);

/** The object's metadata alone, in the shape of `PartialObjectMetadata`. */
export function partialOf(object: KubeObject): JsonObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}
