import {
  booleanAt,
  compact,
  filledObject,
  isObject,
  numberAt,
  objectAt,
  textAt,
  textsAt,
  type Json,
  type JsonObject,
} from "../json.js";
import { compareMinor, releaseAt, type KubernetesVersion } from "./versions.js";
import { windowsImage } from "./windows-images.js";
import { localDnsProfile } from "./local-dns.js";
import { isAvailabilitySet, isVmPool, vmPoolCounts } from "./vm-pool.js";
import { defaultVmSize, findVmSize, type VmSize } from "./vm-sizes.js";
import { powerOf } from "./power-state.js";

export interface PoolSurroundings {
  readonly clusterVersion: KubernetesVersion;
  readonly networkProfile: JsonObject;
  readonly timeMs: number;
  /** Asked for in a cluster's PUT, not in one of its own. */
  readonly isOfCluster: boolean;
}

/** What no answer ever repeats: read-only, or accepted and not returned (recorded 2025-11). */
const dropped = new Set(["provisioningState", "currentOrchestratorVersion", "nodeImageVersion", "eTag", "status"]);

/** Repeated for spot pools alone (recorded 2025-11 for the others). */
const spotOnly = new Set(["scaleSetPriority", "scaleSetEvictionPolicy", "spotMaxPrice"]);

/**
 * The properties of a pool as AKS keeps them: what was sent, what was there before (`base`; an omitted property stays
 * as it was: assumed), and the defaults the service fills in. Order and values as recorded on 2025-11-04 and -06.
 */
export function completePool(
  sent: JsonObject,
  base: JsonObject,
  version: KubernetesVersion,
  around: PoolSurroundings,
): JsonObject {
  const all: JsonObject = { ...base };
  for (const [key, value] of Object.entries(sent)) {
    if (dropped.has(key) || value === undefined || value === null) continue;
    all[key] = value;
  }
  if (all["scaleSetPriority"] === "Spot") markSpot(all);
  // undefined is left out of what is kept.
  else for (const key of spotOnly) all[key] = undefined;
  const type = textAt(all, "type") || "VirtualMachineScaleSets";
  all["type"] = type;
  if (isVmPool(all)) Object.assign(all, vmPoolCounts(all, base, textAt(all, "vmSize") || defaultVmSize));
  const size = findVmSize(textAt(all, "vmSize") || defaultVmSize);
  const disk = osDisk(all, size);
  const osType = textAt(all, "osType") || "Linux";
  const osSku = textAt(all, "osSKU") || defaultOsSku(osType, version);
  const known: JsonObject = {
    count: numberAt(all, "count") ?? 1,
    // Repeated as it was spelled (recorded).
    vmSize: textAt(all, "vmSize") || size?.name,
    ...disk,
    kubeletDiskType: textAt(all, "kubeletDiskType") || "OS",
    // Shown where it was asked for, and to nobody else (recorded with several clients, 2023-12 to 2026-02).
    workloadRuntime: textAt(all, "workloadRuntime") || undefined,
    maxPods: numberAt(all, "maxPods") || defaultMaxPods(around.networkProfile),
    type,
    enableAutoScaling:
      asked(all, "enableAutoScaling") ?? filledIn(!around.isOfCluster && around.timeMs >= filledFromMs),
    scaleDownMode: textAt(all, "scaleDownMode") || (isScaleDownShown(around, base) ? "Delete" : undefined),
    powerState: { code: powerOf(all) === "Stopped" ? "Stopped" : "Running" },
    orchestratorVersion: version.asked,
    currentOrchestratorVersion: version.full,
    enableNodePublicIP: asked(all, "enableNodePublicIP") ?? filledIn(around.timeMs >= filledFromMs),
    nodeLabels: filledObject(all["nodeLabels"]),
    tags: filledObject(all["tags"]),
    nodeTaints: filledList(all, "nodeTaints"),
    nodeInitializationTaints: filledList(all, "nodeInitializationTaints"),
    mode: textAt(all, "mode") || "User",
    enableEncryptionAtHost: asked(all, "enableEncryptionAtHost"),
    enableUltraSSD: asked(all, "enableUltraSSD"),
    osType,
    osSKU: osSku,
    nodeImageVersion:
      sameImage(base, osSku, booleanAt(all, "enableFIPS"), version) && base["nodeImageVersion"] !== undefined
        ? base["nodeImageVersion"]
        : nodeImage({ ...all, osSKU: osSku }, version, size, around.timeMs),
    upgradeStrategy: textAt(all, "upgradeStrategy") || "Rolling",
    // Availability sets have none (recorded 2025).
    upgradeSettings: type === "AvailabilitySet" ? {} : upgradeSettings(all["upgradeSettings"], base, version, around),
    enableFIPS: booleanAt(all, "enableFIPS"),
    securityProfile: securityProfile(objectAt(all, "securityProfile")),
    localDNSProfile: localDnsProfile(all["localDNSProfile"], base["localDNSProfile"]),
  };
  if (known["enableAutoScaling"] !== true) {
    delete all["minCount"];
    delete all["maxCount"];
  }
  // What was sent and is not touched above comes back as it came.
  return compact({ ...all, ...known });
}

