import type { Cluster, KubernetesVersion, Lock, Permission, Usage, VmSize } from "../azure/azure.js";

/**
 * What is there, as far as it was asked for. Undefined: not asked, or Azure did not let us look (then `unknown` says why);
 * a rule whose fact is undefined says nothing, so nothing is refused on a guess.
 */
export interface Facts {
  /** Undefined: there is none of this name. */
  readonly cluster: Cluster | undefined;
  /** Region of the cluster, or where it would be made; undefined where nothing says so. */
  readonly location: string | undefined;
  /** Every VM size of the region. */
  readonly vmSizes: readonly VmSize[] | undefined;
  readonly usages: readonly Usage[] | undefined;
  readonly kubernetesVersions: readonly KubernetesVersion[] | undefined;
  /** Regions of the subscription's clusters, one each, as far as the principal may see them and one request shows. */
  readonly clusterLocations: readonly string[] | undefined;
  /** At the narrowest scope that exists: the cluster, else the resource group, else the subscription. */
  readonly permissions: readonly Permission[] | undefined;
  /** Of the resource group, else the subscription, with those above and below it. */
  readonly locks: readonly Lock[] | undefined;
  /** Registration states by name: `Microsoft.ContainerService`, and the runtime's feature as `namespace/name`. */
  readonly registrations: ReadonlyMap<string, string>;
  /** Why the API server did not answer; undefined: it did, or was not asked. */
  readonly apiServerFault?: string | undefined;
  /** What could not be looked at, and why. */
  readonly unknown: readonly { readonly fact: string; readonly reason: string }[];
}

/** Nothing was looked at: what is left is what the request alone tells. */
export const noFacts: Facts = {
  cluster: undefined,
  location: undefined,
  vmSizes: undefined,
  usages: undefined,
  kubernetesVersions: undefined,
  clusterLocations: undefined,
  permissions: undefined,
  locks: undefined,
  registrations: new Map(),
  unknown: [],
};
