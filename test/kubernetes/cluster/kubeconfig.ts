import { stringify } from "yaml";
import type { Authority, Certificate } from "./certificates.js";

/** A kubeconfig with one cluster, one user with a client certificate and one context of that name. */
export function renderKubeconfig(name: string, server: string, authority: Authority, user: Certificate): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, "certificate-authority-data": base64(authority.certificate) } }],
    users: [
      {
        name,
        user: { "client-certificate-data": base64(user.certificate), "client-key-data": base64(user.key) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}
