import { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/** Who a request comes from, once it is known. */
export interface User {
  readonly username: string;
  readonly groups: readonly string[];
  /** May do everything; anyone else may do nothing (roles are not modelled). */
  readonly isAdmin: boolean;
}

/** Certificate and key, PEM, that kubeconfigs carry beside the token, as AKS's do. */
export interface ClientCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Tells whose token a bearer token of our Entra is; undefined when it is not good. */
export type VerifyToken = (token: string) => User | undefined;

/** The one user of a cluster's local accounts: AKS's certificate says `masterclient`, `system:masters`. */
const localAccount: User = {
  username: "masterclient",
  groups: ["system:masters", "system:authenticated"],
  isAdmin: true,
};

export interface Credentials {
  /** Token of the kubeconfig's local account. */
  readonly token: string;
  readonly certificate: ClientCertificate | undefined;
  /** Set on clusters with Entra integration. */
  readonly verifyToken: VerifyToken | undefined;
}

export function authenticate(request: IncomingMessage, credentials: Credentials): User | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer === credentials.token ? localAccount : credentials.verifyToken?.(bearer);
  if (credentials.certificate === undefined || !(request.socket instanceof TLSSocket)) return undefined;
  const { fingerprint256 } = new X509Certificate(credentials.certificate.certPem);
  const shown: { readonly fingerprint256?: string } = request.socket.getPeerCertificate();
  return shown.fingerprint256 === fingerprint256 ? localAccount : undefined;
}
