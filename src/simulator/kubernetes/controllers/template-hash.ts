import type { Json } from "../objects/json.js";

const alphanumerics = "bcdfghjklmnpqrstvwxz2456789";

/**
 * The hash of a pod template in the characters that Kubernetes uses (`ComputeHash`, `SafeEncodeString`). Kubernetes
 * hashes a dump of its Go structs, which nothing else can reproduce: the value is the simulator's own.
 */
export function templateHash(template: Json, collisionCount: number | undefined): string {
  const text = sorted(template) + (collisionCount === undefined ? "" : String(collisionCount));
  let hash = 0x811c9dc5;
  for (const char of text) {
    hash = Math.imul(hash, 0x01000193) >>> 0;
    hash = (hash ^ (char.codePointAt(0) ?? 0)) >>> 0;
  }
  return String(hash).replace(/\d/g, (digit) => alphanumerics.charAt(digit.charCodeAt(0) % alphanumerics.length));
}

/** JSON whose members are in the order of their names. */
function sorted(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sorted(value[key])}`);
  return `{${members.join(",")}}`;
}
