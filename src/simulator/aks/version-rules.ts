import { providerError } from "../arm/errors.js";
import { textAt, type JsonObject } from "../json.js";
import type { Cluster, Pool } from "./cluster.js";
import { isMachinesPool } from "./single-machines/machines-pool.js";
import { minorNumber, oldestPoolSkew, skew, upgradesOf } from "./upgrade-paths.js";
import {
  compareMinor,
  compareVersions,
  findMinor,
  inheritedVersion,
  minorOf,
  resolveVersion,
  type KubernetesVersion,
} from "./versions.js";

const howToList =
  "use [az aks get-versions] command to get the supported version list in this region. For more information, please " +
  "check https://aka.ms/supported-version-list";
const skewPolicy = "For more information, please check https://aka.ms/version-skew-policy";

/** The version that a new cluster gets. Codes and texts: public issues of 2024 and 2025. */
export function newClusterVersion(
  name: string,
  asked: string,
  support: { readonly plan: string; readonly tier: string },
  timeMs: number,
): KubernetesVersion {
  const version = resolveVersion(asked, timeMs);
  if (version === undefined) {
    throw unsupported(
      `Managed cluster ${name} is on version ${asked} which is not supported in this region. Please ${howToList}`,
    );
  }
  checkSupportPlan(name, version.full, support, timeMs);
  return version;
}

/** A version in long-term support alone needs that plan, and the plan the Premium tier. */
function checkSupportPlan(
  name: string,
  full: string,
  { plan, tier }: { readonly plan: string; readonly tier: string },
  timeMs: number,
): void {
  const plans = findMinor(full, timeMs)?.plans ?? [];
  const isLongTerm = plan === "AKSLongTermSupport";
  if (isLongTerm && tier !== "Premium") {
    // Rule: AKS documentation of long-term support; code and text: ours.
    throw providerError(400, "InvalidParameter", `Long-term support needs the Premium tier, not ${tier}.`, {
      target: "supportPlan",
    });
  }
  if (plans.includes("KubernetesOfficial") || isLongTerm) return;
  throw unsupported(
    `Managed cluster ${name} is on version ${full}, which is only available for Long-Term Support (LTS). If you ` +
      `intend to onboard to LTS, please ensure the cluster is in Premium tier and LTS support plan (see ` +
      `https://aka.ms/aks/enable-lts). Otherwise, ${howToList}`,
  );
}

/**
 * The version that an existing cluster gets by a PUT. A minor version that it already has leaves its patch as it is
 * (AKS documentation of alias minor versions). Texts: public issues (2019 for a downgrade, in the form of 2024).
 */
export function updatedClusterVersion(
  cluster: Cluster,
  asked: string,
  support: { readonly plan: string; readonly tier: string },
  timeMs: number,
): KubernetesVersion {
  const before = textAt(cluster.properties, "kubernetesVersion");
  const full = textAt(cluster.properties, "currentKubernetesVersion");
  if (asked === "" || asked === before) return { asked: before, full };
  if (asked === minorOf(full) || asked === full) return { asked, full };
  const wanted = resolveVersion(asked, timeMs);
  const target = wanted?.full ?? asked;
  const upgrades = upgradesOf(full, timeMs).map(({ version }) => version);
  if (wanted === undefined || !upgrades.includes(target)) {
    const isDown = compareVersions(target, full) < 0;
    throw providerError(
      400,
      "OperationNotAllowed",
      `${isDown ? "Downgrading" : "Upgrading"} Kubernetes version ${full} to ${target} is not allowed. Available ` +
        `upgrades: [${upgrades.join(" ")}]. Please see https://aka.ms/aks-supported-k8s-ver for version details.`,
    );
  }
  checkSupportPlan(cluster.name, target, support, timeMs);
  for (const pool of cluster.pools.values()) for (const version of versionsOf(pool)) checkSkew(version, target);
  return wanted;
}

/** Of a pool of mode `Machines`: those of its machines. */
function versionsOf({ properties, machines }: Pool): readonly string[] {
  const made = isMachinesPool(properties)
    ? machines.flatMap(({ single }) => (single === undefined ? [] : [single.properties]))
    : [properties];
  return made.map((one) => textAt(one, "currentOrchestratorVersion"));
}

/**
 * The version that a pool gets: its cluster's when it asks for none and is new, else what it has. Codes and texts:
 * public issues of 2019 to 2023.
 */
export function poolVersion(
  asked: string,
  before: JsonObject | undefined,
  cluster: KubernetesVersion,
  timeMs: number,
): KubernetesVersion {
  const kept = before === undefined ? "" : textAt(before, "orchestratorVersion");
  const current = before === undefined ? "" : textAt(before, "currentOrchestratorVersion");
  if (before !== undefined && (asked === "" || asked === kept)) return { asked: kept, full: current };
  if (asked === "") return inheritedVersion(cluster, timeMs);
  // A minor version that the control plane has means its patch.
  const version =
    asked === cluster.asked || asked === cluster.full || asked === minorOf(cluster.full)
      ? { asked, full: cluster.full }
      : asked === current
        ? { asked, full: current }
        : resolveVersion(asked, timeMs);
  if (version === undefined) {
    const text = `Version ${asked} is not supported in this region. Please ${howToList}`;
    throw providerError(400, "AgentPoolK8sVersionNotSupported", text);
  }
  checkSkew(version.full, cluster.full);
  if (current !== "") checkPoolUpgrade(current, version.full);
  return version;
}

function checkSkew(pool: string, controlPlane: string): void {
  const isAhead = compareVersions(pool, controlPlane) > 0;
  if (!isAhead && skew(pool, controlPlane) <= oldestPoolSkew) return;
  const part = compareMinor(pool, controlPlane) === 0 ? "Patch" : "Minor";
  const [poolPart, planePart] =
    part === "Minor" ? [minorNumber(pool), minorNumber(controlPlane)] : [pool, controlPlane];
  throw providerError(
    400,
    "NodePoolMcVersionIncompatible",
    `Node pool version ${pool} and control plane version ${controlPlane} are incompatible. ` +
      (isAhead
        ? `${part} version of node pool version ${poolPart} is bigger than control plane version ${planePart}. `
        : // Ours: only the text for a newer pool was read.
          `Minor version of node pool version ${poolPart} is more than ${oldestPoolSkew} smaller than control plane version ${planePart}. `) +
      skewPolicy,
  );
}

function checkPoolUpgrade(from: string, to: string): void {
  if (compareVersions(to, from) >= 0 && skew(from, to) <= 1) return;
  throw providerError(
    400,
    "AgentPoolUpgradeVersionNotAllowed",
    `Upgrade agent pool version from ${from} to ${to} is not allowed, you can only upgrade one minor version at a ` +
      `time. Please use [az aks get-upgrades] command to get the supported upgrade paths. ${skewPolicy}`,
  );
}

function unsupported(message: string) {
  return providerError(400, "K8sVersionNotSupported", message);
}