/** Answers of yes and no that were not asked for: some are filled in since 2024-11-05 (ASO, recorded 2023-12 to 2026-02). */
const filledFromMs = Date.UTC(2024, 10, 5);

function asked(all: JsonObject, key: string): boolean | undefined {
  const value = all[key];
  return typeof value === "boolean" ? value : undefined;
}

/** What a pool that came with its cluster shows only once the cluster stands (ASO, recorded 2024-11 to 2026-02). */
export function withLateAnswers(properties: JsonObject, timeMs: number): JsonObject {
  const isFilled = timeMs >= filledFromMs && !isVmPool(properties);
  return isFilled ? { enableAutoScaling: false, ...properties } : properties;
}

function filledIn(isFilled: boolean): false | undefined {
  return isFilled ? false : undefined;
}

/** Where it was not asked for: of a pool with a PUT of its own always, of a cluster's pool since 2025-04-10 (recorded). */
function isScaleDownShown({ isOfCluster, timeMs }: PoolSurroundings, base: JsonObject): boolean {
  return (!isOfCluster && Object.keys(base).length === 0) || timeMs >= Date.UTC(2025, 3, 10);
}

/** Pools with a PUT of their own got the default surge between 2025-05-16 and 2025-06-03. */
const poolSurgeFromMs = Date.UTC(2025, 5, 3);
/** Filled in since then (`service-history.ts`). */
const maxUnavailableFromMs = Date.UTC(2025, 3, 10);

/**
 * `maxSurge` is filled in when a pool is made: for pools of a cluster's PUT from Kubernetes 1.28 on, for others by date
 * (recorded 2024-01 to 2025-11).
 */
function upgradeSettings(
  sent: Json | undefined,
  base: JsonObject,
  version: KubernetesVersion,
  { isOfCluster, timeMs }: PoolSurroundings,
): JsonObject | undefined {
  const before = objectAt(base, "upgradeSettings");
  const isNew = Object.keys(base).length === 0 || isAvailabilitySet(base);
  const hasSurge = isOfCluster ? compareMinor(version.full, "1.28") >= 0 : timeMs >= poolSurgeFromMs;
  const filled = {
    ...(isNew && hasSurge ? { maxSurge: "10%" } : {}),
    ...(timeMs >= maxUnavailableFromMs ? { maxUnavailable: "0" } : {}),
  };
  // Nothing sent and nothing filled in: not shown (recorded with ASO, 2023-12 to 2024-11).
  if (!isObject(sent) && Object.keys({ ...filled, ...before }).length === 0) return undefined;
  return { ...filled, ...before, ...(isObject(sent) ? sent : {}) };
}

/** AKS documentation, "Add a spot node pool": the policy, the price, the label and the taint that the service adds. */
function markSpot(pool: JsonObject): void {
  const key = "kubernetes.azure.com/scalesetpriority";
  const taint = `${key}=spot:NoSchedule`;
  pool["scaleSetEvictionPolicy"] ??= "Delete";
  pool["spotMaxPrice"] ??= -1;
  pool["nodeLabels"] = { ...objectAt(pool, "nodeLabels"), [key]: "spot" };
  const taints = textsAt(pool, "nodeTaints");
  if (!taints.includes(taint)) pool["nodeTaints"] = [...taints, taint];
}

function securityProfile(sent: JsonObject): JsonObject {
  const ssh = textAt(sent, "sshAccess");
  return compact({
    ...sent,
    // Sent as `localuser` by az, answered as `LocalUser` (recorded).
    sshAccess: ssh === "" || ssh.toLowerCase() === "localuser" ? "LocalUser" : ssh,
    enableVTPM: booleanAt(sent, "enableVTPM"),
    enableSecureBoot: booleanAt(sent, "enableSecureBoot"),
  });
}

/**
 * Ephemeral when the machine has room for at least the default 128 GB, else managed, by vCPUs (AKS documentation). The
 * host's cache goes before the temporary disk, however much larger that is (recorded 2025).
 */
function osDisk(all: JsonObject, size: VmSize | undefined): JsonObject {
  const room = size?.ephemeralGb ?? 0;
  const cacheGb = size?.cacheGib ?? 0;
  const askedGb = numberAt(all, "osDiskSizeGB") ?? 0;
  const askedType = textAt(all, "osDiskType");
  const fits = room >= Math.max(askedGb, 128);
  const type = askedType === "" ? (fits ? "Ephemeral" : "Managed") : askedType;
  const ephemeralGb = room > 0 && cacheGb >= 128 ? cacheGb : room;
  const defaultGb = type === "Ephemeral" ? ephemeralGb : managedGb(size?.vcpus ?? 2);
  return { osDiskSizeGB: askedGb === 0 ? defaultGb : askedGb, osDiskType: type };
}

