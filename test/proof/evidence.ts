import type { Node } from "../../src/kubernetes/kubernetes.js";
import type { NodeEvidence, Probe, Reading } from "../../src/proof/proof.js";

/** A node, its control and a sandboxed pod as they are where all is well; a test changes what it is about. */
export const goodNode: Node = {
  name: "node-1",
  uid: "node-uid",
  ready: true,
  notReadyReason: undefined,
  unschedulable: false,
  labels: {},
  taints: [],
  runtimeHandlers: ["", "runc", "kata"],
  bootId: "aaaaaaaa-0000-4000-8000-000000000001",
  kernelVersion: "6.6.137.mshv2-2.azl3",
  kubeletVersion: "v1.35.4",
  containerRuntimeVersion: "containerd://2.2.4",
  osImage: "Microsoft Azure Linux 3.0",
};

/** What an ordinary pod reads: the node's own kernel. */
export const nodeReading: Reading = {
  bootId: goodNode.bootId,
  kernel: goodNode.kernelVersion,
  banner: "Linux version 6.6.137.mshv2-2.azl3 (host)",
  commandLine: "BOOT_IMAGE=/boot/vmlinuz root=/dev/sda2",
  uptimeSeconds: 90_000,
  cpus: 4,
  memoryKib: 16_000_000,
};

/** What a pod in a virtual machine of its own reads. */
export const guestReading: Reading = {
  bootId: "bbbbbbbb-0000-4000-8000-000000000002",
  kernel: "6.6.137.mshv1-1.azl3",
  banner: "Linux version 6.6.137.mshv1-1.azl3 (guest)",
  commandLine: "reboot=k panic=1 systemd.unit=kata-containers.target",
  uptimeSeconds: 1.5,
  cpus: 1,
  memoryKib: 250_000,
};

export function probe(role: Probe["role"], change: Partial<Probe> = {}): Probe {
  return {
    role,
    pod: `probe-${role}`,
    podUid: `uid-${role}`,
    runtimeClassName: role === "sandbox" ? "aks-sandbox" : undefined,
    imageId: "sha256:0",
    ageSeconds: 4,
    reading: role === "sandbox" ? guestReading : nodeReading,
    problem: undefined,
    ...change,
  };
}

export function evidence(change: Partial<NodeEvidence> = {}): NodeEvidence {
  return {
    node: goodNode,
    after: goodNode,
    sandbox: probe("sandbox"),
    control: probe("control"),
    runtimeClassName: "aks-sandbox",
    handler: "kata",
    handlerAfter: "kata",
    ...change,
  };
}
