import { StatusError } from "../api/status-error.js";
import { equal, isObject, type Json, type JsonObject } from "../objects/json.js";
import type { KubeObject, ManagedFieldsEntry } from "../objects/objects.js";
import { memberSchema, resolve, schemaOf } from "../schema/schema.js";
import type { Schema } from "../schema/schema-types.js";
import { compare, fieldSetOf } from "./compare.js";
import { FieldSet } from "./field-set.js";
import { fieldsLastApplied, withLastApplied } from "./last-applied.js";
import { mergeApplied, prune } from "./merge.js";
import { sharedFields } from "./shared-fields.js";

/** Who writes, and as what. `apiVersion` is that of the object; `time` RFC 3339. */
export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
}

/** Fields that nobody owns: identity and what the server alone sets. */
const unowned = [
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata", "f:name"],
  ["f:metadata", "f:namespace"],
  ["f:metadata", "f:creationTimestamp"],
  ["f:metadata", "f:selfLink"],
  ["f:metadata", "f:uid"],
  ["f:metadata", "f:generation"],
  ["f:metadata", "f:managedFields"],
  ["f:metadata", "f:resourceVersion"],
];

/** What a write through the main resource or through a subresource cannot change, and so does not own. */
const outOfReach = (subresource: string) =>
  subresource === "status" ? [["f:spec"], ["f:metadata", "f:labels"]] : [["f:status"]];

interface Owner {
  readonly entry: Omit<ManagedFieldsEntry, "fieldsV1">;
  readonly set: FieldSet;
}

/** Updaters beyond this many are put together, the oldest first. */
const maximumUpdaters = 10;

/**
 * `managedFields` after a create, update or patch by `writer`. `before` is undefined for a create. An object whose list
 * was emptied is tracked no more, until somebody applies it.
 */
export function trackUpdate(
  type: string,
  before: KubeObject | undefined,
  after: KubeObject,
  writer: Writer,
  owners: readonly ManagedFieldsEntry[],
): ManagedFieldsEntry[] {
  if (before !== undefined && owners.length === 0) return [];
  const schema = resolve(schemaOf(type));
  const result = compare(schema, before ?? emptyOf(schema), after);
  const mask = [...unowned, ...outOfReach(writer.subresource)];
  const written = result.modified.union(result.added).without(mask);
  const removed = result.removed.without(mask);
  const touched = written.union(removed);
  const others = decode(owners).filter((owner) => !isSame(owner, "Update", writer));
  const own = decode(owners).find((owner) => isSame(owner, "Update", writer));
  const set = (own?.set ?? new FieldSet()).union(written).difference(removed);
  const kept = others.map((owner) => ({ ...owner, set: owner.set.difference(touched) }));
  const isUnchanged = own !== undefined && written.isEmpty();
  return encode(capped([...kept, { entry: isUnchanged ? own.entry : entryOf("Update", writer), set }]));
}

/** The oldest updaters of too many become one, `ancient-changes` (`capManagersManager`). */
function capped(owners: readonly Owner[]): readonly Owner[] {
  const isUpdater = ({ entry, set }: Owner) => entry.operation === "Update" && !set.isEmpty();
  const updaters = owners.filter(isUpdater).sort((a, b) => compareTexts(sortKey(a.entry), sortKey(b.entry)));
  const surplus = updaters.length - maximumUpdaters;
  if (surplus <= 0) return owners;
  const merged = updaters.slice(0, surplus + 1);
  const last = merged.at(-1);
  if (last === undefined) return owners;
  const { subresource: _subresource, ...entry } = { ...last.entry, manager: "ancient-changes" };
  const set = merged.reduce((all, owner) => all.union(owner.set), new FieldSet());
  return [...owners.filter((owner) => !merged.includes(owner)), { entry, set }];
}

/** The object after a server-side apply. Throws the 409 that names each field another manager owns, unless forced. */
export function applyConfiguration(
  type: string,
  live: KubeObject | undefined,
  config: JsonObject,
  writer: Writer,
  force: boolean,
): JsonObject {
  const schema = resolve(schemaOf(type));
  const mask = [...unowned, ...outOfReach(writer.subresource)];
  const base: Json = live ?? emptyOf(schema);
  const owners = live === undefined ? [] : ownersBefore(schema, live, writer, mask);
  const others = owners.filter((owner) => !isSame(owner, "Apply", writer));
  const own = owners.find((owner) => isSame(owner, "Apply", writer));
  const configSet = fieldSetOf(schema, config).without(mask);
  const claimed = others.reduce((all, owner) => all.union(owner.set), configSet);
  const pruned = prune(schema, mergeApplied(schema, base, config), own?.set, claimed);
  const result = isObject(pruned) ? pruned : {};
  const change = compare(schema, base, result);
  const changed = change.modified.union(change.added).without(mask);
  const inherited = live === undefined ? new FieldSet() : fieldsLastApplied(schema, live, writer.manager);
  if (!force) refuseConflicts(others, changed.difference(inherited));
  const gone = changed.union(change.removed.without(mask));
  const left = others.map((owner) => ({ ...owner, set: owner.set.difference(gone) }));
  // Who applies what is there already owns it from now on, but his entry gets no time, or keeps the one it has.
  const isUnchanged = live !== undefined && equal(withoutManaged(result), withoutManaged(live));
  const { time, ...entry } = entryOf("Apply", writer);
  const when = isUnchanged ? own?.entry.time : time;
  const mine = { entry: when === undefined ? entry : { ...entry, time: when }, set: configSet };
  const metadata = isObject(result["metadata"]) ? result["metadata"] : {};
  const applied = { ...result, metadata: { ...metadata, managedFields: encode([...left, mine]) } };
  return withLastApplied(applied, config, writer.manager);
}

