// A cluster of 100 pools, 5,000 nodes and 50,000 pods, in a process of its own: the two answers of ARM that `status` asks
// for and the lists of the API server, made page by page. Scripted: of the size of a large AKS cluster, and with no
// behaviour. Sends { ready }, then answers each message with the requests since the last one.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const [tlsFile, subscriptionId] = process.argv.slice(2);
const { key, cert } = JSON.parse(readFileSync(tlsFile, "utf8"));
const poolCount = 100;
const counts = { nodes: 5_000, pods: 50_000 };
const group = `/subscriptions/${subscriptionId}/resourceGroups/bench`;
let requests = [];

const poolName = (i) => `pool${i % poolCount}`;
const nodeName = (i) => `aks-${poolName(i)}-12345678-vmss${String(i).padStart(6, "0")}`;
const managedFields = (manager) => [
  {
    manager,
    operation: "Update",
    apiVersion: "v1",
    time: "2026-11-02T08:00:00Z",
    fieldsType: "FieldsV1",
    fieldsV1: { filler: "f".repeat(1_500) },
  },
];

/** About 15 kB, most of it images, as a node of AKS has them. */
const node = (i) => ({
  metadata: {
    name: nodeName(i),
    uid: `node-${i}`,
    resourceVersion: String(i + 1),
    labels: {
      ...Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`kubernetes.azure.com/label-${n}`, `value-${n}`])),
      "kubernetes.azure.com/agentpool": poolName(i),
      "kubernetes.azure.com/kata-vm-isolation": "true",
      "aks-sandbox/runtime": "pod-sandboxing",
    },
    managedFields: managedFields("kubelet"),
  },
  spec: {
    providerID: `azure://${group}/node-${i}`,
    taints: [{ key: "aks-sandbox/runtime", value: "pod-sandboxing", effect: "NoSchedule" }],
  },
  status: {
    conditions: ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"].map((type) => ({
      type,
      status: type === "Ready" ? "True" : "False",
      reason: "Kubelet",
      message: "kubelet is posting ready status",
    })),
    nodeInfo: {
      bootID: `boot-${i}`,
      kernelVersion: "6.6.137.mshv1-1.azl3",
      kubeletVersion: "v1.33.5",
      containerRuntimeVersion: "containerd://2.0.0",
      osImage: "Microsoft Azure Linux 3.0",
    },
    images: Array.from({ length: 50 }, (_, n) => ({
      names: [
        `mcr.microsoft.com/oss/kubernetes/image-${n}@sha256:${"a".repeat(64)}`,
        `mcr.microsoft.com/oss/kubernetes/image-${n}:v1.0.0`,
      ],
      sizeBytes: 100_000 + n,
    })),
    runtimeHandlers: ["", "kata", "runc"].map((name) => ({
      name,
      features: { recursiveReadOnlyMounts: true, userNamespaces: true },
    })),
  },
});

/** About 5 kB. */
const pod = (i) => ({
  metadata: {
    name: `workload-${i}`,
    namespace: `tenant-${i % 500}`,
    uid: `pod-${i}`,
    resourceVersion: String(i + 1),
    labels: { app: "workload", "pod-template-hash": "5d9c7b8f6d" },
    managedFields: managedFields("kube-controller-manager"),
  },
  spec: {
    nodeName: nodeName(i % counts.nodes),
    ...(i % 2 === 0 ? { runtimeClassName: "aks-sandbox" } : {}),
    containers: [
      {
        name: "main",
        image: "mcr.microsoft.com/azurelinux/base/core:3.0",
        env: Array.from({ length: 25 }, (_, n) => ({ name: `SETTING_${n}`, value: "x".repeat(40) })),
      },
    ],
  },
  status: {
    phase: "Running",
    containerStatuses: [
      {
        name: "main",
        ready: true,
        restartCount: 0,
        imageID: `sha256:${"b".repeat(64)}`,
        state: { running: { startedAt: "2026-11-02T08:00:00Z" } },
      },
    ],
  },
});

