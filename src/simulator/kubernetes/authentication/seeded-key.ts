import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { ClusterState } from "../cluster-state.js";

export interface KeyPair {
  /** Hash of the public key, for `kid`. */
  readonly id: string;
  readonly secret: KeyObject;
  readonly open: KeyObject;
}

/** A P-256 key that follows from a cluster's seed and a purpose, so that it is the same again after a restart. */
export function seededKey(state: ClusterState, purpose: string): KeyPair {
  const ecdh = createECDH("prime256v1");
  const d = createHash("sha256")
    .update(`${state.uid} ${state.random.fork(purpose).guid()}`)
    .digest();
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  return {
    id: createHash("sha256").update(point).digest("base64url"),
    secret: createPrivateKey({ key: { ...jwk, d: d.toString("base64url") }, format: "jwk" }),
    open: createPublicKey({ key: jwk, format: "jwk" }),
  };
}
