import type { BackendCluster, BackendNode, KubernetesBackend } from "../../../simulator/kubernetes/backend.js";
import type { NodeTaint } from "../../../kubernetes/edit-nodes.js";
import { handedKubeconfig, type ExternalAccess } from "./handed-kubeconfig.js";
import type { MarkedNodes } from "./marked-nodes.js";
import type { NodeMarks } from "./node-marks.js";

export interface ExternalBackendParts {
  readonly server: string;
  readonly access: ExternalAccess;
  /** Pool -> node. */
  readonly poolNodes: ReadonlyMap<string, string>;
  readonly nodes: MarkedNodes;
  /** Adds a line to the simulator's event log, which may depend on nothing that the real cluster does. */
  readonly log: (text: string) => void;
}

/** Labels that tell what a machine is: the real node has its own. */
const machineLabels = /^(topology\.|node\.kubernetes\.io\/)/;

/**
 * A Kubernetes half that is one real cluster: the first AKS cluster gets its kubeconfig, and the machine of a pool that
 * has a node there lends it the pool's labels and taints. Everything else about the real cluster stays as it is.
 */
export function createExternalBackend(parts: ExternalBackendParts): KubernetesBackend {
  const { server, access, poolNodes, nodes, log } = parts;
  let cluster: BackendCluster | undefined;
  /** Machines that are there -> their real nodes. */
  const machines = new Map<string, string>();
  const change = (machine: string, make: (marks: NodeMarks) => NodeMarks) => {
    const node = machines.get(machine);
    const marks = node === undefined ? undefined : nodes.wanted(node);
    if (node !== undefined && marks !== undefined) nodes.want(node, make(marks));
  };
  const remove = (machine: string) => {
    const node = machines.get(machine);
    machines.delete(machine);
    if (node === undefined) return;
    nodes.want(node, undefined);
    log(`kubernetes: node ${node} is of no pool`);
  };
  const kubeconfig = (role: "User" | "Admin") => {
    if (cluster === undefined) throw new Error("the real cluster is handed out to no AKS cluster");
    return handedKubeconfig(access, cluster, role);
  };
  return {
    external: { server, poolNodes },
    createCluster(given) {
      cluster = given;
      log(`kubernetes ${given.name}: its control plane is a real one`);
    },
    deleteCluster() {
      [...machines.keys()].forEach(remove);
      cluster = undefined;
    },
    upsertNode(_uid, given) {
      const node = poolNodes.get(given.poolName);
      if (node === undefined) return;
      if (machines.has(given.name)) {
        change(given.name, (marks) => ({ ...marks, ...marksOf(given) }));
        return;
      }
      // A fault of this machine's: it joins no cluster, so the node gets nothing.
      if (given.readyAfterMs === undefined || [...machines.values()].includes(node)) return;
      machines.set(given.name, node);
      const firstTaints = (given.initializationTaints ?? []).map(parseTaint);
      nodes.want(node, { machine: given.name, ...marksOf(given), firstTaints, cordoned: false });
      log(`kubernetes: node ${node} is the machine ${given.name} of pool ${given.poolName}`);
    },
    removeNode(_uid, name) {
      remove(name);
    },
    drainNode(_uid, name) {
      change(name, (marks) => ({ ...marks, cordoned: true }));
    },
    // Only upgrades wait for a drain, and those of a real node are refused.
    drainState: () => ({ left: 0 }),
    uncordonNode(_uid, name) {
      change(name, (marks) => ({ ...marks, cordoned: false }));
    },
    // Refused before it comes to these.
    setVersion: () => undefined,
    setRunning: () => undefined,
    userKubeconfig: () => kubeconfig("User"),
    adminKubeconfig: () => kubeconfig("Admin"),
    readyNodes: () => new Set([...machines].filter(([, node]) => nodes.isReady(node)).map(([machine]) => machine)),
    handle(_uid, _path, request, response) {
      request.resume();
      const message = `the API server of this cluster is the real one at ${server}`;
      const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotModelled", message, code: 501 };
      response.writeHead(501, { "content-type": "application/json" }).end(JSON.stringify(status));
    },
    close: () => undefined,
  };
}

function marksOf({ labels, taints }: BackendNode): Pick<NodeMarks, "labels" | "taints"> {
  return {
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !machineLabels.test(key))),
    taints: taints.map(parseTaint),
  };
}

/** `key=value:Effect`, as AKS writes taints. */
function parseTaint(text: string): NodeTaint {
  const colon = text.lastIndexOf(":");
  const [key = "", ...value] = text.slice(0, colon).split("=");
  const effect = text.slice(colon + 1);
  return value.length === 0 || value[0] === "" ? { key, effect } : { key, value: value.join("="), effect };
}
