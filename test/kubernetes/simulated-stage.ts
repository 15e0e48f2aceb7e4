import type { SandboxCluster } from "../helpers/sandbox-cluster.js";
import type { NodeKind, Stage, StagedNode } from "./verdict-stage.js";

/** In which pool of the local Azure a node of each kind is, and under which handler. */
export type StagedPools = Readonly<Record<NodeKind, { readonly pool: string; readonly handler: string }>>;

/** The local Azure's half of the cases that a real cluster plays too (`verdicts.k8s.ts`). */
export function simulatedStage(cluster: SandboxCluster, pools: StagedPools): Stage {
  return {
    call: (method, path, body, headers) => cluster.kube(method, path, body, headers),
    kubeconfig: cluster.kubeconfig,
    // The endpoint allows the time scale; nothing is asked there.
    env: {
      AKS_SANDBOX_TIME_SCALE: cluster.env["AKS_SANDBOX_TIME_SCALE"] ?? "",
      AKS_SANDBOX_ARM_ENDPOINT: cluster.simulator.url,
    },
    // The default one.
    image: [],
    missingImage: "registry.invalid/probe:1",
    shortWait: "3m",
    node: (kind) => Promise.resolve(stagedNode(cluster, pools, kind)),
    loseContainers: async ({ name }, verify) => {
      // Until `restore`: each container is lost at its start, those of the node's other pods with it, which then start again.
      cluster.simulator.faults.add({ name: "containers-lost", path: `nodes/${name}`, times: Infinity });
      return verify([]);
    },
    restore: () => {
      cluster.simulator.faults.clear();
      return Promise.resolve();
    },
  };
}

function stagedNode(cluster: SandboxCluster, pools: StagedPools, kind: NodeKind): StagedNode {
  const { pool, handler } = pools[kind];
  const name = cluster.nodes.find((each) => each.includes(`-${pool}-`));
  if (name === undefined) throw new Error(`no node for: ${kind}`);
  return { name, handler };
}
