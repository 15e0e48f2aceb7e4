import { etcdAddress } from "./etcd.js";
import { startInNode, type Node } from "./node.js";

/** Files of the node's /etc/kubernetes, made by `credentials.ts`. */
const files = "/etc/kubernetes";
/** First address of the services' network: the API server's, as pods know it. */
export const serviceAddress = "10.96.0.1";

/**
 * It listens on port 443 of every address of the node, one of which is the address of the service `kubernetes`: so pods reach
 * it without a kube-proxy.
 */
export function startApiServer(node: Node, program: string, address: string, logFile: string): void {
  const flags = {
    "etcd-servers": etcdAddress,
    "bind-address": "0.0.0.0",
    "advertise-address": address,
    "secure-port": 443,
    "tls-cert-file": `${files}/api-server.crt`,
    "tls-private-key-file": `${files}/api-server.key`,
    "client-ca-file": `${files}/ca.crt`,
    "endpoint-reconciler-type": "none",
    "authorization-mode": "Node,RBAC",
    "enable-admission-plugins": "NodeRestriction",
    "allow-privileged": true,
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": `${files}/tokens.pub`,
    "service-account-signing-key-file": `${files}/tokens.key`,
    "service-cluster-ip-range": "10.96.0.0/16",
    "kubelet-certificate-authority": `${files}/ca.crt`,
    "kubelet-client-certificate": `${files}/kubelet-client.crt`,
    "kubelet-client-key": `${files}/kubelet-client.key`,
    "kubelet-preferred-address-types": "InternalIP",
  };
  startInNode(node, [program, ...asArguments(flags)], logFile);
}

/** Without credentials of their own for its controllers it is ready five seconds sooner. */
export function startControllerManager(node: Node, program: string, logFile: string): void {
  const flags = {
    kubeconfig: `${files}/controller-manager.conf`,
    "bind-address": "127.0.0.1",
    "leader-elect": false,
    "kube-api-qps": 500,
    "kube-api-burst": 1000,
    "service-account-private-key-file": `${files}/tokens.key`,
    "root-ca-file": `${files}/ca.crt`,
  };
  startInNode(node, [program, ...asArguments(flags)], logFile);
}

export function startScheduler(node: Node, program: string, logFile: string): void {
  const flags = { kubeconfig: `${files}/scheduler.conf`, "bind-address": "127.0.0.1", "leader-elect": false };
  startInNode(node, [program, ...asArguments(flags)], logFile);
}

function asArguments(flags: Readonly<Record<string, string | number | boolean>>): readonly string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
