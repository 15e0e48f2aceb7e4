import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { containerdSocket } from "./containerd.js";
import { nodePath, superviseInNode, type Node } from "./node.js";

/** Sets no control groups of its own and no rules of iptables; keeps little back, for the machine may be small. */
const configuration = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  cgroupDriver: "cgroupfs",
  cgroupsPerQOS: false,
  enforceNodeAllocatable: [],
  failCgroupV1: false,
  failSwapOn: false,
  localStorageCapacityIsolation: false,
  makeIPTablesUtilChains: false,
  oomScoreAdj: 0,
  evictionHard: { "memory.available": "50Mi" },
  clusterDNS: ["10.96.0.10"],
  clusterDomain: "cluster.local",
  resolvConf: "",
  healthzPort: 0,
  tlsCertFile: "/etc/kubernetes/kubelet.crt",
  tlsPrivateKeyFile: "/etc/kubernetes/kubelet.key",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: "/etc/kubernetes/ca.crt" },
  },
  authorization: { mode: "Webhook" },
};

export function startKubelet(node: Node, program: string, address: string, logFile: string): void {
  writeFileSync(nodePath(node, "/etc/kubernetes/kubelet.yaml"), stringify(configuration));
  const flags = [
    "--config=/etc/kubernetes/kubelet.yaml",
    "--kubeconfig=/etc/kubernetes/kubelet.conf",
    `--hostname-override=${node.name}`,
    `--node-ip=${address}`,
  ];
  superviseInNode(node, "kubelet", [program, ...flags], logFile);
}
