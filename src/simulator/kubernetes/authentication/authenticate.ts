import type { IncomingMessage } from "node:http";
import type { ClientCertificates } from "./client-certificates.js";
import type { ServiceAccountTokens } from "./service-account-tokens.js";
import type { User } from "./user.js";

/** Tells whose token a bearer token of our Entra is; undefined when it is not good. */
export type VerifyToken = (token: string) => User | undefined;

/** The one user of a cluster's local accounts: AKS's certificate says `masterclient`, `system:masters`. */
export const localAccount: User = { username: "masterclient", groups: ["system:masters", "system:authenticated"] };

export interface Credentials {
  /** Token of the kubeconfig's local account. */
  readonly token: string;
  /** Undefined where the server has no authority to sign with. */
  readonly certificates: ClientCertificates | undefined;
  /** Set on clusters with Entra integration. */
  readonly verifyToken: VerifyToken | undefined;
  readonly serviceAccounts: ServiceAccountTokens;
}

/** Who sends a request, by client certificate or bearer token, in this order; undefined for nobody that is known. */
export function authenticate(request: IncomingMessage, credentials: Credentials): User | undefined {
  const byCertificate = credentials.certificates?.userOf(request);
  if (byCertificate !== undefined) {
    // Who keeps a journal of requests cannot repeat a certificate, but the token of the same account.
    if (byCertificate.username === localAccount.username) request.headers.authorization = `Bearer ${credentials.token}`;
    return byCertificate;
  }
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  return bearer === undefined ? undefined : tokenUser(bearer, credentials);
}

/** Whose a bearer token is. `audiences` are those that a token of a service account must be for; default: this server's. */
export function tokenUser(bearer: string, credentials: Credentials, audiences?: readonly string[]): User | undefined {
  if (bearer === credentials.token) return localAccount;
  return credentials.serviceAccounts.verify(bearer, audiences) ?? credentials.verifyToken?.(bearer);
}
