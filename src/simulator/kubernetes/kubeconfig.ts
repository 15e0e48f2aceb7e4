import { stringify } from "yaml";
import type { BackendCluster } from "./backend.js";
import type { ClientCertificate } from "./authentication/client-certificates.js";

/** Entra's application of the AKS API server, and the public client that kubelogin signs in with (AKS documentation). */
const serverApplicationId = "6dae42f8-4368-4678-94ff-3960e28e3630";
const clientApplicationId = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

const installHint = `
kubelogin is not installed which is required to connect to AAD enabled cluster.

To learn more, please go to https://aka.ms/aks/kubelogin
`;

/** A kubeconfig of a local account: `clusterUser_<rg>_<name>` in context `<name>`, or `clusterAdmin_...` in `<name>-admin`. */
export function localKubeconfig(
  cluster: BackendCluster,
  role: "User" | "Admin",
  token: string,
  certificate: ClientCertificate | undefined,
): string {
  const user = {
    ...(certificate === undefined
      ? {}
      : {
          "client-certificate-data": base64(certificate.certPem),
          "client-key-data": base64(certificate.keyPem),
        }),
    token,
  };
  return kubeconfig(cluster, role, user);
}

/** A user's kubeconfig on an Entra cluster: signs in through kubelogin, whose exec form AKS hands out. */
export function entraKubeconfig(cluster: BackendCluster, tenantId: string): string {
  const args = {
    "--environment": "AzurePublicCloud",
    "--server-id": serverApplicationId,
    "--client-id": clientApplicationId,
    "--tenant-id": tenantId,
    "--login": "devicecode",
  };
  return kubeconfig(cluster, "User", {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      args: ["get-token", ...Object.entries(args).flat()],
      command: "kubelogin",
      env: null,
      installHint,
      provideClusterInfo: false,
    },
  });
}

function kubeconfig(cluster: BackendCluster, role: "User" | "Admin", credentials: object): string {
  const user = `cluster${role}_${cluster.resourceGroup}_${cluster.name}`;
  const context = role === "Admin" ? `${cluster.name}-admin` : cluster.name;
  const document = {
    apiVersion: "v1",
    clusters: [
      {
        cluster: { "certificate-authority-data": base64(cluster.caPem), server: cluster.serverUrl },
        name: cluster.name,
      },
    ],
    contexts: [{ context: { cluster: cluster.name, user }, name: context }],
    "current-context": context,
    kind: "Config",
    preferences: {},
    users: [{ name: user, user: credentials }],
  };
  // AKS writes lists without indentation and never folds the base64 lines.
  return stringify(document, { lineWidth: 0, indentSeq: false });
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
