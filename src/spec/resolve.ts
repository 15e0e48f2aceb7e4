import { usageError } from "../errors.js";
import { initializationTaintsFor } from "../runtimes/initialization-taints.js";
import type { RuntimeTable, SandboxRuntime } from "../runtimes/runtime.js";
import { readInstaller, type InstallerOptions } from "./installer-choice.js";
import { readLabels, readTaints } from "./labels.js";
import {
  checkApiVersion,
  checkClusterName,
  checkKubernetesVersion,
  checkLocation,
  checkPoolName,
  checkResourceGroupName,
} from "./names.js";
import { readOverlay } from "./overlay.js";
import { readCount, resolvePoolSize, type PoolSizeOptions } from "./pool-size.js";
import { chooseRuntime, type RuntimeOptions } from "./runtime-choice.js";
import type { KubeconfigSpec, NewClusterSpec, PoolSpec, SandboxSpec } from "./sandbox-spec.js";
import { checkVmSize } from "./vm-size.js";

/** Flags of a sandbox pool, as texts. Names follow `az aks nodepool add`. */
export interface PoolOptions extends PoolSizeOptions, RuntimeOptions, InstallerOptions {
  readonly name?: string | undefined;
  readonly nodeVmSize?: string | undefined;
  readonly zones?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly nodeTaints?: readonly string[] | undefined;
  /** `--no-taint` makes it false. */
  readonly taint?: boolean | undefined;
  readonly maxPods?: string | undefined;
  readonly nodeOsdiskSize?: string | undefined;
  readonly vnetSubnetId?: string | undefined;
  readonly setPool?: readonly string[] | undefined;
}

export interface NewClusterOptions {
  readonly apiVersion?: string | undefined;
  readonly kubernetesVersion?: string | undefined;
  readonly systemVmSize?: string | undefined;
  readonly systemCount?: string | undefined;
  readonly sandboxSystemPool?: boolean | undefined;
  readonly set?: readonly string[] | undefined;
}

export interface TargetOptions {
  readonly resourceGroup: string;
  readonly cluster: string;
  readonly location?: string | undefined;
}

export interface KubeconfigOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly setCurrent?: boolean | undefined;
  readonly overwriteExisting?: boolean | undefined;
}

export interface ClusterAccessOptions extends KubeconfigOptions {
  readonly runtimeClass?: string | undefined;
  /** `--no-kubernetes` makes it false. */
  readonly kubernetes?: boolean | undefined;
  readonly skipCheck?: readonly string[] | undefined;
  readonly skipPreflight?: boolean | undefined;
  /** `--no-verify` makes it false. */
  readonly verify?: boolean | undefined;
}

export interface Target {
  readonly resourceGroup: string;
  readonly cluster: string;
  readonly location: string | undefined;
}

export const defaultPoolName = "sandbox";
/** A size of generation 2 with nested virtualization on which such pools were seen to work. */
export const defaultVmSize = "Standard_D4s_v5";
/** System nodes need at least 2 vCPU and 4 GB (AKS documentation, quotas-skus-regions). */
export const defaultSystemVmSize = "Standard_D2s_v5";
/** AKS's documentation asks for at least two nodes in a system pool. */
export const defaultSystemCount = 2;
const systemPoolName = "system";

export function resolveTarget(options: TargetOptions): Target {
  return {
    resourceGroup: checkResourceGroupName(options.resourceGroup),
    cluster: checkClusterName(options.cluster),
    location: options.location === undefined ? undefined : checkLocation(options.location),
  };
}

export function resolvePool(options: PoolOptions, rows?: RuntimeTable): PoolSpec {
  const { runtime, osSku } = chooseRuntime(options, rows);
  return {
    name: checkPoolName(options.name ?? defaultPoolName),
    runtime,
    osSku,
    vmSize: checkVmSize("--node-vm-size", options.nodeVmSize ?? defaultVmSize),
    size: resolvePoolSize(options),
    zones: readZones(options.zones ?? []),
    labels: readLabels(options.labels ?? []),
    taints: readTaints(options.nodeTaints ?? []),
    isTainted: options.taint ?? true,
    maxPods: readOptionalNumber("--max-pods", options.maxPods, 1, 250),
    osDiskSizeGb: readOptionalNumber("--node-osdisk-size", options.nodeOsdiskSize, 1, 2048),
    vnetSubnetId: readSubnet(options.vnetSubnetId),
    // Read by `resolveSpec` alone: the sizes of a region are judged without them.
    initializationTaints: [],
    installer: undefined,
    overlay: readOverlay("--set-pool", options.setPool ?? []),
  };
}

