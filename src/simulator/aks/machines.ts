import type { BackendNode } from "../kubernetes/backend.js";
import { numberAt, objectAt, textAt, textsAt } from "../json.js";
import type { World } from "../world.js";
import { checkAllocation } from "../compute/allocate.js";
import { clusterId, isWindows, machineName, type Cluster, type Machine, type Pool } from "./cluster.js";
import { identityProfile } from "./late-properties.js";
import { settingsOf, sourceOf } from "./machine-settings.js";
import { isKataRuntime } from "./pool-defaults.js";
import { leavingMachines, nextSize } from "./vm-pool.js";
import { findVmSize } from "./vm-sizes.js";

/** Gateway nodes take no ordinary pods (AKS documentation); the taint's name is assumed. */
const gatewayTaint = "kubernetes.azure.com/mode=gateway:NoSchedule";

/** Of the fault `slow-nodes`, simulated; assumed. */
const slowNodeMs = 600_000;

/** A machine is made and joins the cluster. Joining to Ready: 10 to 25 s (assumed; not recorded). */
export function addMachine(world: World, cluster: Cluster, pool: Pool): Machine {
  const vmSize = nextSize(pool.properties, pool.machines);
  checkAllocation(world, cluster, pool, vmSize);
  const zones = textsAt(pool.properties, "availabilityZones");
  const zone = zones.length === 0 ? undefined : zones[pool.nextMachine % zones.length];
  const machine: Machine = {
    name: machineName(pool, pool.nextMachine),
    zone,
    vmSize,
    address: nextAddress(cluster),
    settings: settingsOf(pool),
  };
  pool.nextMachine += 1;
  pool.machines.push(machine);
  joinMachine(world, cluster, pool, machine);
  return machine;
}

/** For the machine that is made now. */
export function nextAddress(cluster: Cluster): string {
  const address = `10.224.${Math.floor(cluster.joined / 250)}.${4 + (cluster.joined % 250)}`;
  cluster.joined += 1;
  return address;
}

/** Of a Windows pool nothing joins: the Kubernetes half has no Windows nodes, and pods that ask for one stay Pending. */
export function joinMachine(world: World, cluster: Cluster, pool: Pool, machine: Machine): void {
  if (isWindows(pool)) return;
  const id = `${clusterId(world.subscriptionId, cluster)}/agentPools/${pool.name}`;
  const isNeverReady = world.faults.take("node-never-ready", id) !== undefined;
  const hasNoHandler = world.faults.take("handler-missing", id) !== undefined;
  const kataIsRunc = world.faults.take("silent-runc", id) !== undefined;
  const isKataDefault = world.faults.take("kata-by-default", id) !== undefined;
  const slow = world.faults.take("slow-nodes", id);
  const delayMs = slow === undefined ? 0 : (slow.delayMs ?? slowNodeMs);
  const random = world.random.fork(`ready/${cluster.uid}/${machine.name}/${world.clock.now()}`);
  const isInstant = world.durations("pool-create", "any") === 0;
  // Nodes wait for the network plugin that the user brings (AKS documentation), and nobody brings one here.
  const hasNoNetwork = textAt(objectAt(cluster.properties, "networkProfile"), "networkPlugin") === "none";
  const readyAfterMs =
    isNeverReady || hasNoNetwork ? undefined : delayMs + (isInstant ? 0 : Math.round(10_000 + random.next() * 15_000));
  world.log(`node ${machine.name} joins ${cluster.name}`);
  world.kubernetes.upsertNode(cluster.uid, {
    ...backendNode(cluster, pool, machine),
    readyAfterMs,
    hasNoHandler,
    kataIsRunc,
    isKataDefault,
  });
}

/** Takes machines away, the newest first, until `left` are left. */
export function removeMachines(world: World, cluster: Cluster, pool: Pool, left: number): void {
  for (const machine of leavingMachines(pool.properties, pool.machines, left).toReversed())
    removeMachine(world, cluster, pool, machine);
}

export function removeMachine(world: World, cluster: Cluster, pool: Pool, machine: Machine): void {
  pool.machines = pool.machines.filter((other) => other !== machine);
  world.log(`node ${machine.name} leaves ${cluster.name}`);
  world.kubernetes.removeNode(cluster.uid, machine.name);
}

/** The machine keeps its name and gets what its pool asks for now. */
export function reimageMachine(world: World, cluster: Cluster, pool: Pool, machine: Machine): void {
  machine.settings = settingsOf(sourceOf(pool, machine));
  world.log(`node ${machine.name} is reimaged`);
  world.kubernetes.removeNode(cluster.uid, machine.name);
  joinMachine(world, cluster, pool, machine);
}

