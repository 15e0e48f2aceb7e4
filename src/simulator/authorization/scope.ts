/** What a path of ARM speaks of: `/subscriptions/<id>`, a group below it, a resource, or one inside a resource. */
export type Scope = string;

/**
 * The scope of a request: its path without the name of a collection or of an action, and without what extends the
 * resource (`/providers/Microsoft.Authorization/locks/x`). As the texts of refusals name it (public reports).
 */
export function scopeOf(path: string): Scope {
  const segments = path.split("/").filter((segment) => segment !== "");
  const extension = segments.findLastIndex((segment) => isSame(segment, "Microsoft.Authorization"));
  const own = extension > 1 ? segments.slice(0, extension - 1) : segments;
  const provider = own.findIndex((segment) => isSame(segment, "providers"));
  const head = provider < 0 ? own : own.slice(0, provider);
  const pairs = provider < 0 ? [] : own.slice(provider + 2);
  const named = [
    ...head.slice(0, head.length - (head.length % 2)),
    ...(provider < 0 ? [] : own.slice(provider, provider + 2)),
  ];
  return `/${[...named, ...pairs.slice(0, pairs.length - (pairs.length % 2))].join("/")}`;
}

/** Is `inner` the same as `outer`, or below it? */
export function isWithin(inner: Scope, outer: Scope): boolean {
  const [a, b] = [inner.toLowerCase(), outer.toLowerCase()];
  return a === b || b === "/" || a.startsWith(`${b}/`);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
