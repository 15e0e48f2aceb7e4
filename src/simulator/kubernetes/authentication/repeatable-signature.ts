import { createECDH, createHash, createHmac, createPrivateKey } from "node:crypto";
import { integer, sequence } from "./der.js";

/** Order of the group of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * An ECDSA signature with SHA-256 by a P-256 key, in DER, that is the same each time: the number that OpenSSL draws by
 * chance follows here from key and text, in the spirit of RFC 6979. A kubeconfig stays byte for byte what it was.
 */
export function signRepeatably(text: Buffer, keyPem: string): Buffer {
  const { d = "" } = createPrivateKey(keyPem).export({ format: "jwk" });
  const secret = Buffer.from(d, "base64url");
  const hash = createHash("sha256").update(text).digest();
  for (let tries = 0; ; tries += 1) {
    const drawn = createHmac("sha256", secret)
      .update(hash)
      .update(Buffer.from([tries]))
      .digest();
    const k = toNumber(drawn);
    if (k === 0n || k >= order) continue;
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(drawn);
    const r = toNumber(ecdh.getPublicKey().subarray(1, 33)) % order;
    const s = (inverse(k) * ((toNumber(hash) + r * toNumber(secret)) % order)) % order;
    if (r !== 0n && s !== 0n) return sequence(integer(toBytes(r)), integer(toBytes(s)));
  }
}

const toNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex")}`);

function toBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

/** 1/value modulo the order, by Fermat's little theorem: the order is prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let base = value % order;
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}
