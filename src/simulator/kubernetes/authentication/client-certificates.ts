import { createHash, createPublicKey, X509Certificate, type KeyObject } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { ClusterState } from "../cluster-state.js";
import { bits, boolean, elements, integer, octets, oid, sequence, set, tagged, time, utf8 } from "./der.js";
import { signRepeatably } from "./repeatable-signature.js";
import { seededKey } from "./seeded-key.js";
import { authenticatedGroup, type User } from "./user.js";

/** The authority of a cluster, whose certificate its kubeconfigs name and whose key signs certificates of clients; PEM. */
export interface Authority {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Certificate and key, PEM, that kubeconfigs carry beside the token, as AKS's do. */
export interface ClientCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

const lifetimeMs = 2 * 365 * 24 * 3600_000;
const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

/**
 * Makes and knows the certificates of one cluster's clients. All clusters share one authority, so a certificate's serial
 * number tells which cluster it is for. Nothing is kept: key and certificate follow from the cluster's seed and start and
 * from the authority, so that kubeconfigs outlive a restart; a certificate is known by its signature.
 */
export class ClientCertificates {
  readonly #state: ClusterState;
  readonly #authority: Authority;
  readonly #startMs: number;
  readonly #known = new WeakMap<object, { readonly user: User | undefined }>();

  constructor(state: ClusterState, authority: Authority) {
    this.#state = state;
    this.#authority = authority;
    this.#startMs = state.clock.now();
  }

  /** A certificate of the user with the groups (common name and organizations), good for the cluster's first two years. */
  issue(username: string, groups: readonly string[]): ClientCertificate {
    const { secret, open } = seededKey(this.#state, `client-certificate/${username}`);
    const ca = new X509Certificate(this.#authority.certPem);
    // Certificate -> TBSCertificate -> version, serial, algorithm, issuer, validity, subject.
    const issuer = elements(elements(ca.raw)[0] ?? Buffer.alloc(0))[5] ?? Buffer.alloc(0);
    const body = sequence(
      tagged(0xa0, integer(Buffer.from([2]))),
      integer(this.#serial()),
      ecdsaWithSha256,
      issuer,
      sequence(time(this.#startMs - 600_000), time(this.#startMs + lifetimeMs)),
      sequence(...groups.map((group) => name("2.5.4.10", group)), name("2.5.4.3", username)),
      open.export({ type: "spki", format: "der" }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = signRepeatably(body, this.#authority.keyPem);
    const der = sequence(body, ecdsaWithSha256, bits(signature));
    return { certPem: pem("CERTIFICATE", der), keyPem: String(secret.export({ type: "pkcs8", format: "pem" })) };
  }

  /** Whose certificate a connection has shown; undefined for none, an old one, or one of another cluster or authority. */
  userOf(request: IncomingMessage): User | undefined {
    const { socket } = request;
    if (!(socket instanceof TLSSocket)) return undefined;
    const known = this.#known.get(socket);
    if (known !== undefined) return known.user;
    const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer };
    const user = raw === undefined ? undefined : this.#judge(new X509Certificate(raw));
    this.#known.set(socket, { user });
    return user;
  }

  #judge(certificate: X509Certificate): User | undefined {
    const serial = this.#serial().toString("hex").toUpperCase();
    if (certificate.serialNumber !== serial || !certificate.verify(this.#authorityKey())) return undefined;
    if (Date.parse(certificate.validTo) < this.#state.clock.now()) return undefined;
    const lines = certificate.subject.split("\n").map((line) => line.split("="));
    const valuesOf = (key: string) => lines.filter(([own]) => own === key).map(([, ...value]) => value.join("="));
    return { username: valuesOf("CN")[0] ?? "", groups: [...valuesOf("O"), authenticatedGroup] };
  }

  #authorityKey(): KeyObject {
    return createPublicKey(this.#authority.certPem);
  }

  /** 16 bytes that say which cluster a certificate is for. */
  #serial(): Buffer {
    const hash = createHash("sha256").update(`client certificate of ${this.#state.uid}`).digest().subarray(0, 16);
    // A leading bit of 01 keeps it positive and of full length.
    hash[0] = ((hash[0] ?? 0) & 0x3f) | 0x40;
    return hash;
  }
}

const name = (type: string, value: string) => set(sequence(oid(type), utf8(value)));

const extensions = [
  // Basic constraints: no authority. Key usage: digital signature. Extended key usage: client authentication.
  sequence(oid("2.5.29.19"), boolean(true), octets(sequence())),
  sequence(oid("2.5.29.15"), boolean(true), octets(bits(Buffer.from([0x80]), 7))),
  sequence(oid("2.5.29.37"), octets(sequence(oid("1.3.6.1.5.5.7.3.2")))),
];

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
