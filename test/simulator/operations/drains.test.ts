import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { parse } from "yaml";
import { armClient, clusterBody, clusterPath, makeGroup, send } from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const workers = `${cluster}/agentPools/workers`;
const minuteMs = 60_000;

const pool = (version: string, upgradeSettings: object = {}) => ({
  properties: { count: 1, vmSize: "Standard_D4s_v3", orchestratorVersion: version, upgradeSettings },
});

const labels = { app: "web" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "default" },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { nodeSelector: { agentpool: "workers" }, containers: [{ name: "web", image: "web" }] },
    },
  },
};

/** A pool `workers` of one machine on 1.35.4, a control plane of 1.36.2, and one pod of a Deployment on that machine. */
async function begin(t: TestContext) {
  const simulator = await startSimulator(t, { durations: "recorded", startMs: Date.UTC(2026, 10, 23) });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody({ kubernetesVersion: "1.36.2" }) });
  simulator.advance(60 * minuteMs);
  await arm("PUT", workers, { body: pool("1.35.4") });
  simulator.advance(60 * minuteMs);
  const { body } = await arm("POST", `${cluster}/listClusterAdminCredential`);
  const [given] = body["kubeconfigs"] as readonly { value: string }[];
  const kubeconfig = parse(Buffer.from(given?.value ?? "", "base64").toString()) as {
    clusters: [{ cluster: { server: string } }];
    users: [{ user: { token: string } }];
  };
  const headers = { authorization: `Bearer ${kubeconfig.users[0].user.token}` };
  const kube = async (method: string, path: string, sent?: object) => {
    const url = `${kubeconfig.clusters[0].cluster.server}${path}`;
    const reply = await send(simulator, method, url, { headers, ...(sent === undefined ? {} : { body: sent }) });
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.body.message}`);
    return reply.body as unknown as { items: KubeItem[] };
  };
  await kube("POST", "/apis/apps/v1/namespaces/default/deployments", deployment);
  simulator.advance(minuteMs);
  const nodes = async () =>
    (await kube("GET", "/api/v1/nodes?labelSelector=agentpool%3Dworkers")).items.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      isClosed: spec.unschedulable === true,
      version: status.nodeInfo?.kubeletVersion,
    }));
  const podNames = async () =>
    (await kube("GET", "/api/v1/namespaces/default/pods")).items.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      node: spec.nodeName,
      phase: status.phase,
    }));
  return { simulator, arm, kube, nodes, podNames };
}

interface KubeItem {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly unschedulable?: boolean; readonly nodeName?: string };
  readonly status: { readonly phase?: string; readonly nodeInfo?: { readonly kubeletVersion: string } };
}

test("an upgrade drains a machine: its pod goes to the surge machine, and back when that goes", async (t) => {
  const { simulator, arm, nodes, podNames } = await begin(t);
  const [before] = await podNames();
  const [machine] = await nodes();
  assert.deepEqual([before?.node, before?.phase, machine?.version], [machine?.name, "Running", "v1.35.4"]);
  const put = await arm("PUT", workers, { body: pool("1.36.2") });
  assert.equal(put.status, 200);
  const seen = new Set<string | undefined>();
  for (let minutes = 0; minutes < 300; minutes += 1) {
    simulator.advance(minuteMs);
    for (const { node } of await podNames()) seen.add(node);
    const { status } = (await arm("GET", String(put.headers["azure-asyncoperation"]))).body;
    if (status === "Succeeded") break;
  }
  simulator.advance(5 * minuteMs);
  assert.deepEqual(await nodes(), [{ name: machine?.name, isClosed: false, version: "v1.36.2" }]);
  assert.ok(
    [...seen].some((node) => node !== undefined && node !== machine?.name),
    [...seen].join(" "),
  );
  const [after] = await podNames();
  assert.deepEqual([after?.node, after?.phase], [machine?.name, "Running"]);
});

const budget = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "web", namespace: "default" },
  spec: { minAvailable: 1, selector: { matchLabels: labels } },
};

test("a budget without room: a pool's deletion waits, and fails, unless it is told to look at no budgets", async (t) => {
  const { simulator, arm, kube, nodes, podNames } = await begin(t);
  await kube("POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", budget);
  simulator.advance(minuteMs);
  const [before] = await podNames();
  const deleted = await arm("DELETE", workers);
  assert.equal(deleted.status, 202);
  simulator.advance(20 * minuteMs);
  const state = async () => (await arm("GET", workers)).body.properties.provisioningState;
  assert.deepEqual([await state(), await podNames()], ["Deleting", [before]]);
  simulator.advance(30 * minuteMs);
  const { status, error } = (await arm("GET", String(deleted.headers["azure-asyncoperation"]))).body;
  assert.deepEqual([status, error?.code, await state()], ["Failed", "PodDrainFailure", "Failed"]);
  assert.match(error?.message ?? "", /blocked by pdb web with 0 unready pods\.$/);
  assert.deepEqual([(await nodes()).map(({ isClosed }) => isClosed), await podNames()], [[false], [before]]);
  assert.equal((await arm("DELETE", `${workers}?ignore-pod-disruption-budget=true`)).status, 202);
  simulator.advance(10 * minuteMs);
  assert.equal((await arm("GET", workers)).status, 404);
});

test("a budget without room: after the drain's time limit the upgrade fails, and the machine takes pods again", async (t) => {
  const { simulator, arm, kube, nodes, podNames } = await begin(t);
  await kube("POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", budget);
  simulator.advance(minuteMs);
  const [machine] = await nodes();
  const [pod] = await podNames();
  const put = await arm("PUT", workers, { body: pool("1.36.2", { drainTimeoutInMinutes: 10 }) });
  const url = String(put.headers["azure-asyncoperation"]);
  const startMs = simulator.clock.now();
  while ((await arm("GET", url)).body.status === "InProgress") simulator.advance(minuteMs);
  const { status, error } = (await arm("GET", url)).body;
  assert.equal(status, "Failed");
  assert.deepEqual(error, {
    code: "UpgradeFailed",
    message:
      `Drain node ${machine?.name ?? ""} failed when evicting pod ${pod?.name ?? ""} failed with Too Many Requests ` +
      `error. This is often caused by a restrictive Pod Disruption Budget (PDB) policy. See ` +
      `http://aka.ms/aks/debugdrainfailures. Original error: Cannot evict pod as it would violate the pod's ` +
      `disruption budget.. PDB debug info: default/${pod?.name ?? ""} blocked by pdb web with 0 unready pods.`,
  });
  assert.ok(simulator.clock.now() - startMs >= 10 * minuteMs);
  assert.deepEqual(await nodes(), [{ name: machine?.name, isClosed: false, version: "v1.35.4" }]);
  assert.deepEqual(await podNames(), [{ name: pod?.name, node: machine?.name, phase: "Running" }]);
  // Without the budget the same request goes through.
  await kube("DELETE", "/apis/policy/v1/namespaces/default/poddisruptionbudgets/web");
  await arm("PUT", workers, { body: pool("1.36.2") });
  simulator.advance(300 * minuteMs);
  assert.deepEqual(await nodes(), [{ name: machine?.name, isClosed: false, version: "v1.36.2" }]);
});

test("a stopped cluster's Kubernetes API takes no connection, and has its objects when it is started", async (t) => {
  const { simulator, arm, kube, podNames } = await begin(t);
  await arm("POST", `${cluster}/stop`);
  simulator.advance(60 * minuteMs);
  await assert.rejects(kube("GET", "/api/v1/nodes"), /socket hang up|ECONNRESET/);
  await arm("POST", `${cluster}/start`);
  simulator.advance(60 * minuteMs);
  const [pod] = await podNames();
  assert.equal(pod?.phase, "Running");
});