function managedGb(vcpus: number): number {
  if (vcpus < 8) return 128;
  if (vcpus < 16) return 256;
  return vcpus < 64 ? 512 : 1024;
}

/** Recorded: 250 for CNI overlay, 110 for kubenet; documented: 30 for CNI with addresses of the subnet. */
function defaultMaxPods(networkProfile: JsonObject): number {
  if (textAt(networkProfile, "networkPlugin") === "kubenet") return 110;
  return textAt(networkProfile, "networkPluginMode") === "overlay" ? 250 : 30;
}

/** The contract's description of osSKU. */
function defaultOsSku(osType: string, version: KubernetesVersion): string {
  if (osType !== "Windows") return "Ubuntu";
  return compareMinor(version.full, "1.25") < 0 ? "Windows2019" : "Windows2022";
}

function sameImage(base: JsonObject, osSku: string, isFips: boolean, version: KubernetesVersion): boolean {
  return (
    base["osSKU"] === osSku &&
    booleanAt(base, "enableFIPS") === isFips &&
    compareMinor(textAt(base, "currentOrchestratorVersion") || version.full, version.full) === 0
  );
}

export function isKataRuntime(workloadRuntime: string): boolean {
  return workloadRuntime === "KataVmIsolation" || workloadRuntime === "KataMshvVmIsolation";
}

/** The image that a machine of this pool gets when it is made now. */
export function currentImage(pool: JsonObject, timeMs: number): string {
  const version = { asked: textAt(pool, "orchestratorVersion"), full: textAt(pool, "currentOrchestratorVersion") };
  const size = findVmSize(textAt(pool, "vmSize"));
  return nodeImage(pool, version, size, timeMs);
}

/** Azure Linux is version 3 from Kubernetes 1.32 on, 2.0 below; its Kata image of 2.0 is frozen at 202509.05.0 (read). */
function nodeImage(pool: JsonObject, version: KubernetesVersion, size: VmSize | undefined, timeMs: number): string {
  const { imageDate } = releaseAt(timeMs);
  const osSku = textAt(pool, "osSKU") || "Ubuntu";
  const isKata = isKataRuntime(textAt(pool, "workloadRuntime"));
  const isFips = booleanAt(pool, "enableFIPS");
  const machine = size?.cpu === "Arm64" ? "gen2arm64" : size?.generations === "V1" ? "" : "gen2";
  // Trusted Launch, of a virtual TPM that the pool began with (recorded 2024-03 and 2025-09).
  const trusted = booleanAt(objectAt(pool, "securityProfile"), "enableVTPM") ? "TL" : "";
  if (osSku.startsWith("Windows")) return windowsImage(osSku, timeMs);
  if (osSku === "Flatcar") return `AKSFlatcar-flatcar${machine}-${imageDate}`;
  if (osSku.startsWith("Ubuntu")) {
    const release = ubuntuRelease(osSku, version, isFips);
    return `AKSUbuntu-${release}${machine}${isFips ? "fips" : ""}${trusted}containerd-${imageDate}`;
  }
  if (osSku.endsWith("OSGuard"))
    return `AKSAzureLinux-OSGuardV3${machine}${isFips ? "fips" : ""}${trusted}-${imageDate}`;
  if (osSku === "CBLMariner" || osSku === "Mariner")
    return `AKSCBLMariner-V2${isKata ? "katagen2" : machine}-${imageDate}`;
  if (osSku === "AzureLinux3" || compareMinor(version.full, "1.32") >= 0) {
    return `AKSAzureLinux-V3${isKata ? "katagen2" : machine}${isFips ? "fips" : ""}${trusted}-${imageDate}`;
  }
  return isKata
    ? "AKSAzureLinux-V2katagen2-202509.05.0"
    : `AKSAzureLinux-V2${machine}${isFips ? "fips" : ""}${trusted}-${imageDate}`;
}

/** Recorded: 18.04 below Kubernetes 1.25, and 20.04 with FIPS; read: 24.04 from 1.35 on. */
function ubuntuRelease(osSku: string, version: KubernetesVersion, isFips: boolean): string {
  if (osSku === "Ubuntu2404") return "2404";
  if (isFips) return "2004";
  if (osSku === "Ubuntu2204") return "2204";
  if (compareMinor(version.full, "1.25") < 0) return "1804";
  return compareMinor(version.full, "1.35") >= 0 ? "2404" : "2204";
}

/** az clears a list with `[""]`. */
function filledList(all: JsonObject, key: string): Json | undefined {
  const texts = textsAt(all, key).filter((text) => text !== "");
  return texts.length > 0 ? texts : undefined;
}
