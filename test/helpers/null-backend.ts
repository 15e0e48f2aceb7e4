import type { BackendCluster, BackendNode, ExternalCluster } from "../../src/simulator/kubernetes/backend.js";
import type { KubernetesBackendFactory } from "../../src/simulator/simulator.js";

export interface SeenNode extends BackendNode {
  readonly clusterUid: string;
}

/** A Kubernetes half that only remembers what the ARM half told it. */
export function createNullBackend(external?: ExternalCluster): {
  factory: KubernetesBackendFactory;
  clusters: Map<string, BackendCluster>;
  nodes: Map<string, SeenNode>;
  /** Names of drained nodes, in order. */
  drained: string[];
  /** Uids of stopped clusters. */
  stopped: Set<string>;
} {
  const clusters = new Map<string, BackendCluster>();
  const nodes = new Map<string, SeenNode>();
  const drained: string[] = [];
  const stopped = new Set<string>();
  const kubeconfig = (uid: string) => `server: ${clusters.get(uid)?.serverUrl ?? ""}\n`;
  return {
    clusters,
    nodes,
    drained,
    stopped,
    factory: () => ({
      ...(external === undefined ? {} : { external }),
      createCluster: (cluster) => void clusters.set(cluster.uid, cluster),
      deleteCluster: (uid) => void clusters.delete(uid),
      upsertNode: (clusterUid, node) => void nodes.set(node.name, { ...node, clusterUid }),
      removeNode: (_uid, name) => void nodes.delete(name),
      drainNode: (_uid, name) => void drained.push(name),
      drainState: () => ({ left: 0 }),
      uncordonNode: () => undefined,
      setVersion: (uid, kubernetesVersion) => {
        const cluster = clusters.get(uid);
        if (cluster !== undefined) clusters.set(uid, { ...cluster, kubernetesVersion });
      },
      setRunning: (uid, isRunning) => {
        if (isRunning) stopped.delete(uid);
        else stopped.add(uid);
      },
      userKubeconfig: kubeconfig,
      adminKubeconfig: kubeconfig,
      handle: (_uid, path, _request, response) => response.writeHead(404).end(path),
      close: () => undefined,
    }),
  };
}
