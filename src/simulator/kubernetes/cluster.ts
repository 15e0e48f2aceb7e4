import { startAddonManager } from "./addon-manager.js";
import { createApiServer, type ApiServer } from "./api/api-server.js";
import { localAccount, type VerifyToken } from "./authentication/authenticate.js";
import { ClientCertificates, type Authority, type ClientCertificate } from "./authentication/client-certificates.js";
import { startQuotas } from "./admission/quota-status.js";
import { ServiceAccountTokens } from "./authentication/service-account-tokens.js";
import { mastersGroup } from "./authentication/user.js";
import { startBootstrapPolicy } from "./authorization/bootstrap-policy.js";
import type { BackendCluster } from "./backend.js";
import type { Faults } from "../faults/faults.js";
import type { ClusterState } from "./cluster-state.js";
import { startControllers } from "./controllers/start-controllers.js";
import { startNamespaces } from "./namespaces.js";
import { NodeLife } from "./nodes/node-life.js";
import { startRevertingClasses } from "./runtime-class-fault.js";
import { startPods } from "./pods/start-pods.js";

export interface Cluster {
  readonly given: BackendCluster;
  readonly state: ClusterState;
  /** False: stopped; its API takes no connection. */
  isRunning: boolean;
  readonly token: string;
  /** The certificate of the local account, made when first asked for. */
  readonly clientCertificate: () => ClientCertificate | undefined;
  readonly api: ApiServer;
  readonly nodes: NodeLife;
  stop(): void;
}

export interface ClusterOptions {
  /** Signs client certificates; without it there are none. */
  readonly authority: Authority | undefined;
  readonly verifyToken: VerifyToken | undefined;
  readonly subscriptionId: string;
  readonly faults: Faults | undefined;
}

/** Brings up one cluster: its API server, AKS's own objects, the controllers. */
export function createCluster(given: BackendCluster, state: ClusterState, options: ClusterOptions): Cluster {
  // AKS's tokens are 128 hexadecimal digits.
  const token = Array.from({ length: 4 }, () => state.random.guid().replaceAll("-", "")).join("");
  const nodes = new NodeLife(state, options.subscriptionId);
  const pods = startPods(state, (name) => nodes.kernelOf(name), options.faults);
  nodes.onGone = pods.stopNode;
  const certificates = options.authority && new ClientCertificates(state, options.authority);
  let clientCertificate: ClientCertificate | undefined;
  const credentials = {
    token,
    certificates,
    verifyToken: given.usesEntra ? options.verifyToken : undefined,
    // AKS's issuer is the API server's own address, unless the OIDC issuer is on.
    serviceAccounts: new ServiceAccountTokens(state, given.serverUrl),
  };
  const api = createApiServer(state, given.serverUrl, credentials, pods.serveLog);
  const stops = [
    startBootstrapPolicy(state),
    startControllers(state),
    startQuotas(state),
    nodes.start(),
    startNamespaces(state, given.caPem),
    startAddonManager(state),
  ];
  if (options.faults !== undefined) stops.push(startRevertingClasses(state, options.faults));
  return {
    given,
    state,
    isRunning: true,
    token,
    clientCertificate: () => (clientCertificate ??= certificates?.issue(localAccount.username, [mastersGroup])),
    api,
    nodes,
    stop() {
      api.close();
      pods.stop();
      stops.forEach((stop) => {
        stop();
      });
    },
  };
}
