import { stringAt } from "../json.js";

/** What names one object of the API server. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined for what belongs to no namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** The name of a manifest's object. Throws where it has none: manifests are ours. */
export function referenceOf(manifest: object): ObjectReference {
  const apiVersion = stringAt(manifest, "apiVersion");
  const kind = stringAt(manifest, "kind");
  const name = stringAt(manifest, "metadata", "name");
  if (apiVersion === undefined || kind === undefined || name === undefined) {
    throw new Error(`a manifest without apiVersion, kind or name: ${JSON.stringify(manifest).slice(0, 200)}`);
  }
  return { apiVersion, kind, namespace: stringAt(manifest, "metadata", "namespace"), name };
}

/** The kinds that installers bring, by the name under which the API server serves them. */
const plurals: Readonly<Record<string, string>> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  ConfigMap: "configmaps",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
  DaemonSet: "daemonsets",
};

/** Path of the object, and its resource in Kubernetes' words (`daemonsets.apps`). */
export function addressOf({ apiVersion, kind, namespace, name }: ObjectReference): {
  readonly path: string;
  readonly resource: string;
} {
  const plural = plurals[kind];
  if (plural === undefined) throw new Error(`no path is known for objects of the kind ${kind}`);
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  const root = group === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
  const scope = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return {
    path: `${root}${scope}/${plural}/${encodeURIComponent(name)}`,
    resource: group === "" ? plural : `${plural}.${group}`,
  };
}
