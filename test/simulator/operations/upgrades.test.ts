import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmClient } from "../../helpers/arm-client.js";
import { createNullBackend } from "../../helpers/null-backend.js";
import { startSimulator } from "../../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;
const november = Date.UTC(2026, 10, 23);

const propertiesOf = async (arm: ArmClient, path: string) =>
  (await arm("GET", path)).body.properties as Record<string, unknown>;

test("a pool's upgrade: surge machines come, each machine is drained and reimaged under its name, the surge goes", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, {
    kubernetes: backend.factory,
    durations: "recorded",
    startMs: november,
  });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody({ kubernetesVersion: "1.36" }) });
  simulator.advance(3_600_000);
  const upgradeSettings = { maxSurge: "50%" };
  await arm("PUT", sandbox, { body: kataPool({ orchestratorVersion: "1.35.4", upgradeSettings }) });
  simulator.advance(3_600_000);
  const machines = () => [...backend.nodes.values()].filter(({ poolName }) => poolName === "sandbox");
  const before = machines().map(({ name }) => name);
  assert.equal(before.length, 3);

  const put = await arm("PUT", sandbox, { body: kataPool({ orchestratorVersion: "1.36.2", upgradeSettings }) });
  const { provisioningState, ...shown } = put.body.properties as Record<string, unknown>;
  assert.deepEqual([put.status, provisioningState], [200, "Upgrading"]);
  assert.deepEqual([shown["orchestratorVersion"], shown["currentOrchestratorVersion"]], ["1.36.2", "1.36.2"]);
  const seen: string[] = [];
  const url = String(put.headers["azure-asyncoperation"]);
  for (let polls = 0; polls < 2_000; polls += 1) {
    const old = machines().filter(({ kubernetesVersion }) => kubernetesVersion === "1.35.4").length;
    const now = `${machines().length} machines, ${old} old`;
    if (seen.at(-1) !== now) seen.push(now);
    if ((await arm("GET", url)).body.status === "Succeeded") break;
    simulator.advance(10_000);
  }
  assert.deepEqual(seen, [
    "3 machines, 3 old",
    "5 machines, 3 old",
    "5 machines, 1 old",
    "5 machines, 0 old",
    "3 machines, 0 old",
  ]);
  assert.deepEqual(
    machines()
      .map(({ name }) => name)
      .sort(),
    [...before].sort(),
  );
  assert.deepEqual(backend.drained.slice(0, 3), before);
  assert.equal(backend.drained.length, 5);
  assert.equal((await propertiesOf(arm, sandbox))["provisioningState"], "Succeeded");
});

test("a new node image: 202 with the old one, UpgradingNodeImageVersion, then the new one on every machine", async (t) => {
  const backend = createNullBackend();
  const startMs = Date.UTC(2025, 10, 4);
  const simulator = await startSimulator(t, { kubernetes: backend.factory, durations: "recorded", startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(3_600_000);
  await arm("PUT", sandbox, { body: kataPool({ count: 2 }) });
  simulator.advance(2 * 24 * 3_600_000);
  const profile = await propertiesOf(arm, `${sandbox}/upgradeProfiles/default`);
  assert.equal(profile["latestNodeImageVersion"], "AKSAzureLinux-V3katagen2-202510.19.1");
  const post = await arm("POST", `${sandbox}/upgradeNodeImageVersion`);
  const { provisioningState, nodeImageVersion } = post.body.properties as Record<string, unknown>;
  assert.deepEqual(
    [post.status, provisioningState, nodeImageVersion],
    [202, "UpgradingNodeImageVersion", "AKSAzureLinux-V3katagen2-202510.03.1"],
  );
  assert.ok(post.headers["location"] !== undefined && post.headers["azure-asyncoperation"] !== undefined);
  const busy = await arm("PUT", sandbox, { body: kataPool({ count: 4 }) });
  assert.match(busy.body.message, /Another agentpool operation \(sandbox - UpgradingNodeImageVersion\) is in progress/);
  simulator.advance(3 * 3_600_000);
  const after = await propertiesOf(arm, sandbox);
  assert.deepEqual(
    [after["provisioningState"], after["nodeImageVersion"], after["count"]],
    ["Succeeded", profile["latestNodeImageVersion"], 2],
  );
  const images = [...backend.nodes.values()].filter(({ poolName }) => poolName === "sandbox");
  assert.deepEqual(
    images.map((node) => node.nodeImageVersion),
    Array(2).fill(profile["latestNodeImageVersion"]),
  );
  assert.equal((await arm("GET", String(post.headers["location"]))).status, 200);
});

test("a cluster's upgrade: control plane first, then the pools that ask for it; az's way of asking", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, durations: "recorded", startMs: november });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody({ kubernetesVersion: "1.35.4" }) });
  simulator.advance(3_600_000);
  await arm("PUT", sandbox, { body: kataPool() });
  simulator.advance(3_600_000);
  // az puts back what it got, with the new version on the cluster and on every pool.
  const got = (await arm("GET", cluster)).body as unknown as { properties: Record<string, unknown> };
  const asked = (version: string, pools: string) => ({
    ...got,
    properties: {
      ...got.properties,
      kubernetesVersion: version,
      servicePrincipalProfile: undefined,
      agentPoolProfiles: (got.properties["agentPoolProfiles"] as object[]).map((pool) => ({
        ...pool,
        orchestratorVersion: pools,
      })),
    },
  });
  const rows = [
    [
      "1.37.0",
      "OperationNotAllowed",
      /^Upgrading Kubernetes version 1\.35\.4 to 1\.37\.0 is not allowed\. Available upgrades: \[1\.35\.6 1\.35\.5 1\.36\.2 1\.36\.0\]\. Please see https:\/\/aka\.ms\/aks-supported-k8s-ver for version details\.$/,
    ],
    ["1.34.9", "OperationNotAllowed", /^Downgrading Kubernetes version 1\.35\.4 to 1\.34\.9 is not allowed/],
  ] as const;
  for (const [version, code, text] of rows) {
    const refused = await arm("PUT", cluster, { body: asked(version, version) });
    assert.deepEqual([refused.status, refused.body.code], [400, code]);
    assert.match(refused.body.message, text);
  }
  const put = await arm("PUT", cluster, { body: asked("1.36", "1.36") });
  assert.deepEqual([put.status, put.body.properties.provisioningState], [200, "Upgrading"]);
  simulator.advance(6 * 3_600_000);
  const after = await propertiesOf(arm, cluster);
  assert.deepEqual(
    [after["provisioningState"], after["kubernetesVersion"], after["currentKubernetesVersion"]],
    ["Succeeded", "1.36", "1.36.2"],
  );
  assert.deepEqual(
    [...backend.clusters.values()].map(({ kubernetesVersion }) => kubernetesVersion),
    ["1.36.2"],
  );
  assert.deepEqual(new Set([...backend.nodes.values()].map((node) => node.kubernetesVersion)), new Set(["1.36.2"]));
  assert.equal(backend.nodes.size, 5);
});

