import { createHash } from "node:crypto";

/** A reference with its registry, and with a tag or a digest (distribution's `reference`): `busybox` is `docker.io/library/busybox:latest`. */
export function fullReference(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const named = hasRegistry ? image : `docker.io/${rest.length > 0 ? "" : "library/"}${image}`;
  return named.includes("@") || /:[^/]+$/.test(named) ? named : `${named}:latest`;
}

/**
 * What a kubelet reports as `imageID` of an image out of a registry: `name@sha256:...`. No registry is asked here: the digest
 * is the one of the reference, else one of our own, which is the same whenever the reference is.
 */
export function digestReference(image: string): string {
  const reference = fullReference(image);
  const [named = "", digest] = reference.split("@");
  const own = `sha256:${createHash("sha256").update(reference).digest("hex")}`;
  return `${named.replace(/:[^/]*$/, "")}@${digest ?? own}`;
}
