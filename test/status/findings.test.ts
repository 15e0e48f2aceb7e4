import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cluster, Pool } from "../../src/azure/azure.js";
import { runtimes } from "../../src/runtimes/index.js";
import { ordinaryWorkloadRuntime } from "../../src/runtimes/marks.js";
import type { StatusFacts } from "../../src/facts/status-facts.js";
import type { Node, PodSummary, RuntimeClass } from "../../src/kubernetes/kubernetes.js";
import { statusView } from "../../src/status/status-view.js";

const mark = { "aks-sandbox/runtime": "pod-sandboxing" };

const node = (change: Partial<Node> = {}): Node => ({
  name: "n1",
  uid: "u",
  ready: true,
  notReadyReason: undefined,
  unschedulable: false,
  labels: { "kubernetes.azure.com/agentpool": "sandbox", ...mark },
  taints: [],
  runtimeHandlers: ["", "runc", "kata"],
  bootId: "b",
  kernelVersion: "k",
  kubeletVersion: "v1.33.5",
  containerRuntimeVersion: "c",
  osImage: "o",
  ...change,
});

const pool = (change: Partial<Pool> = {}): Pool => ({
  id: undefined,
  name: "sandbox",
  mode: "User",
  count: 1,
  vmSize: "Standard_D4s_v5",
  osType: "Linux",
  osSku: "AzureLinux",
  workloadRuntime: "KataVmIsolation",
  provisioningState: "Succeeded",
  powerState: "Running",
  autoscaling: undefined,
  maxPods: undefined,
  osDiskSizeGb: undefined,
  vnetSubnetId: undefined,
  nodeImageVersion: "AKSAzureLinux-V3katagen2-202608.06.1",
  orchestratorVersion: undefined,
  currentOrchestratorVersion: undefined,
  availabilityZones: [],
  nodeLabels: mark,
  nodeTaints: [],
  tags: {},
  eTag: undefined,
  ...change,
});

const cluster = (pools: readonly Pool[], change: Partial<Cluster> = {}): Cluster => ({
  id: "/id",
  name: "tenants",
  resourceGroup: "tenants-rg",
  location: "westus3",
  provisioningState: "Succeeded",
  powerState: "Running",
  kubernetesVersion: "1.33",
  currentKubernetesVersion: "1.33.5",
  fqdn: undefined,
  isPrivate: false,
  usesEntra: false,
  localAccountsDisabled: false,
  usesEbpfHostRouting: false,
  nodeResourceGroup: "MC",
  networkPlugin: undefined,
  networkPluginMode: undefined,
  oidcIssuerUrl: undefined,
  tags: {},
  eTag: undefined,
  pools,
  ...change,
});

const runtimeClass = (change: Partial<RuntimeClass> = {}): RuntimeClass => ({
  name: "mine",
  uid: "u",
  resourceVersion: "1",
  handler: "kata",
  labels: {},
  annotations: {},
  nodeSelector: mark,
  tolerations: [],
  overhead: {},
  fieldManagers: ["kubectl"],
  ...change,
});

const pod = (change: Partial<PodSummary> = {}): PodSummary => ({
  namespace: "default",
  nodeName: "n1",
  phase: "Running",
  runtimeClassName: "mine",
  ...change,
});

const good: StatusFacts = {
  cluster: cluster([pool()]),
  server: "https://api",
  nodes: [node()],
  runtimeClasses: [runtimeClass()],
  pods: [pod()],
  unknown: [],
};

const view = (change: Partial<StatusFacts>) => statusView({ ...good, ...change }, "-g tenants-rg -c tenants", runtimes);
const always = "note isolation-not-checked";
const found = (change: Partial<StatusFacts>) =>
  view(change)
    .findings.map(({ id, severity }) => `${severity} ${id}`)
    .filter((line) => line !== always);