test("a control plane alone; then its pools, one minor version at a time, and never back", async (t) => {
  const arm = await armClient(await startSimulator(t, { startMs: november }));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody({ kubernetesVersion: "1.35.4" }) });
  await arm("PUT", sandbox, { body: kataPool() });
  const { location } = (await arm("GET", cluster)).body;
  for (const version of ["1.36.2", "1.37.0"]) {
    const put = await arm("PUT", cluster, { body: { location, properties: { kubernetesVersion: version } } });
    assert.deepEqual([put.status, put.body.properties.provisioningState], [200, "Upgrading"], put.body.message);
  }
  assert.equal((await propertiesOf(arm, sandbox))["currentOrchestratorVersion"], "1.35.4");
  const rows = [
    ["1.37.0", 400, "AgentPoolUpgradeVersionNotAllowed"],
    ["1.36.2", 200, undefined],
    ["1.35.6", 400, "AgentPoolUpgradeVersionNotAllowed"],
    ["1.37", 200, undefined],
  ] as const;
  for (const [orchestratorVersion, status, code] of rows) {
    const reply = await arm("PUT", sandbox, { body: kataPool({ orchestratorVersion }) });
    assert.deepEqual([reply.status, (reply.body as { code?: string }).code], [status, code], orchestratorVersion);
  }
  const skipped = await arm("PUT", sandbox, { body: kataPool({ orchestratorVersion: "1.36.0" }) });
  assert.equal(
    skipped.body.message,
    "Upgrade agent pool version from 1.37.0 to 1.36.0 is not allowed, you can only upgrade one minor version at a " +
      "time. Please use [az aks get-upgrades] command to get the supported upgrade paths. For more information, " +
      "please check https://aka.ms/version-skew-policy",
  );
});

test("maxUnavailable in place of surge, a virtual TPM and another OS: machines are replaced", async (t) => {
  const backend = createNullBackend();
  const arm = await armClient(await startSimulator(t, { kubernetes: backend.factory, startMs: november }));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const workers = `${cluster}/agentPools/workers`;
  const body = (changes: object) => ({
    properties: {
      count: 2,
      vmSize: "Standard_D4s_v3",
      upgradeSettings: { maxSurge: "0", maxUnavailable: "1" },
      ...changes,
    },
  });
  await arm("PUT", workers, { body: body({}) });
  const osSku = await arm("PUT", workers, { body: body({ osSKU: "AzureLinux" }) });
  assert.equal(osSku.body.properties.provisioningState, "Upgrading");
  const machines = [...backend.nodes.values()].filter(({ poolName }) => poolName === "workers");
  assert.deepEqual(
    machines.map((node) => node.osSku),
    ["AzureLinux", "AzureLinux"],
  );
  assert.equal(backend.drained.length, 2);
  const vtpm = await arm("PUT", workers, { body: body({ securityProfile: { enableVTPM: true } }) });
  assert.equal(vtpm.body.properties.provisioningState, "Updating");
  assert.equal(backend.drained.length, 4);
  const labels = await arm("PUT", workers, { body: body({ nodeLabels: { team: "a" } }) });
  assert.equal(labels.body.properties.provisioningState, "Updating");
  assert.equal(backend.drained.length, 4);
});
