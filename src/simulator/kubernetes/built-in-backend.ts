import type { SimulatedClock } from "../clock.js";
import type { Faults } from "../faults/faults.js";
import type { Random } from "../random.js";
import { sendJson } from "./api/call.js";
import { StatusError } from "./api/status-error.js";
import type { VerifyToken } from "./authentication/authenticate.js";
import type { Authority } from "./authentication/client-certificates.js";
import type { KubernetesBackend } from "./backend.js";
import { createCluster, type Cluster } from "./cluster.js";
import { entraKubeconfig, localKubeconfig } from "./kubeconfig.js";
import { ObjectStore } from "./store/object-store.js";

export interface BuiltInBackendOptions {
  readonly clock: SimulatedClock;
  readonly random: Random;
  /** Adds a line to the simulator's event log. */
  readonly log: (text: string) => void;
  /** The CA of `BackendCluster.caPem`, which signs the client certificates of kubeconfigs; without it they have none. */
  readonly authority?: Authority;
  /** Tells whose an Entra token is; without it Entra clusters take none. */
  readonly verifyToken?: VerifyToken;
  /** Tenant in the kubeconfigs of Entra clusters. */
  readonly tenantId?: string;
  /** Subscription in the nodes' provider ids. */
  readonly subscriptionId?: string;
  /** Faults of RuntimeClasses and of containers; without it there are none. */
  readonly faults?: Faults;
}

const noGuid = "00000000-0000-0000-0000-000000000000";

/** The Kubernetes half that lives in this process: one simulated cluster per AKS cluster. See README.md beside it. */
export function createBuiltInBackend(options: BuiltInBackendOptions): KubernetesBackend {
  const clusters = new Map<string, Cluster>();
  const find = (uid: string): Cluster => {
    const cluster = clusters.get(uid);
    if (cluster === undefined) throw new Error(`no simulated cluster ${uid}`);
    return cluster;
  };
  const local = (uid: string, role: "User" | "Admin") => {
    const { given, token, clientCertificate } = find(uid);
    return localKubeconfig(given, role, token, clientCertificate());
  };
  return {
    createCluster(given) {
      const { clock, log } = options;
      const random = options.random.fork(`kubernetes/${given.uid}`);
      const { uid, name, kubernetesVersion } = given;
      const state = { uid, name, kubernetesVersion, store: new ObjectStore(), clock, random, log };
      const cluster = createCluster(given, state, {
        authority: options.authority,
        verifyToken: options.verifyToken,
        subscriptionId: options.subscriptionId ?? noGuid,
        faults: options.faults,
      });
      clusters.set(uid, cluster);
      log(`kubernetes ${name}: control plane ${kubernetesVersion} is up`);
    },
    deleteCluster(uid) {
      clusters.get(uid)?.stop();
      clusters.delete(uid);
    },
    upsertNode(uid, node) {
      find(uid).nodes.upsert(node);
    },
    removeNode(uid, name) {
      clusters.get(uid)?.nodes.remove(name);
    },
    drainNode(uid, name) {
      clusters.get(uid)?.nodes.drain(name);
    },
    drainState: (uid, name) => clusters.get(uid)?.nodes.drainState(name) ?? { left: 0 },
    uncordonNode(uid, name) {
      clusters.get(uid)?.nodes.uncordon(name);
    },
    setVersion(uid, kubernetesVersion) {
      find(uid).state.kubernetesVersion = kubernetesVersion;
    },
    setRunning(uid, isRunning) {
      find(uid).isRunning = isRunning;
    },
    userKubeconfig(uid) {
      const { given } = find(uid);
      return given.usesEntra ? entraKubeconfig(given, options.tenantId ?? noGuid) : local(uid, "User");
    },
    adminKubeconfig: (uid) => local(uid, "Admin"),
    readyNodes: (uid) => clusters.get(uid)?.nodes.ready() ?? new Set(),
    clusterOf: (token) => [...clusters.values()].find((cluster) => cluster.token === token)?.given.uid,
    handle(uid, path, request, response) {
      const cluster = clusters.get(uid);
      if (cluster?.isRunning === false) request.socket.destroy();
      else if (cluster !== undefined) cluster.api.handle(path, request, response);
      else {
        const gone = new StatusError(404, "NotFound", "the server could not find the requested resource", {});
        sendJson(response, gone.code, gone.body());
      }
    },
    close() {
      clusters.forEach((cluster) => {
        cluster.stop();
      });
      clusters.clear();
    },
  };
}