const runtimeClass = {
  metadata: { name: "aks-sandbox", resourceVersion: "1", labels: { "app.kubernetes.io/managed-by": "aks-sandbox" } },
  handler: "kata",
  scheduling: { nodeSelector: { "aks-sandbox/runtime": "pod-sandboxing" } },
};

const makers = { nodes: node, pods: pod };
// Made before it is asked for, so that the server's work is not counted as the program's.
const pages = new Map(
  Object.entries(makers).flatMap(([kind, make]) =>
    Array.from({ length: counts[kind] / 500 }, (_, page) => {
      const items = Array.from({ length: 500 }, (__, i) => make(page * 500 + i));
      const isLast = (page + 1) * 500 === counts[kind];
      const metadata = { resourceVersion: "100000", ...(isLast ? {} : { continue: String(page + 1) }) };
      return [`${kind}/${page}`, Buffer.from(JSON.stringify({ kind: "List", metadata, items }))];
    }),
  ),
);

const cluster = {
  id: `${group}/providers/Microsoft.ContainerService/managedClusters/large`,
  name: "large",
  location: "westus3",
  properties: {
    provisioningState: "Succeeded",
    powerState: { code: "Running" },
    kubernetesVersion: "1.33",
    currentKubernetesVersion: "1.33.5",
    nodeResourceGroup: "MC_bench_large_westus3",
    agentPoolProfiles: Array.from({ length: poolCount }, (_, i) => ({
      name: poolName(i),
      count: counts.nodes / poolCount,
      mode: i === 0 ? "System" : "User",
      vmSize: "Standard_D4s_v5",
      osType: "Linux",
      osSKU: "AzureLinux",
      workloadRuntime: "KataVmIsolation",
      provisioningState: "Succeeded",
      powerState: { code: "Running" },
      nodeImageVersion: "AKSAzureLinux-V3katagen2-202608.06.1",
      currentOrchestratorVersion: "1.33.5",
    })),
  },
};

const server = createServer({ key, cert }, (request, response) => {
  const url = new URL(request.url, "https://localhost");
  requests.push(`${request.method} ${url.pathname}${url.search}`);
  const answer = answerTo(url);
  response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(answer ?? "{}");
});

function answerTo({ pathname, searchParams }) {
  const list = /^\/api\/v1\/(nodes|pods)$/.exec(pathname)?.[1];
  if (list !== undefined)
    return searchParams.get("limit") === "500"
      ? pages.get(`${list}/${searchParams.get("continue") ?? "0"}`)
      : undefined;
  if (pathname.endsWith("/runtimeclasses"))
    return JSON.stringify({ metadata: { resourceVersion: "1" }, items: [runtimeClass] });
  if (/\/managedClusters\/large$/i.test(pathname)) return JSON.stringify(cluster);
  if (/\/listClusterUserCredential$/i.test(pathname))
    return JSON.stringify({
      kubeconfigs: [{ name: "clusterUser", value: Buffer.from(kubeconfig()).toString("base64") }],
    });
  return undefined;
}

function url() {
  return `https://127.0.0.1:${server.address().port}`;
}

function kubeconfig() {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "large",
    clusters: [
      { name: "large", cluster: { server: url(), "certificate-authority-data": Buffer.from(cert).toString("base64") } },
    ],
    users: [{ name: "user", user: { token: "bench" } }],
    contexts: [{ name: "large", context: { cluster: "large", user: "user" } }],
  });
}

server.listen(0, "127.0.0.1", () =>
  process.send({
    ready: { url: url(), pageMb: [...pages.values()].reduce((sum, page) => sum + page.length, 0) / 1e6 },
  }),
);
process.on("message", () => {
  process.send({ requests });
  requests = [];
});
process.on("disconnect", () => process.exit());