/** What an object without a list has belongs to `before-first-apply`. */
function ownersBefore(
  schema: Schema,
  live: KubeObject,
  writer: Writer,
  mask: readonly (readonly string[])[],
): readonly Owner[] {
  const owners = decode(live.metadata.managedFields ?? []);
  if (owners.length > 0) return owners;
  const { added, modified } = compare(schema, emptyOf(schema), live);
  const entry = entryOf("Update", { ...writer, manager: "before-first-apply" });
  return [{ entry, set: added.union(modified).without(mask) }];
}

function refuseConflicts(others: readonly Owner[], changed: FieldSet): void {
  const conflicts = others.flatMap((owner) =>
    owner.set
      .intersection(changed)
      .paths()
      .map((path) => ({ manager: printOwner(owner.entry), path })),
  );
  const [first] = conflicts;
  if (first === undefined) return;
  const byManager = [...new Set(conflicts.map((item) => item.manager))]
    .sort()
    .flatMap((manager) => [
      `conflicts with ${manager}:`,
      ...conflicts.filter((item) => item.manager === manager).map((item) => `- ${item.path}`),
    ]);
  const message =
    conflicts.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`
      : `Apply failed with ${conflicts.length} conflicts: ${byManager.join("\n")}`;
  const causes = conflicts.map((item) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${item.manager}`,
    field: item.path,
  }));
  throw new StatusError(409, "Conflict", message, { causes });
}

/** `"name" using v1` for a manager that updated, `"name"` for one that applied. */
function printOwner(entry: Owner["entry"]): string {
  const name = JSON.stringify(entry.manager);
  const who = entry.subresource === undefined ? name : `${name} with subresource "${entry.subresource}"`;
  return entry.operation === "Apply" ? who : `${who} using ${entry.apiVersion}`;
}

/** An applier is the same in whatever version he applies; an updater is not. */
function isSame(owner: Owner, operation: "Apply" | "Update", writer: Writer): boolean {
  return (
    owner.entry.manager === writer.manager &&
    owner.entry.operation === operation &&
    (operation === "Apply" || owner.entry.apiVersion === writer.apiVersion) &&
    (owner.entry.subresource ?? "") === writer.subresource
  );
}

function entryOf(operation: "Apply" | "Update", writer: Writer): Owner["entry"] {
  const { manager, apiVersion, time, subresource } = writer;
  return {
    manager,
    operation,
    apiVersion,
    time,
    fieldsType: "FieldsV1",
    ...(subresource === "" ? {} : { subresource }),
  };
}

const decode = (entries: readonly ManagedFieldsEntry[]): Owner[] =>
  entries.map(({ fieldsV1, ...entry }) => ({ entry, set: FieldSet.fromFieldsV1(fieldsV1) }));

function encode(owners: readonly Owner[]): ManagedFieldsEntry[] {
  return owners
    .filter((owner) => !owner.set.isEmpty())
    .sort((a, b) => compareTexts(sortKey(a.entry), sortKey(b.entry)))
    .map(({ entry, set }) => ({ ...entry, fieldsV1: sharedFields(set.toFieldsV1()) }));
}

const sortKey = (entry: Owner["entry"]) =>
  [entry.operation, entry.time ?? "", entry.manager, entry.apiVersion, entry.subresource ?? ""].join(" ");
const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** An object of this type in which nothing was set yet: members that Go always writes are there, so nobody adds them. */
function emptyOf(schema: Schema): JsonObject {
  const result: JsonObject = {};
  for (const [key, declared] of Object.entries(schema.properties ?? {})) {
    const member = memberSchema(schema, key);
    if (isObject(declared.default) && member?.properties !== undefined) result[key] = emptyOf(member);
    else if (schema.required?.includes(key) === true && member?.type === "array") result[key] = [];
    else if (typeof declared.default === "string") result[key] = declared.default;
  }
  return result;
}

function withoutManaged(object: JsonObject): JsonObject {
  const { managedFields: _managed, ...metadata } = isObject(object["metadata"]) ? object["metadata"] : {};
  return { ...object, metadata };
}
