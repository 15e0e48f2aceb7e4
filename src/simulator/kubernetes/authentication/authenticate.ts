import { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { ServiceAccountTokens } from "./service-account-tokens.js";
import type { User } from "./user.js";

/** Certificate and key, PEM, that kubeconfigs carry beside the token, as AKS's do. */
export interface ClientCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Tells whose token a bearer token of our Entra is; undefined when it is not good. */
export type VerifyToken = (token: string) => User | undefined;

/** The one user of a cluster's local accounts: AKS's certificate says `masterclient`, `system:masters`. */
const localAccount: User = { username: "masterclient", groups: ["system:masters", "system:authenticated"] };

export interface Credentials {
  /** Token of the kubeconfig's local account. */
  readonly token: string;
  readonly certificate: ClientCertificate | undefined;
  /** Set on clusters with Entra integration. */
  readonly verifyToken: VerifyToken | undefined;
  readonly serviceAccounts: ServiceAccountTokens;
}

/** Who sends a request, by client certificate or bearer token, in this order; undefined for nobody that is known. */
export function authenticate(request: IncomingMessage, credentials: Credentials): User | undefined {
  const byCertificate = certificateUser(request, credentials);
  if (byCertificate !== undefined) return byCertificate;
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  return bearer === undefined ? undefined : tokenUser(bearer, credentials);
}

/** Whose a bearer token is. `audiences` are those that a token of a service account must be for; default: this server's. */
export function tokenUser(bearer: string, credentials: Credentials, audiences?: readonly string[]): User | undefined {
  if (bearer === credentials.token) return localAccount;
  return credentials.serviceAccounts.verify(bearer, audiences) ?? credentials.verifyToken?.(bearer);
}

function certificateUser(request: IncomingMessage, { certificate }: Credentials): User | undefined {
  if (certificate === undefined || !(request.socket instanceof TLSSocket)) return undefined;
  const { fingerprint256 } = new X509Certificate(certificate.certPem);
  const shown: { readonly fingerprint256?: string } = request.socket.getPeerCertificate();
  return shown.fingerprint256 === fingerprint256 ? localAccount : undefined;
}
