import assert from "node:assert/strict";
import { Agent } from "node:https";
import type { TestContext } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup } from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";
import { createFuzzer, type Fuzzer } from "./fuzzer.js";
import { describe, sendFuzz, type FuzzRequest } from "./send-raw.js";

const seed = "2026";

const metadata = { name: "web", namespace: "default", labels: { app: "web" }, annotations: { note: "x" } };
const podSpec = {
  runtimeClassName: "kata-vm-isolation",
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 5,
  nodeSelector: { "kubernetes.io/os": "linux" },
  tolerations: [{ key: "a", operator: "Equal", value: "b", effect: "NoSchedule" }],
  initContainers: [{ name: "init", image: "busybox", command: ["true"] }],
  containers: [
    {
      name: "web",
      image: "nginx",
      command: ["sh", "-c", "uname -r; sleep 5"],
      env: [
        { name: "A", value: "b" },
        { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      ],
      resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "200m", memory: "128Mi" } },
      ports: [{ containerPort: 80 }],
    },
  ],
};
const template = { metadata: { labels: { app: "web" } }, spec: { ...podSpec, initContainers: [] } };
const selector = { matchLabels: { app: "web" }, matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] };

type Good = readonly [collection: string, kind: string, apiVersion: string, rest: object];
const objects: readonly [Good, ...Good[]] = [
  ["api/v1/namespaces/default/pods", "Pod", "v1", { spec: podSpec }],
  ["api/v1/namespaces/default/configmaps", "ConfigMap", "v1", { data: { a: "b" } }],
  ["api/v1/namespaces/default/secrets", "Secret", "v1", { data: { a: "Yg==" }, type: "Opaque" }],
  ["api/v1/namespaces/default/events", "Event", "v1", { involvedObject: { kind: "Pod" }, reason: "X" }],
  ["api/v1/namespaces/default/serviceaccounts", "ServiceAccount", "v1", {}],
  ["api/v1/namespaces", "Namespace", "v1", { metadata: { name: "web" } }],
  ["api/v1/nodes", "Node", "v1", { metadata: { name: "web" }, spec: { taints: [{ key: "a", effect: "NoExecute" }] } }],
  [
    "apis/node.k8s.io/v1/runtimeclasses",
    "RuntimeClass",
    "node.k8s.io/v1",
    {
      metadata: { name: "web" },
      handler: "kata",
      overhead: { podFixed: { memory: "600Mi" } },
      scheduling: { nodeSelector: { a: "b" }, tolerations: [{ operator: "Exists" }] },
    },
  ],
  [
    "apis/apps/v1/namespaces/default/deployments",
    "Deployment",
    "apps/v1",
    { spec: { replicas: 2, selector, template, strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 } } } },
  ],
  [
    "apis/apps/v1/namespaces/default/replicasets",
    "ReplicaSet",
    "apps/v1",
    { spec: { replicas: 1, selector, template } },
  ],
  ["apis/apps/v1/namespaces/default/daemonsets", "DaemonSet", "apps/v1", { spec: { selector, template } }],
  [
    "apis/batch/v1/namespaces/default/jobs",
    "Job",
    "batch/v1",
    { spec: { completions: 1, template: { spec: { ...podSpec, restartPolicy: "Never" } } } },
  ],
  [
    "apis/policy/v1/namespaces/default/poddisruptionbudgets",
    "PodDisruptionBudget",
    "policy/v1",
    { spec: { minAvailable: "50%", selector } },
  ],
  [
    "apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRole",
    "rbac.authorization.k8s.io/v1",
    { metadata: { name: "web" }, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  ],
  [
    "apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
    "RoleBinding",
    "rbac.authorization.k8s.io/v1",
    {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "web" },
      subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "someone" }],
    },
  ],
  ["apis/coordination.k8s.io/v1/namespaces/default/leases", "Lease", "coordination.k8s.io/v1", { spec: {} }],
  [
    "apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "SelfSubjectAccessReview",
    "authorization.k8s.io/v1",
    { spec: { resourceAttributes: { verb: "get", resource: "pods" } } },
  ],
];
const fixed = [
  "version",
  "api",
  "apis",
  "api/v1",
  "apis/apps",
  "apis/apps/v1",
  "openapi/v2",
  "openapi/v3",
  "openapi/v3/apis/apps/v1",
  "healthz",
  "readyz?verbose",
  "livez",
  "metrics",
  "apis/apps/v1/namespaces/default/statefulsets",
] as const;
const queries = [
  "limit=1",
  "limit=-1",
  "limit=x",
  "continue=x",
  "watch=true&timeoutSeconds=1",
  "watch=true&resourceVersion=0&allowWatchBookmarks=true&timeoutSeconds=1",
  "watch=true&resourceVersion=999999&timeoutSeconds=1",
  "resourceVersion=-5",
  "resourceVersionMatch=Exact",
  "labelSelector=app%3Dweb",
  "labelSelector=a+in+(b",
  "labelSelector=!!",
  "fieldSelector=metadata.name%3Dweb",
  "fieldSelector=spec.nodeName!%3D",
  "fieldSelector=%3D%3D",
  "fieldManager=fuzz",
  "fieldManager=fuzz&force=true",
  "force=maybe",
  "dryRun=All",
  "dryRun=Some",
  "fieldValidation=Strict",
  "propagationPolicy=Foreground",
  "propagationPolicy=Sideways",
  "gracePeriodSeconds=-1",
  "gracePeriodSeconds=0",
  "pretty=true",
  "tailLines=-1",
  "follow=true",
  "previous=true",
  "container=none",
] as const;
const patchTypes = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
] as const;
const otherTypes = [
  "application/json",
  "application/yaml",
  "text/plain",
  "",
  "application/vnd.kubernetes.protobuf",
  "a",
] as const;
const accepts = [
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/vnd.kubernetes.protobuf",
  "*/*",
  "x",
  "",
] as const;
const operations: readonly [object, ...object[]] = [
  [{ op: "replace", path: "/metadata/labels/app", value: "x" }],
  [{ op: "remove", path: "/spec/containers/0" }],
  [{ op: "add", path: "/metadata/finalizers/-", value: "a/b" }],
  [{ op: "test", path: "/kind", value: "Pod" }],
  [{ op: "copy", from: "/metadata", path: "/spec" }],
  [{ op: "move", from: "/spec", path: "/spec/containers" }],
  [{ op: "fly", path: "nowhere" }],
];