/** What is wrong, what is found then, and the nearest neighbour in which nothing is. */
const rows: readonly (readonly [
  what: string,
  wrong: Partial<StatusFacts>,
  ids: readonly string[],
  right: Partial<StatusFacts>,
])[] = [
  [
    "a class whose handler no node that it selects has",
    { runtimeClasses: [runtimeClass({ handler: "kata-qemu" })] },
    ["problem class-not-usable"],
    { runtimeClasses: [runtimeClass({ handler: "runc" })] },
  ],
  [
    "the same without pods",
    { runtimeClasses: [runtimeClass({ handler: "kata-qemu" })], pods: [] },
    ["warning class-not-usable"],
    { pods: [] },
  ],
  [
    "AKS's class on a cluster without sandbox pools",
    {
      runtimeClasses: [
        runtimeClass({ name: "kata-vm-isolation", nodeSelector: { "kubernetes.azure.com/kata-vm-isolation": "true" } }),
      ],
      pods: [],
    },
    ["note class-not-usable"],
    {
      runtimeClasses: [
        runtimeClass({ name: "kata-vm-isolation", nodeSelector: { "kubernetes.azure.com/kata-vm-isolation": "true" } }),
      ],
      nodes: [node({ labels: { agentpool: "sandbox", "kubernetes.azure.com/kata-vm-isolation": "true" } })],
      pods: [],
    },
  ],
  [
    "a class whose only node is cordoned",
    { nodes: [node({ unschedulable: true })] },
    ["problem class-not-usable"],
    { nodes: [node({ unschedulable: true }), node({ name: "n2" })] },
  ],
  [
    "a class without selector beside nodes without the handler",
    {
      runtimeClasses: [runtimeClass({ nodeSelector: {} })],
      nodes: [node(), node({ name: "n2", labels: {}, runtimeHandlers: ["runc"] })],
    },
    ["warning class-without-selector"],
    { runtimeClasses: [runtimeClass({ nodeSelector: {} })] },
  ],
  [
    "pods of a class that is gone",
    { pods: [pod(), pod({ runtimeClassName: "gone" })] },
    ["problem class-missing"],
    { pods: [pod(), pod({ runtimeClassName: "gone", phase: "Succeeded" })] },
  ],
  [
    "a sandbox node without the handler",
    { nodes: [node(), node({ name: "n2", runtimeHandlers: ["runc"] })] },
    ["problem node-without-handler"],
    { nodes: [node(), node({ name: "n2", runtimeHandlers: ["runc"], labels: {} })] },
  ],
  [
    "a sandbox node that reports no handlers",
    { nodes: [node(), node({ name: "n2", runtimeHandlers: undefined })] },
    ["note node-handlers-unknown"],
    { nodes: [node(), node({ name: "n2", runtimeHandlers: undefined, labels: {} })] },
  ],
  [
    "a sandbox node that is not ready",
    { nodes: [node(), node({ name: "n2", ready: false, notReadyReason: "KubeletNotReady" })] },
    ["warning node-not-ready"],
    { nodes: [node(), node({ name: "n2", ready: false, labels: {} })] },
  ],
  [
    "no sandbox node at all",
    { cluster: cluster([]), nodes: [node({ labels: {}, runtimeHandlers: ["runc"] })], runtimeClasses: [], pods: [] },
    ["note no-sandbox-node"],
    {
      cluster: undefined,
      nodes: [node({ labels: {} })],
      runtimeClasses: [runtimeClass({ nodeSelector: {} })],
      pods: [],
    },
  ],
  [
    "a pool that failed",
    { cluster: cluster([pool({ provisioningState: "Failed" })]) },
    ["problem pool-failed"],
    { cluster: cluster([pool({ provisioningState: "Updating" })]) },
  ],
  [
    "a pool whose operation was canceled",
    { cluster: cluster([pool({ provisioningState: "Canceled" })]) },
    ["problem pool-failed"],
    {},
  ],
  [
    "a cluster that failed",
    { cluster: cluster([pool()], { provisioningState: "Failed" }) },
    ["problem cluster-failed"],
    { cluster: cluster([pool()], { provisioningState: "Upgrading" }) },
  ],
  [
    "a cluster that is stopped",
    {
      cluster: cluster([pool()], { powerState: "Stopped" }),
      server: undefined,
      nodes: undefined,
      runtimeClasses: undefined,
      pods: undefined,
    },
    ["warning cluster-stopped"],
    { server: undefined, nodes: undefined, runtimeClasses: undefined, pods: undefined },
  ],
  [
    "a pool marked as another runtime's",
    { cluster: cluster([pool(), pool({ name: "other", workloadRuntime: ordinaryWorkloadRuntime })]) },
    ["warning pool-runtime"],
    { cluster: cluster([pool(), pool({ name: "other", workloadRuntime: ordinaryWorkloadRuntime, nodeLabels: {} })]) },
  ],
  [
    "a sandbox pool with an ordinary node image",
    { cluster: cluster([pool({ nodeImageVersion: "AKSAzureLinux-V3gen2-202608.06.1" })]) },
    ["warning pool-image"],
    { cluster: cluster([pool({ nodeImageVersion: undefined })]) },
  ],
];