export function resolveNewCluster(options: NewClusterOptions): NewClusterSpec {
  const { kubernetesVersion } = options;
  if (kubernetesVersion !== undefined) checkKubernetesVersion(kubernetesVersion);
  return {
    apiVersion: options.apiVersion === undefined ? undefined : checkApiVersion(options.apiVersion),
    kubernetesVersion,
    systemPool: {
      name: systemPoolName,
      vmSize: checkVmSize("--system-vm-size", options.systemVmSize ?? defaultSystemVmSize),
      count: readCount("--system-count", options.systemCount ?? String(defaultSystemCount), 1),
    },
    sandboxSystemPool: options.sandboxSystemPool ?? false,
    overlay: readOverlay("--set", options.set ?? []),
  };
}

export function resolveKubeconfig(options: KubeconfigOptions): KubeconfigSpec {
  return {
    path: options.kubeconfig,
    contextName: options.context,
    setCurrent: options.setCurrent ?? false,
    overwrite: options.overwriteExisting ?? false,
  };
}

/** The whole of what `up` and `plan` ask for. `rows`: the runtimes there are; default: ours. */
export function resolveSpec(
  options: TargetOptions & PoolOptions & NewClusterOptions & ClusterAccessOptions,
  rows?: RuntimeTable,
): SandboxSpec {
  const asked = resolvePool(options, rows);
  const { runtime } = asked;
  const newCluster = resolveNewCluster(options);
  refuseOlderApi(runtime, newCluster.apiVersion);
  const pool = {
    ...asked,
    installer: readInstaller(options, runtime),
    // A system pool takes no such taint.
    initializationTaints: newCluster.sandboxSystemPool ? [] : initializationTaintsFor(runtime, newCluster.apiVersion),
  };
  if (newCluster.sandboxSystemPool && pool.taints.length > 0) {
    throw usageError(
      "SystemPoolTaint",
      `--sandbox-system-pool makes the sandbox pool the only pool, and the cluster's own pods do not tolerate ${pool.taints.join(", ")}`,
      "leave --node-taints out, or leave --sandbox-system-pool out",
    );
  }
  return {
    ...resolveTarget(options),
    pool: newCluster.sandboxSystemPool ? { ...pool, isTainted: false } : pool,
    newCluster,
    runtimeClass: {
      name: options.runtimeClass ?? pool.runtime.runtimeClass.name,
      overhead: pool.runtime.runtimeClass.overhead.podFixed,
    },
    kubeconfig: resolveKubeconfig(options),
    useKubernetes: options.kubernetes ?? true,
    prove: options.verify ?? true,
    skipChecks: resolveSkippedChecks(options),
  };
}

export function resolveSkippedChecks({
  skipPreflight,
  skipCheck,
}: Pick<ClusterAccessOptions, "skipCheck" | "skipPreflight">): SandboxSpec["skipChecks"] {
  return skipPreflight === true ? "all" : new Set(skipCheck ?? []);
}

/** A row whose values previews alone know is not asked for with a stable version. */
function refuseOlderApi({ id, pool }: SandboxRuntime, asked: string | undefined): void {
  if (asked === undefined || pool.apiVersion?.endsWith("-preview") !== true || asked.endsWith("-preview")) return;
  throw usageError(
    "ApiVersionTooStable",
    `--api-version ${asked} does not know the values of ${id}: they exist in preview versions alone`,
    `leave it out for ${pool.apiVersion}`,
  );
}

function readZones(texts: readonly string[]): readonly string[] {
  const zones = texts.flatMap((text) => text.split(/[\s,]+/)).filter((zone) => zone !== "");
  const wrong = zones.find((zone) => !/^[1-9]$/.test(zone));
  if (wrong === undefined) return [...new Set(zones)];
  throw usageError("InvalidZone", `--zones "${wrong}" is not a zone`, "for example: --zones 1 2 3");
}

function readOptionalNumber(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw usageError(
    "InvalidNumber",
    `${flag} "${text}" is not a whole number from ${least} to ${most}`,
    `for example: ${flag} ${least}`,
  );
}

const subnetId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i;

function readSubnet(id: string | undefined): string | undefined {
  if (id === undefined || subnetId.test(id)) return id;
  throw usageError(
    "InvalidSubnet",
    `--vnet-subnet-id "${id}" is not a subnet's resource id`,
    "find it with: az network vnet subnet show -g GROUP --vnet-name VNET -n SUBNET --query id -o tsv",
  );
}
