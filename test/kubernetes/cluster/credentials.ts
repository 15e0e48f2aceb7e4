import { mkdirSync, writeFileSync } from "node:fs";
import { createAuthority, createTokenKeys } from "./certificates.js";
import { serviceAddress } from "./control-plane.js";
import { renderKubeconfig } from "./kubeconfig.js";
import { nodePath, type Node } from "./node.js";

/** Writes the node's /etc/kubernetes: certificates and kubeconfigs of its parts. Returns the administrator's kubeconfig. */
export async function writeCredentials(node: Node, address: string, clusterName: string): Promise<string> {
  const folder = nodePath(node, "/etc/kubernetes");
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => {
    writeFileSync(`${folder}/${name}`, text, { mode: 0o600 });
  };
  const authority = await createAuthority();
  const server = `https://${address}:443`;
  write("ca.crt", authority.certificate);

  const tokens = await createTokenKeys();
  write("tokens.key", tokens.privateKey);
  write("tokens.pub", tokens.publicKey);

  const names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];
  const [apiServer, kubelet, kubeletClient, controllerManager, scheduler, admin] = await Promise.all([
    authority.issue({ commonName: "kube-apiserver", addresses: [address, serviceAddress, "127.0.0.1"], names }),
    authority.issue({
      commonName: `system:node:${node.name}`,
      organization: "system:nodes",
      addresses: [address],
      names: [node.name],
    }),
    authority.issue({ commonName: "kube-apiserver-kubelet-client", organization: "system:masters" }),
    // Its controllers work with its own rights here, which the role of that name does not hold.
    authority.issue({ commonName: "system:kube-controller-manager", organization: "system:masters" }),
    authority.issue({ commonName: "system:kube-scheduler" }),
    authority.issue({ commonName: "test-administrator", organization: "system:masters" }),
  ]);
  for (const [name, { certificate, key }] of Object.entries({
    "api-server": apiServer,
    kubelet,
    "kubelet-client": kubeletClient,
  })) {
    write(`${name}.crt`, certificate);
    write(`${name}.key`, key);
  }
  for (const [name, user] of Object.entries({ kubelet, "controller-manager": controllerManager, scheduler })) {
    write(`${name}.conf`, renderKubeconfig(clusterName, server, authority, user));
  }
  return renderKubeconfig(clusterName, server, authority, admin);
}
