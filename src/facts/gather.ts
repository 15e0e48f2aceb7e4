import type { AzureConnection, Cluster, ResourceGroup } from "../azure/azure.js";
import { CliError } from "../errors.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { Facts } from "./facts.js";

/** What is known already, and what would be made: only that is asked for. */
export interface FactsRequest {
  readonly cluster: Cluster | undefined;
  /** Undefined: it does not exist. */
  readonly resourceGroup: ResourceGroup | undefined;
  readonly location: string | undefined;
  /** A resource group that is not known to exist yet has no scope of its own. */
  readonly resourceGroupName: string;
  readonly createsCluster: boolean;
  readonly createsPool: boolean;
  readonly runtime: SandboxRuntime | undefined;
}

const provider = "Microsoft.ContainerService";

/**
 * Gathers, all at once: nothing where nothing would be made, else sizes, quota, permissions and locks, and what only a new
 * cluster needs. What Azure does not let us look at stays unknown; a lost connection or a sign-in that failed is thrown.
 */
export async function gatherFacts(azure: AzureConnection, request: FactsRequest, signal: AbortSignal): Promise<Facts> {
  const { cluster, resourceGroup, createsCluster, createsPool, runtime } = request;
  const location = cluster?.location ?? request.location ?? resourceGroup?.location;
  const unknown: { fact: string; reason: string }[] = [];
  const ask = async <T>(fact: string, isWanted: boolean, get: () => Promise<T>): Promise<T | undefined> => {
    if (!isWanted) return undefined;
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
  const scope =
    cluster === undefined && resourceGroup === undefined
      ? subscription
      : `${subscription}/resourceGroups/${request.resourceGroupName}`;
  const place = location ?? "";
  const feature = runtime?.feature;
  const [vmSizes, usages, kubernetesVersions, permissions, locks, providerState, featureState] = await Promise.all([
    ask("VM sizes", creates && location !== undefined, () => azure.offers.vmSizes(place, signal)),
    ask("quota", creates && location !== undefined, () => azure.offers.usages(place, signal)),
    ask("Kubernetes versions", createsCluster && location !== undefined, () =>
      azure.offers.kubernetesVersions(place, signal),
    ),
    ask("permissions", creates, () => azure.authorization.permissions(scope, signal)),
    ask("locks", creates, () => azure.authorization.locks(scope, signal)),
    ask("provider", createsCluster, () => azure.providers.state(provider, signal)),
    ask("feature", creates && feature !== undefined, () =>
      azure.features.state(feature?.namespace ?? "", feature?.name ?? "", signal),
    ),
  ]);
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
