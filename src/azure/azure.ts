/**
 * The Azure border in our own words: what the rest of the program may ask of Azure. `azure/connect.ts` implements it
 * with the Azure SDK; nothing outside `azure/` imports `@azure/*`. Bodies that are sent are in ARM's wire form (the
 * form of the REST documentation, of `az --debug` and of `--set`); what comes back is converted at once.
 */
import type { AzureErrorDetails } from "../errors.js";
import type { JsonObject } from "../json.js";

export interface AzureConnection {
  readonly subscriptionId: string;
  readonly tenantId: string | undefined;
  /** Name of the cloud: `public`, `usgov`, `china`, or `custom` where the endpoint was set by hand. */
  readonly cloud: string;
  readonly armEndpoint: string;
  /** Signs in (gets an ARM token) and tells who we are. Throws a CliError `NotSignedIn` (exit 4). */
  signIn(signal: AbortSignal): Promise<Principal>;
  /** A bearer token for an Entra-enabled cluster's API server. */
  kubernetesToken(signal: AbortSignal): Promise<string>;
  readonly resourceGroups: ResourceGroups;
  readonly providers: Providers;
  readonly features: Features;
  readonly clusters: Clusters;
  readonly pools: Pools;
  readonly offers: Offers;
  readonly authorization: Authorization;
  /** Requests sent so far to ARM, token requests apart. */
  readonly requestCount: () => number;
}

export interface Principal {
  /** Object id from the token, else the application id. */
  readonly id: string;
  readonly tenantId: string | undefined;
  /** How we signed in, in words: "Azure CLI", "GitHub OIDC", ... */
  readonly method: string;
}

