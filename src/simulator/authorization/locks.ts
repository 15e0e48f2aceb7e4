import { checkedBody, readOnlyNames } from "../arm/check-body.js";
import { nameOf, type ArmHandler } from "../arm/context.js";
import { gatewayError, notModelled } from "../arm/errors.js";
import type { ArmRequest } from "../http/exchange.js";
import { objectAt, textAt } from "../json.js";
import type { World } from "../world.js";
import type { Lock } from "./authorization-objects.js";
import { checkScopeExists } from "./existing-scope.js";
import { isWithin, scopeOf, type Scope } from "./scope.js";

/**
 * Refuses a deletion that a lock forbids (at the scope, above it, or on something that would go too), and a write or an
 * action under a `ReadOnly` lock. Locks themselves can always be changed. Code and text: public reports.
 */
export function checkLocks(world: World, method: string, action: string, path: string): void {
  if (world.locks.size === 0 || method === "GET" || method === "HEAD") return;
  if (action.startsWith("Microsoft.Authorization/locks/")) return;
  const scope = scopeOf(path);
  const isDeletion = method === "DELETE";
  const locked = [...world.locks.values()].filter(
    (lock) =>
      (isDeletion || lock.level === "ReadOnly") &&
      (isWithin(scope, lock.scope) || (isDeletion && isWithin(lock.scope, scope))),
  );
  if (locked.length === 0) return;
  throw gatewayError(
    409,
    "ScopeLocked",
    `The scope '${scope}' cannot perform ${isDeletion ? "delete" : "write"} operation because following scope(s) are ` +
      `locked: '${[...new Set(locked.map((lock) => lock.scope))].join(",")}'. Please remove the lock and try again.`,
  );
}

export function lockKey(scope: Scope, name: string): string {
  return `${scope}/${name}`.toLowerCase();
}

function render(lock: Lock): object {
  return {
    properties: { level: lock.level, ...(lock.notes === undefined ? {} : { notes: lock.notes }) },
    id: `${lock.scope}/providers/Microsoft.Authorization/locks/${lock.name}`,
    type: "Microsoft.Authorization/locks",
    name: lock.name,
  };
}

function notFound(name: string) {
  return gatewayError(404, "LockNotFound", `The lock '${name}' could not be found.`);
}

const find = (world: World, request: ArmRequest) =>
  world.locks.get(lockKey(scopeOf(request.http.path), nameOf(request, "lock")));

/** Those of the scope, of what is above it and below it (documentation of the client libraries); `atScope()`: not below. */
export const listLocks: ArmHandler = (world, request) => {
  const scope = scopeOf(request.http.path);
  checkScopeExists(world, scope);
  const filter = request.http.query.get("$filter") ?? "";
  const isAtScope = /^atScope\(\)$/i.test(filter);
  if (filter !== "" && !isAtScope) throw notModelled(`$filter=${filter} on locks`);
  const met = [...world.locks.values()].filter(
    (lock) => isWithin(scope, lock.scope) || (!isAtScope && isWithin(lock.scope, scope)),
  );
  return { status: 200, body: { value: met.map(render) } };
};

export const getLock: ArmHandler = (world, request) => {
  const lock = find(world, request);
  if (lock === undefined) throw notFound(nameOf(request, "lock"));
  return { status: 200, body: render(lock) };
};

/** Owners are applications that look after a lock; they have no effect. */
const shape = { ...readOnlyNames, properties: { level: "text", notes: "text", owners: "any" } } as const;

export const putLock: ArmHandler = (world, request) => {
  const scope = scopeOf(request.http.path);
  checkScopeExists(world, scope);
  const properties = objectAt(checkedBody(request, "LockDefinition", shape), "properties");
  const level = textAt(properties, "level");
  if (level !== "CanNotDelete" && level !== "ReadOnly") {
    // Text: ours.
    throw gatewayError(400, "InvalidLockLevel", `The lock level '${level}' is not valid: CanNotDelete or ReadOnly is.`);
  }
  const name = nameOf(request, "lock");
  const isNew = find(world, request) === undefined;
  const lock: Lock = { name, scope, level, notes: textAt(properties, "notes") || undefined };
  world.locks.set(lockKey(scope, name), lock);
  return { status: isNew ? 201 : 200, body: render(lock) };
};

export const deleteLock: ArmHandler = (world, request) => ({
  status: world.locks.delete(lockKey(scopeOf(request.http.path), nameOf(request, "lock"))) ? 200 : 204,
});
