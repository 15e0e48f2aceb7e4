import type { BackendNode } from "../backend.js";
import { timestamp, type Condition, type NodeObject, type Taint } from "../objects/objects.js";
import { nodeImage, type Kernel } from "./kernel.js";

/** Where a machine stands in its cluster: index for addresses and names. */
export interface NodePlace {
  readonly index: number;
  readonly uid: string;
  readonly joinedMs: number;
  readonly kernel: Kernel;
  readonly machineId: string;
  readonly systemUuid: string;
  readonly subscriptionId: string;
}

/** Handlers that containerd has on a node (AgentBaker `baker.go`); the default one also under the empty name. */
const plainHandlers = ["", "runc", "untrusted"];
const kataHandlers = ["", "kata", "kata-cc", "kata-preview", "runc", "untrusted"];

/** Taints of a node whose kubelet has not said it is ready. */
export const notReadyTaints: readonly Taint[] = [
  { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" },
  { key: "node.kubernetes.io/not-ready", effect: "NoExecute" },
];

/** The node as it registers: not ready. */
export function newNode(node: BackendNode, place: NodePlace): Omit<NodeObject, "metadata"> & { metadata: object } {
  const address = node.address ?? `10.224.${Math.floor(place.index / 250)}.${4 + (place.index % 250)}`;
  const image = nodeImage(node.osSku, node.sandbox);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: node.name, labels: nodeLabels(node) },
    spec: {
      podCIDR: podCidr(place.index),
      podCIDRs: [podCidr(place.index)],
      providerID: providerId(node, place),
      taints: [...notReadyTaints, ...parseTaints([...node.taints, ...(node.initializationTaints ?? [])])],
    },
    status: {
      capacity: resources(node, 0, 0),
      allocatable: resources(node, reservedMilliCpu(node.vcpus), reservedMemoryMib(node)),
      conditions: conditions(false, place.joinedMs),
      addresses: [
        { type: "InternalIP", address },
        { type: "Hostname", address: node.name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: place.machineId,
        systemUUID: place.systemUuid,
        bootID: place.kernel.bootId,
        kernelVersion: image.kernelRelease,
        osImage: image.osImage,
        containerRuntimeVersion: image.containerRuntime,
        kubeletVersion: `v${node.kubernetesVersion}`,
        kubeProxyVersion: "",
        operatingSystem: "linux",
        architecture: "amd64",
      },
      runtimeHandlers: (node.sandbox === "kata" && node.hasNoHandler !== true ? kataHandlers : plainHandlers).map(
        (name) => ({
          name,
          features: { recursiveReadOnlyMounts: true, userNamespaces: true },
        }),
      ),
      features: { supplementalGroupsPolicy: true },
    },
  };
}

export function nodeLabels(node: BackendNode): Record<string, string> {
  return {
    "beta.kubernetes.io/arch": "amd64",
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/os": "linux",
    "kubernetes.io/hostname": node.name,
    "node.kubernetes.io/instance-type": node.vmSize,
    "topology.kubernetes.io/region": node.region,
    "topology.kubernetes.io/zone": node.zone === undefined ? "0" : `${node.region}-${node.zone}`,
    ...node.labels,
  };
}

export function parseTaints(taints: readonly string[]): Taint[] {
  return taints.map((text) => {
    const colon = text.lastIndexOf(":");
    const [key = "", value] = text.slice(0, colon).split("=");
    return { key, ...(value === undefined || value === "" ? {} : { value }), effect: text.slice(colon + 1) };
  });
}

/** The kubelet's four conditions. */
export function conditions(isReady: boolean, sinceMs: number): Condition[] {
  const at = timestamp(sinceMs);
  const healthy = (type: string, reason: string, message: string): Condition => ({
    type,
    status: "False",
    lastHeartbeatTime: at,
    lastTransitionTime: at,
    reason,
    message,
  });
  return [
    healthy("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    healthy("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    healthy("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    {
      type: "Ready",
      status: isReady ? "True" : "False",
      lastHeartbeatTime: at,
      lastTransitionTime: at,
      reason: isReady ? "KubeletReady" : "KubeletNotReady",
      message: isReady
        ? "kubelet is posting ready status"
        : "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
    },
  ];
}

function resources(node: BackendNode, lessMilliCpu: number, lessMemoryMib: number): Record<string, string> {
  const milliCpu = node.vcpus * 1000 - lessMilliCpu;
  return {
    cpu: milliCpu % 1000 === 0 ? String(milliCpu / 1000) : `${milliCpu}m`,
    "ephemeral-storage": "129886128Ki",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    memory: `${(node.memoryMib - lessMemoryMib) * 1024}Ki`,
    pods: String(node.maxPods),
  };
}

/** AKS's reservation for Kubernetes 1.29 and later: the lesser of 20 MB a pod + 50 MB and a quarter; 100 MB eviction threshold. */
function reservedMemoryMib(node: BackendNode): number {
  return Math.floor(Math.min(20 * node.maxPods + 50, node.memoryMib / 4)) + 100;
}

/** AKS's CPU reservation by cores (AKS documentation, "Node resource reservations"). */
function reservedMilliCpu(vcpus: number): number {
  const rows = [
    [1, 60],
    [2, 100],
    [4, 140],
    [8, 180],
    [16, 260],
    [32, 420],
    [64, 740],
  ] as const;
  return [...rows].reverse().find(([cores]) => vcpus >= cores)?.[1] ?? 60;
}

const podCidr = (index: number) => `10.244.${index % 256}.0/24`;

function providerId(node: BackendNode, place: NodePlace): string {
  const match = /^(.*-vmss)(\w{6})$/.exec(node.name);
  const scaleSet = match?.[1] ?? node.name;
  const instance = Number.parseInt(match?.[2] ?? "0", 36);
  return (
    `azure:///subscriptions/${place.subscriptionId}/resourceGroups/${node.nodeResourceGroup.toLowerCase()}` +
    `/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/${instance}`
  );
}