export interface ResourceGroup {
  readonly name: string;
  readonly location: string;
  readonly provisioningState: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ResourceGroups {
  /** Undefined when it does not exist. */
  get(name: string, signal: AbortSignal): Promise<ResourceGroup | undefined>;
  create(
    name: string,
    location: string,
    tags: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ResourceGroup>;
}

export interface Providers {
  /** Registration state: `Registered`, `Registering`, `NotRegistered`, `Unregistered`. */
  state(namespace: string, signal: AbortSignal): Promise<string>;
  register(namespace: string, signal: AbortSignal): Promise<string>;
}

/** States of a feature: NotSpecified, NotRegistered, Pending, Registering, Registered, Unregistering, Unregistered. */
export interface Features {
  state(namespace: string, feature: string, signal: AbortSignal): Promise<string>;
  register(namespace: string, feature: string, signal: AbortSignal): Promise<string>;
}

/** What a region offers to this subscription. */
export interface Offers {
  /** Every VM size of the region, restricted ones included; one request (some megabytes in the real cloud). */
  vmSizes(location: string, signal: AbortSignal): Promise<readonly VmSize[]>;
  /** Cores in use and allowed, by family and in all, of the region. */
  usages(location: string, signal: AbortSignal): Promise<readonly Usage[]>;
  kubernetesVersions(location: string, signal: AbortSignal): Promise<readonly KubernetesVersion[]>;
}

/** One of the Compute service's resource SKUs. */
export interface VmSize {
  readonly name: string;
  /** Joins to `Usage.name`. */
  readonly family: string;
  readonly vcpus: number;
  readonly memoryGb: number;
  /** `V1`, `V2`. */
  readonly generations: readonly string[];
  /** `x64` or `Arm64`. */
  readonly cpu: string;
  /** Zones that the size has in the region. */
  readonly zones: readonly string[];
  /** The whole location is closed to this subscription. */
  readonly isRestricted: boolean;
  /** Zones that are closed to this subscription. */
  readonly restrictedZones: readonly string[];
  /** E.g. `NotAvailableForSubscription`. */
  readonly restrictionReason: string | undefined;
  /** A capability `NestedVirtualization` of the SKU: not documented, and undefined where Azure sends none. */
  readonly nestedVirtualization: boolean | undefined;
}

export interface Usage {
  /** `cores` for the region's total, else a family's name. */
  readonly name: string;
  readonly current: number;
  readonly limit: number;
}

export interface KubernetesVersion {
  /** `1.33` */
  readonly version: string;
  /** `1.33.5`, newest last. */
  readonly patchVersions: readonly string[];
  readonly isPreview: boolean;
  readonly isDefault: boolean;
  /** `KubernetesOfficial`, `AKSLongTermSupport`. */
  readonly supportPlans: readonly string[];
}

export interface Authorization {
  /** What the signed-in principal may do at a scope: actions with `*`, and what is taken from them. */
  permissions(scope: string, signal: AbortSignal): Promise<readonly Permission[]>;
  /** Locks that hold at a scope, those inherited included. */
  locks(scope: string, signal: AbortSignal): Promise<readonly Lock[]>;
}

export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

export interface Lock {
  readonly name: string;
  /** `ReadOnly` or `CanNotDelete`. */
  readonly level: string;
  readonly id: string;
  /** ARM id of what it locks, everything below included; empty where the lock's id does not tell. */
  readonly scope: string;
}

/** What a PUT may carry besides its body. */
export interface PutOptions {
  /** api-version to ask for; undefined = the SDK's default. */
  readonly apiVersion: string | undefined;
  /** Send `If-None-Match: *`: create only, a resource that exists is a conflict. */
  readonly createOnly: boolean;
  /** Send `If-Match` with this eTag. */
  readonly ifMatch: string | undefined;
}

export interface Clusters {
  /** The cluster, and whether the resource group exists, by what Azure says of a cluster that it does not find. */
  find(
    group: string,
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly cluster: Cluster | undefined; readonly groupExists: boolean }>;
  get(group: string, name: string, signal: AbortSignal, apiVersion?: string): Promise<Cluster | undefined>;
  /** All clusters of the group, or of the subscription when `group` is undefined. */
  list(group: string | undefined, signal: AbortSignal): Promise<readonly Cluster[]>;
  /** Those of the subscription that come with one request; `isWhole`: there are no others. */
  firstPage(signal: AbortSignal): Promise<{ readonly clusters: readonly Cluster[]; readonly isWhole: boolean }>;
  put(
    group: string,
    name: string,
    body: JsonObject,
    options: PutOptions,
    signal: AbortSignal,
  ): Promise<ArmOperation<Cluster>>;
  delete(group: string, name: string, signal: AbortSignal): Promise<ArmOperation<undefined>>;
  /** The kubeconfig that AKS hands out for a cluster user; `format: "exec"` gives kubelogin's exec form. */
  userKubeconfig(group: string, name: string, signal: AbortSignal): Promise<string>;
}

export interface Pools {
  get(
    group: string,
    cluster: string,
    name: string,
    signal: AbortSignal,
    apiVersion?: string,
  ): Promise<Pool | undefined>;
  list(group: string, cluster: string, signal: AbortSignal): Promise<readonly Pool[]>;
  put(
    group: string,
    cluster: string,
    name: string,
    body: JsonObject,
    options: PutOptions,
    signal: AbortSignal,
  ): Promise<ArmOperation<Pool>>;
  delete(group: string, cluster: string, name: string, signal: AbortSignal): Promise<ArmOperation<undefined>>;
}

/** A long operation that Azure accepted. It goes on in Azure whatever happens to us. */
export interface ArmOperation<T> {
  /** GUID of the operation, or undefined where Azure gave none. The signed URL is a secret and stays inside. */
  readonly id: string | undefined;
  /** The resource as the first reply showed it. */
  readonly accepted: T;
  /** One poll: asks Azure once and reports. A transient fault is thrown as CliError with `azure.status` 429 or 5xx. */
  poll(signal: AbortSignal): Promise<OperationStatus>;
}

export interface OperationStatus {
  /** `status` alone decides: an error object beside `InProgress` or `Succeeded` means nothing. */
  readonly state: "running" | "succeeded" | "failed" | "canceled";
  /** Azure's own word: `InProgress`, `CreatingAgentPools: 1/3 nodes completed`, ... */
  readonly status: string;
  /** Only for `failed` and `canceled`. */
  readonly error: AzureErrorDetails | undefined;
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly provisioningState: string;
  /** `Running` or `Stopped`. */
  readonly powerState: string;
  /** As asked, e.g. `1.33`. */
  readonly kubernetesVersion: string;
  /** As running, e.g. `1.33.5`. */
  readonly currentKubernetesVersion: string;
  /** Host name of the API server; the private one for a private cluster; undefined while it is being made. */
  readonly fqdn: string | undefined;
  readonly isPrivate: boolean;
  /** Entra ID integration is on (`aadProfile.managed`). */
  readonly usesEntra: boolean;
  readonly localAccountsDisabled: boolean;
  readonly nodeResourceGroup: string;
  readonly networkPlugin: string | undefined;
  readonly networkPluginMode: string | undefined;
  /** Advanced Container Networking Services' eBPF host routing (`accelerationMode` BpfVeth). */
  readonly usesEbpfHostRouting: boolean;
  readonly oidcIssuerUrl: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly eTag: string | undefined;
  readonly pools: readonly Pool[];
}

export interface Pool {
  /** Undefined for a pool read out of a cluster's body, which carries none. */
  readonly id: string | undefined;
  readonly name: string;
  readonly mode: string;
  readonly count: number;
  readonly vmSize: string;
  readonly osType: string;
  readonly osSku: string;
  /** `OCIContainer` where Azure omits it (stable api-versions do so for ordinary pools). */
  readonly workloadRuntime: string;
  readonly provisioningState: string;
  readonly powerState: string;
  readonly autoscaling: { readonly minCount: number; readonly maxCount: number } | undefined;
  readonly maxPods: number | undefined;
  readonly osDiskSizeGb: number | undefined;
  readonly vnetSubnetId: string | undefined;
  readonly nodeImageVersion: string | undefined;
  readonly orchestratorVersion: string | undefined;
  readonly currentOrchestratorVersion: string | undefined;
  readonly availabilityZones: readonly string[];
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly nodeTaints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly eTag: string | undefined;
}
