import { startAddonManager } from "./addon-manager.js";
import { createApiServer, type ApiServer } from "./api/api-server.js";
import type { ClientCertificate, VerifyToken } from "./authentication/authenticate.js";
import { ServiceAccountTokens } from "./authentication/service-account-tokens.js";
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
  readonly api: ApiServer;
  readonly nodes: NodeLife;
  stop(): void;
}

export interface ClusterOptions {
  readonly clientCertificate: ClientCertificate | undefined;
  readonly verifyToken: VerifyToken | undefined;
  readonly subscriptionId: string;
  readonly faults: Faults | undefined;
}

/** Brings up one cluster: its API server, AKS's own objects, the controllers. */
export function createCluster(given: BackendCluster, state: ClusterState, options: ClusterOptions): Cluster {
  // AKS's tokens are 128 hexadecimal digits.
  const token = Array.from({ length: 4 }, () => state.random.guid().replaceAll("-", "")).join("");
  const nodes = new NodeLife(state, options.subscriptionId);
  const pods = startPods(state, (name) => nodes.kernelOf(name));
  nodes.onGone = pods.stopNode;
  const credentials = {
    token,
    certificate: options.clientCertificate,
    verifyToken: given.usesEntra ? options.verifyToken : undefined,
    // AKS's issuer is the API server's own address, unless the OIDC issuer is on.
    serviceAccounts: new ServiceAccountTokens(state, given.serverUrl),
  };
  const api = createApiServer(state, given.serverUrl, credentials, pods.serveLog);
  const stops = [
    startBootstrapPolicy(state),
    startControllers(state),
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