function makeRequest(fuzz: Fuzzer, root: string, token: string, nodes: readonly string[]): FuzzRequest {
  const headers: Record<string, string> = {
    authorization: fuzz.chance(0.98) ? `Bearer ${token}` : fuzz.value(),
    accept: fuzz.chance(0.8) ? "application/json" : fuzz.pick(accepts),
  };
  if (fuzz.chance(0.03)) headers[fuzz.pick(["impersonate-user", "if-none-match", "user-agent"])] = fuzz.value();
  if (fuzz.chance(0.1)) {
    const path = `${root}/${fuzz.chance(0.9) ? fuzz.pick(fixed) : fuzz.value()}`;
    return { method: fuzz.chance(0.9) ? "GET" : fuzz.pick(["POST", "PUT", "TRACE"]), path, headers, body: undefined };
  }
  const [collection, kind, apiVersion, rest] = fuzz.pick(objects);
  const object = { apiVersion, kind, metadata: kind === "Node" ? { name: "web" } : metadata, ...rest };
  const name = kind === "Node" && nodes.length > 0 ? (nodes[fuzz.below(nodes.length)] ?? "") : "web";
  const [method, hasName, good] = fuzz.pick<readonly [string, boolean, unknown]>([
    ["POST", false, object],
    ["POST", false, object],
    ["POST", false, { ...object, metadata: { ...object.metadata, generateName: "web-", name: undefined } }],
    ["GET", false, undefined],
    ["GET", true, undefined],
    ["PUT", true, object],
    ["PATCH", true, object],
    ["PATCH", true, object],
    ["PATCH", true, fuzz.pick(operations)],
    ["PATCH", true, { spec: { replicas: 3, template: { spec: { containers: [{ name: "web", $patch: "delete" }] } } } }],
    ["DELETE", true, { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "x" }, gracePeriodSeconds: 1 }],
    ["DELETE", true, undefined],
    ["DELETE", false, undefined],
    ["HEAD", true, undefined],
    ["OPTIONS", false, undefined],
  ]);
  const parts = [...collection.split("/"), ...(hasName ? [name] : [])];
  if (hasName && fuzz.chance(0.25)) {
    parts.push(fuzz.pick(["status", "log", "eviction", "scale", "finalize", "exec", "binding", "attach", "proxy"]));
  }
  const bent = fuzz.chance(0.12) ? fuzz.below(parts.length) : -1;
  const path = parts.map((part, index) => (index === bent ? fuzz.value() : part)).join("/");
  const query = fuzz.chance(0.35) ? `?${fuzz.chance(0.85) ? fuzz.pick(queries) : fuzz.value()}` : "";
  const isBare = method === "PATCH" && Array.isArray(good);
  headers["content-type"] = fuzz.chance(0.9)
    ? method !== "PATCH"
      ? "application/json"
      : isBare
        ? "application/json-patch+json"
        : fuzz.pick(patchTypes)
    : fuzz.pick(otherTypes);
  const needsManager = headers["content-type"].includes("apply") && query === "" && fuzz.chance(0.9);
  const body = good === undefined ? (fuzz.chance(0.05) ? fuzz.body({}) : undefined) : fuzz.body(good);
  const sentMethod = fuzz.chance(0.98) ? method : fuzz.pick(["TRACE", "MERGE", "PUT", "POST"]);
  return { method: sentMethod, path: `${root}/${path}${needsManager ? "?fieldManager=fuzz" : query}`, headers, body };
}

