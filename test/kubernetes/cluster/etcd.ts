import { startInNode, type Node } from "./node.js";

export const etcdAddress = "http://127.0.0.1:2379";

/** Keeps its data in memory (/run of the node): they end with the node. */
export function startEtcd(node: Node, program: string, logFile: string): void {
  const peers = ["--listen-peer-urls", "http://127.0.0.1:2380"];
  const clients = ["--listen-client-urls", etcdAddress, "--advertise-client-urls", etcdAddress];
  startInNode(node, [program, "--data-dir", "/run/etcd", "--unsafe-no-fsync", ...peers, ...clients], logFile);
}
