import type { AzureConnection, Cluster } from "../azure/azure.js";
import { CliError } from "../errors.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { Facts } from "./facts.js";

/** What is known already, and what would be made: only that is asked for. */
export interface FactsRequest {
  readonly cluster: Cluster | undefined;
  /** Its name; undefined: it does not exist, and has no scope of its own yet. */
  readonly resourceGroup: string | undefined;
  /** Where a new cluster would go. */
  readonly location: string | undefined;
  readonly createsCluster: boolean;
  readonly createsPool: boolean;
  /** The preview feature that is needed; undefined: none. */
  readonly feature: SandboxRuntime["feature"];
}

const provider = "Microsoft.ContainerService";

/** A preflight asks no more, the requests before it counted: what matters least is left out then, and said. */
const mostRequests = 8;
const clusterList = "clusters of the subscription";

/**
 * Gathers, all at once: nothing where nothing would be made, else sizes, quota, permissions and locks, and what only a new
 * cluster needs. What Azure does not let us look at stays unknown; a lost connection or a sign-in that failed is thrown.
 */
export async function gatherFacts(azure: AzureConnection, request: FactsRequest, signal: AbortSignal): Promise<Facts> {
  const { cluster, resourceGroup, createsCluster, createsPool, feature } = request;
  const location = cluster?.location ?? request.location;
  const unknown: { fact: string; reason: string }[] = [];
  let asked = azure.requestCount();
  const ask = async <T>(fact: string, isWanted: boolean, get: () => Promise<T>): Promise<T | undefined> => {
    if (!isWanted) return undefined;
    if (asked >= mostRequests) {
      unknown.push({ fact, reason: `a preflight sends ${mostRequests} requests at most` });
      return undefined;
    }
    asked += 1;
    try {
      return await get();
    } catch (error) {
      if (!isAnswer(error)) throw error;
      unknown.push({ fact, reason: error.azure?.code ?? error.code });
      return undefined;
    }
  };
  const creates = createsCluster || createsPool;
  const subscription = `/subscriptions/${azure.subscriptionId}`;
  const scope = resourceGroup === undefined ? subscription : `${subscription}/resourceGroups/${resourceGroup}`;
  // A role may have been given on the cluster alone.
  const narrowest = cluster?.id ?? scope;
  const place = location ?? "";
  // What matters most comes first: Azure itself refuses at once where a provider is not registered, or no more clusters are allowed.
  const [vmSizes, usages, kubernetesVersions, permissions, locks, featureState, providerState, clusters] =
    await Promise.all([
      ask("VM sizes", creates && location !== undefined, () => azure.offers.vmSizes(place, signal)),
      ask("quota", creates && location !== undefined, () => azure.offers.usages(place, signal)),
      ask("Kubernetes versions", createsCluster && location !== undefined, () =>
        azure.offers.kubernetesVersions(place, signal),
      ),
      ask("permissions", creates, () => azure.authorization.permissions(narrowest, signal)),
      ask("locks", creates, () => azure.authorization.locks(scope, signal)),
      ask("feature", creates && feature !== undefined, () =>
        azure.features.state(feature?.namespace ?? "", feature?.name ?? "", signal),
      ),
      ask("provider", createsCluster, () => azure.providers.state(provider, signal)),
      ask(clusterList, createsCluster, () => azure.clusters.firstPage(signal)),
    ]);
  if (clusters?.isWhole === false) {
    const reason = `only the first ${clusters.clusters.length} were read: a preflight sends ${mostRequests} requests at most`;
    unknown.push({ fact: clusterList, reason });
  }
  const states = [
    [provider, providerState],
    [feature === undefined ? "" : `${feature.namespace}/${feature.name}`, featureState],
  ] as const;
  return {
    cluster,
    location,
    vmSizes,
    usages,
    kubernetesVersions,
    clusterLocations: clusters?.clusters.map((each) => each.location),
    permissions,
    locks,
    registrations: new Map(states.flatMap(([name, state]) => (state === undefined ? [] : [[name, state]]))),
    unknown,
  };
}

/** Azure answered, and said no: a role that may not look, an API that a cloud does not have. */
function isAnswer(error: unknown): error is CliError {
  const status = error instanceof CliError ? error.azure?.status : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 401 && status !== 429;
}