/** What the real API server calls an internal error, too. */
const realFaults = /resourceVersion should not be set|failed to (create typed patch|convert new) object|invalid syntax/;

/** Sends `cases` fuzzed requests to a cluster's API; none may hang or be answered with a 500. */
export async function fuzzKubernetes(t: TestContext, cases: number): Promise<void> {
  const simulator = await startSimulator(t, { throttling: "off", seed, startMs: Date.UTC(2026, 0, 1) });
  const arm = await armClient(simulator);
  const cluster = clusterPath("tenants-rg", "tenants");
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() });
  simulator.advance(60_000);
  const reply = await arm("POST", `${cluster}/listClusterUserCredential`);
  const [first] = reply.body["kubeconfigs"] as readonly { readonly value: string }[];
  const kubeconfig = Buffer.from(first?.value ?? "", "base64").toString();
  const root = new URL(/server: (\S+)/.exec(kubeconfig)?.[1] ?? "").pathname;
  const token = /token: (\S+)/.exec(kubeconfig)?.[1] ?? "";
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => {
    agent.destroy();
  });
  const get = { method: "GET", path: `${root}/api/v1/nodes`, body: undefined };
  const headers = { authorization: `Bearer ${token}` };
  const listed = await sendFuzz(simulator, agent, { ...get, headers });
  const { items } = JSON.parse(listed.text) as { readonly items: readonly { metadata: { name: string } }[] };
  const nodes = items.map((node) => node.metadata.name);
  const statuses = new Map<number, number>();
  for (let index = 0; index < cases; index++) {
    const fuzz = createFuzzer(`${seed}/kubernetes/${index}`);
    if (index % 20 === 0) simulator.advance(fuzz.below(60_000));
    const sent = makeRequest(fuzz, root, token, nodes);
    const { status, text } = await sendFuzz(simulator, agent, sent);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    // The API server's 504: a resourceVersion from the future was waited for.
    const isFine =
      (status >= 200 && status < 500) || status === 501 || status === 504 || (status === 500 && realFaults.test(text));
    assert.ok(isFine, `case ${index} of seed ${seed}: status ${status} ${text.slice(0, 300)}\n${describe(sent)}`);
  }
  const share = (status: number) => (statuses.get(status) ?? 0) / cases;
  const shares = [...statuses].map(([status, count]) => `${status}: ${count}`).join(", ");
  assert.ok(share(200) > 0.15 && share(201) > 0.02 && share(422) > 0.02 && share(400) > 0.05, shares);
  const polluted: object = {};
  assert.equal("polluted" in polluted, false);
  assert.equal((await sendFuzz(simulator, agent, { ...get, path: `${root}/version`, headers })).status, 200);
}