describe("findings of a status", () => {
  for (const [what, wrong, ids, right] of rows) {
    it(what, () => {
      assert.deepEqual(found(wrong), ids);
      assert.deepEqual(found(right), []);
    });
  }

  it("never claim isolation, whatever was seen", () => {
    for (const [, wrong, , right] of rows) {
      for (const facts of [wrong, right]) {
        const { findings } = view(facts);
        assert.equal(findings.filter(({ id }) => id === "isolation-not-checked").length, 1);
        assert.ok(!/\bisolated\b/.test(JSON.stringify(findings)));
      }
    }
  });

  it("come worst first, with cures that name the cluster", () => {
    const { findings } = view({
      cluster: cluster([pool({ provisioningState: "Failed", nodeImageVersion: "AKSUbuntu-2204gen2containerd-1" })]),
    });
    assert.deepEqual(
      findings.map(({ severity, cure }) => [severity, cure]),
      [
        [
          "problem",
          "look at it: aks-sandbox pool show -g tenants-rg -c tenants --name sandbox; then run what failed again",
        ],
        ["warning", "upgrade the pool's node image"],
        ["note", "prove it: aks-sandbox verify -g tenants-rg -c tenants"],
      ],
    );
  });
});

describe("the view of a status", () => {
  it("tells operations under way by states that are not final", () => {
    const states = [
      pool({ name: "a", provisioningState: "Deleting" }),
      pool({ name: "b" }),
      pool({ name: "c", provisioningState: "Failed" }),
    ];
    assert.deepEqual(view({ cluster: cluster(states, { provisioningState: "Updating" }) }).operations, [
      { on: "cluster tenants", state: "Updating" },
      { on: "pool a", state: "Deleting" },
    ]);
  });

  it("counts nodes that pods of sandbox classes share; ended, unscheduled and ordinary pods do not count", () => {
    const pods = [
      pod(),
      pod({ namespace: "other" }),
      pod({ nodeName: "n2" }),
      pod({ nodeName: "n2", phase: "Succeeded" }),
      pod({ nodeName: undefined, phase: "Pending" }),
      pod({ nodeName: "n3", runtimeClassName: undefined }),
      pod({ nodeName: "n3", runtimeClassName: "gpu" }),
      pod({ nodeName: "n3", runtimeClassName: "gpu" }),
    ];
    const runtimeClasses = [runtimeClass(), runtimeClass({ name: "gpu", handler: "nvidia" })];
    const { pods: seen } = view({ pods, runtimeClasses, nodes: [node(), node({ name: "n2" }), node({ name: "n3" })] });
    assert.deepEqual(
      { ...seen, byClass: [...(seen?.byClass ?? [])] },
      {
        total: 7,
        byClass: [
          ["mine", { running: 3, pending: 1 }],
          ["gpu", { running: 2, pending: 0 }],
        ],
        sharedNodes: [{ node: "n1", pods: 2, namespaces: ["default", "other"] }],
      },
    );
  });
});
