import { isJsonObject, jsonAt, listOf, stringAt } from "../../../json.js";
import type { EditableNode, NodeTaint } from "../../../kubernetes/edit-nodes.js";

/** What a pool asks of its node. */
export interface NodeMarks {
  /** The machine that the local Azure takes the node for; another one is another join. */
  readonly machine: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
  /** Given once, as the machine joins. */
  readonly firstTaints: readonly NodeTaint[];
  /** A drain is under way: no new pods. */
  readonly cordoned: boolean;
}

/** Whose marks a node carries. */
export interface MarkOwner {
  /** Of the local Azure. */
  readonly url: string;
  readonly pid: number;
  readonly host: string;
  /** When the node was marked first, ISO 8601. */
  readonly since: string;
}

/** What was done to a node, so that anyone can undo it: it stands on the node itself. */
interface MarkRecord {
  readonly owner: MarkOwner;
  readonly machine: string;
  /** `before`: null where the node had no such label. */
  readonly labels: Readonly<Record<string, { readonly set: string; readonly before: string | null }>>;
  readonly taints: readonly NodeTaint[];
  /** Taints that ours replaced. */
  readonly taintsBefore: readonly NodeTaint[];
  readonly firstTaints: readonly NodeTaint[];
  readonly cordoned: boolean;
}

/** Annotation of a node that carries a pool's marks: what the local Azure changed, and what was there before. */
export const recordAnnotation = "aks-sandbox/simulate";

/** Whose marks a node carries; undefined: nobody's. */
export function ownerOf(node: EditableNode): MarkOwner | undefined {
  return recordOf(node)?.owner;
}

/**
 * The merge patch that brings a node from what it is to what is wanted of it (undefined: as it was before anyone marked
 * it); undefined when nothing is to be done. What somebody else changed meanwhile is left where it is not ours.
 */
export function markPatch(node: EditableNode, wanted: NodeMarks | undefined, owner: MarkOwner): object | undefined {
  const record = recordOf(node);
  if (wanted === undefined && record === undefined) return undefined;
  const bare = withoutMarks(node, record);
  const next = wanted === undefined ? { ...bare, record: undefined } : withMarks(node, bare, record, wanted, owner);
  const labels = Object.fromEntries(
    [...new Set([...Object.keys(node.labels), ...Object.keys(next.labels)])]
      .filter((key) => node.labels[key] !== next.labels[key])
      .map((key) => [key, next.labels[key] ?? null]),
  );
  const text = next.record === undefined ? undefined : JSON.stringify(next.record);
  const isRecordNew = node.annotations[recordAnnotation] !== text;
  const spec = {
    ...(JSON.stringify(node.taints) === JSON.stringify(next.taints)
      ? {}
      : { taints: next.taints.length === 0 ? null : next.taints }),
    ...(node.unschedulable === next.unschedulable ? {} : { unschedulable: next.unschedulable ? true : null }),
  };
  if (Object.keys(labels).length === 0 && Object.keys(spec).length === 0 && !isRecordNew) return undefined;
  return {
    metadata: {
      resourceVersion: node.resourceVersion,
      labels,
      ...(isRecordNew ? { annotations: { [recordAnnotation]: text ?? null } } : {}),
    },
    spec,
  };
}

type Marked = Pick<EditableNode, "labels" | "taints" | "unschedulable">;

function withoutMarks(node: EditableNode, record: MarkRecord | undefined): Marked {
  if (record === undefined) return node;
  const labels = { ...node.labels };
  for (const [key, { set, before }] of Object.entries(record.labels)) {
    if (labels[key] !== set) continue;
    if (before === null) Reflect.deleteProperty(labels, key);
    else labels[key] = before;
  }
  const ours = [...record.taints, ...record.firstTaints];
  const kept = node.taints.filter((taint) => !ours.some((one) => isSame(one, taint)));
  const back = record.taintsBefore.filter((taint) => !kept.some((one) => isSameSlot(one, taint)));
  return { labels, taints: [...kept, ...back], unschedulable: node.unschedulable && !record.cordoned };
}

function withMarks(
  node: EditableNode,
  bare: Marked,
  record: MarkRecord | undefined,
  wanted: NodeMarks,
  owner: MarkOwner,
): Marked & { readonly record: MarkRecord } {
  const isKnown = record?.machine === wanted.machine;
  // Those of a machine that has joined before are gone for good once somebody took them away.
  const first = isKnown
    ? record.firstTaints.filter((taint) => node.taints.some((one) => isSame(one, taint)))
    : wanted.firstTaints;
  const missing = [...wanted.taints, ...first].filter((taint) => !bare.taints.some((one) => isSame(one, taint)));
  const replaced = bare.taints.filter((taint) => missing.some((one) => isSameSlot(one, taint)));
  const isOurs = (taint: NodeTaint) => missing.includes(taint);
  const labels = Object.entries(wanted.labels).filter(([key, set]) => bare.labels[key] !== set);
  return {
    labels: { ...bare.labels, ...wanted.labels },
    // In the order in which they stand there, so that a node that is right is left alone.
    taints: inOrder(node.taints, [...bare.taints.filter((taint) => !replaced.includes(taint)), ...missing]),
    unschedulable: bare.unschedulable || wanted.cordoned,
    record: {
      owner: isKnown ? { ...owner, since: record.owner.since } : owner,
      machine: wanted.machine,
      labels: Object.fromEntries(
        labels.map(([key, set]) => {
          const known = record?.labels[key];
          return [key, { set, before: known === undefined ? (bare.labels[key] ?? null) : known.before }];
        }),
      ),
      taints: wanted.taints.filter(isOurs),
      taintsBefore: replaced,
      firstTaints: first.filter(isOurs),
      cordoned: wanted.cordoned && !bare.unschedulable,
    },
  };
}

function inOrder(before: readonly NodeTaint[], after: readonly NodeTaint[]): readonly NodeTaint[] {
  const kept = before.flatMap((taint) => (after.some((one) => isSame(one, taint)) ? [taint] : []));
  return [...kept, ...after.filter((taint) => !kept.some((one) => isSame(one, taint)))];
}

/** The API server allows one taint of a key and effect. */
function isSameSlot(one: NodeTaint, other: NodeTaint): boolean {
  return one.key === other.key && one.effect === other.effect;
}

function isSame(one: NodeTaint, other: NodeTaint): boolean {
  return isSameSlot(one, other) && (one.value ?? "") === (other.value ?? "");
}

/** Undefined too where somebody spoiled it: then nothing is known to be ours. */
function recordOf({ annotations }: EditableNode): MarkRecord | undefined {
  let record: unknown;
  try {
    record = JSON.parse(annotations[recordAnnotation] ?? "null");
  } catch {
    return undefined;
  }
  const isWhole =
    stringAt(record, "machine") !== undefined &&
    stringAt(record, "owner", "url") !== undefined &&
    isJsonObject(jsonAt(record, "labels")) &&
    ["taints", "taintsBefore", "firstTaints"].every((key) => Array.isArray(jsonAt(record, key))) &&
    listOf(jsonAt(record, "taints")).every(isJsonObject);
  // Written by this program.
  return isWhole ? (record as MarkRecord) : undefined;
}