/** The pool's labels or taints changed: its machines learn of it. */
export function refreshMachines(world: World, cluster: Cluster, pool: Pool): void {
  if (isWindows(pool)) return;
  for (const machine of pool.machines) refreshMachine(world, cluster, pool, machine);
}

export function refreshMachine(world: World, cluster: Cluster, pool: Pool, machine: Machine): void {
  world.kubernetes.upsertNode(cluster.uid, { ...backendNode(cluster, pool, machine), readyAfterMs: 0 });
}

function backendNode(cluster: Cluster, pool: Pool, machine: Machine): Omit<BackendNode, "readyAfterMs"> {
  const { properties } = sourceOf(pool, machine);
  const { settings } = machine;
  const size = findVmSize(machine.vmSize);
  const nodeGroup = textAt(cluster.properties, "nodeResourceGroup");
  return {
    name: machine.name,
    poolName: pool.name,
    mode: textAt(properties, "mode"),
    vmSize: machine.vmSize,
    vcpus: size?.vcpus ?? 2,
    memoryMib: size?.memoryMib ?? 8192,
    maxPods: numberAt(properties, "maxPods") ?? 110,
    osSku: settings.osSku,
    nodeImageVersion: settings.nodeImageVersion,
    kubernetesVersion: settings.kubernetesVersion,
    address: machine.address,
    region: cluster.location,
    zone: machine.zone === undefined ? undefined : `${cluster.location}-${machine.zone}`,
    nodeResourceGroup: nodeGroup,
    labels: nodeLabels(cluster, pool, machine, nodeGroup),
    taints: [...textsAt(properties, "nodeTaints"), ...(textAt(properties, "mode") === "Gateway" ? [gatewayTaint] : [])],
    initializationTaints: textsAt(properties, "nodeInitializationTaints"),
    sandbox: isKataRuntime(textAt(properties, "workloadRuntime")) ? "kata" : "none",
  };
}

/** Keys and values as on nodes shown in public issues of 2024 and 2025; the Kata label as karpenter's list names it. */
function nodeLabels(cluster: Cluster, pool: Pool, machine: Machine, nodeGroup: string): Record<string, string> {
  const { properties } = sourceOf(pool, machine);
  const { settings } = machine;
  const runtime = textAt(properties, "workloadRuntime");
  const size = findVmSize(machine.vmSize);
  const zone = machine.zone === undefined ? "0" : `${cluster.location}-${machine.zone}`;
  const disk = textAt(properties, "osDiskType") === "Ephemeral" ? "ephemeral" : "managed";
  const kubelet = objectAt(identityProfile(cluster.properties, cluster.lateProperties), "kubeletidentity");
  const aks = (key: string, value: string) => [`kubernetes.azure.com/${key}`, value] as const;
  return Object.fromEntries([
    ["agentpool", pool.name],
    aks("agentpool", pool.name),
    aks("cluster", asLabel(nodeGroup)),
    aks("kubelet-identity-client-id", textAt(kubelet, "clientId")),
    aks("mode", textAt(properties, "mode").toLowerCase()),
    aks("node-image-version", settings.nodeImageVersion),
    aks("nodepool-type", textAt(pool.properties, "type")),
    aks("os-sku", settings.osSku),
    aks("role", "agent"),
    aks("sku-cpu", String(size?.vcpus ?? 2)),
    aks("sku-memory", String(size?.memoryMib ?? 8192)),
    aks("storageprofile", disk),
    ...(textAt(objectAt(cluster.properties, "networkProfile"), "networkPluginMode") === "overlay"
      ? [aks("podnetwork-type", "overlay")]
      : []),
    ...(settings.isFips ? [aks("fips_enabled", "true")] : []),
    ...(runtime === "KataVmIsolation" ? [aks("kata-vm-isolation", "true")] : []),
    ...(runtime === "KataMshvVmIsolation" ? [aks("kata-mshv-vm-isolation", "true")] : []),
    ["topology.disk.csi.azure.com/zone", machine.zone === undefined ? "" : zone],
    ["topology.kubernetes.io/region", cluster.location],
    ["topology.kubernetes.io/zone", zone],
    ["node.kubernetes.io/instance-type", machine.vmSize],
    ...Object.entries(objectAt(properties, "nodeLabels")).map(
      ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    ),
  ]);
}

/**
 * A group's name as a label's value, which is shorter than such a name may be and knows fewer signs: brackets as hyphens, 63
 * signs, a `z` where it would not end with a letter or digit (source of AgentBaker); other letters as hyphens (assumed).
 */
function asLabel(group: string): string {
  const short = group.replace(/[^A-Za-z0-9_.-]/g, "-").slice(0, 63);
  return /[A-Za-z0-9]$/.test(short) ? short : `${short.slice(0, 62)}z`;
}
