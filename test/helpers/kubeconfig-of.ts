import { parse } from "yaml";
import type { ArmClient } from "./arm-client.js";

/** Where a cluster's Kubernetes API is, and the headers that its kubeconfig's user sends. */
export async function kubeconfigOf(arm: ArmClient, cluster: string) {
  const { body } = await arm("POST", `${cluster}/listClusterUserCredential`);
  const [given] = body["kubeconfigs"] as readonly { value: string }[];
  const kubeconfig = parse(Buffer.from(given?.value ?? "", "base64").toString()) as {
    clusters: [{ cluster: { server: string } }];
    users: [{ user: { token: string } }];
  };
  const { server } = kubeconfig.clusters[0].cluster;
  return { server, headers: { authorization: `Bearer ${kubeconfig.users[0].user.token}` } };
}
