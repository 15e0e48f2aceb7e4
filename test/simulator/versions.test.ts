import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup } from "../helpers/arm-client.js";
import { readRecording, recordingsSkip } from "../helpers/recordings.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;
const versions = "/providers/Microsoft.ContainerService/locations/westus2/kubernetesVersions";

test("the recorded list of versions is answered as recorded", { skip: recordingsSkip() }, async (t) => {
  const file = "test_aks_create_with_app_routing_enabled_and_nginx_specified_abbrv";
  const recorded = readRecording(`aks-preview/${file}.json`)[0]?.response.body as { values: unknown };
  const arm = await armClient(await startSimulator(t, { startMs: Date.UTC(2024, 8, 4, 18, 25) }));
  assert.deepEqual((await arm("GET", versions)).body["values"], recorded.values);
});

test("the recorded upgrade profiles are answered as recorded", { skip: recordingsSkip() }, async (t) => {
  const recording = readRecording("aks-preview/test_aks_get_upgrades.json");
  const startMs = Date.UTC(2024, 5, 14, 10, 53);
  const arm = await armClient(await startSimulator(t, { startMs }));
  await makeGroup(arm, "clitest000001");
  for (const { request, response } of recording) {
    const url = new URL(request.url);
    if (!url.pathname.includes("/managedClusters/") || request.method === "DELETE") continue;
    const path = url.pathname.replace(/^\/subscriptions\/[^/]+/, "");
    const apiVersion = url.searchParams.get("api-version") ?? "";
    const reply = await arm(request.method, path, { apiVersion, body: request.body ?? undefined });
    assert.equal(reply.status, response.status, path);
    if (!path.endsWith("/upgradeProfiles/default")) continue;
    const recorded = response.body as { properties: Record<string, unknown> };
    const ours = { ...recorded.properties, latestNodeImageVersion: undefined };
    assert.deepEqual({ ...(reply.body.properties as object), latestNodeImageVersion: undefined }, ours);
    assert.deepEqual(Object.keys(reply.body.properties), Object.keys(recorded.properties));
  }
});

/** What was recorded for clusters and pools that asked for no version: date, cluster's two, pool's two. */
const defaults = [
  ["2022-11-24", "1.23.12", "1.23.12", "1.23.12"],
  ["2023-06-29", "1.25.6", "1.25.6", "1.25.6"],
  ["2024-02-05", "1.27", "1.27.7", "1.27.7"],
  ["2024-02-27", "1.27", "1.27.9", "1.27.9"],
  ["2024-06-14", "1.28", "1.28.9", "1.28"],
  ["2024-08-09", "1.29", "1.29.7", "1.29"],
  ["2025-04-10", "1.30", "1.30.11", "1.30"],
  ["2025-11-04", "1.32", "1.32.7", "1.32"],
] as const;
for (const [day, asked, full, pool] of defaults) {
  test(`who asks for no version gets ${full} on ${day}, as recorded`, async (t) => {
    const arm = await armClient(await startSimulator(t, { startMs: Date.parse(`${day}T12:00:00Z`) }));
    await makeGroup(arm);
    const { properties } = (await arm("PUT", cluster, { body: clusterBody() })).body as unknown as {
      properties: Record<string, unknown> & { agentPoolProfiles: Record<string, unknown>[] };
    };
    const [first = {}] = properties.agentPoolProfiles;
    assert.deepEqual([properties["kubernetesVersion"], properties["currentKubernetesVersion"]], [asked, full]);
    assert.deepEqual([first["orchestratorVersion"], first["currentOrchestratorVersion"]], [pool, full]);
  });
}

test("versions that are gone, or in long-term support alone, are refused in AKS's words", async (t) => {
  const arm = await armClient(await startSimulator(t, { startMs: Date.UTC(2026, 10, 23) }));
  await makeGroup(arm);
  const put = (changes: object, sku?: object) =>
    arm("PUT", cluster, { body: { ...clusterBody(changes), ...(sku === undefined ? {} : { sku }) } });
  const gone = await put({ kubernetesVersion: "1.27.9" });
  assert.deepEqual([gone.status, gone.body.code], [400, "K8sVersionNotSupported"]);
  assert.match(
    gone.body.message,
    /^Managed cluster tenants is on version 1\.27\.9 which is not supported in this region\. Please use \[az aks get-versions\]/,
  );
  const old = await put({ kubernetesVersion: "1.32" });
  assert.match(old.body.message, /is on version 1\.32\.11, which is only available for Long-Term Support \(LTS\)/);
  const free = await put({ kubernetesVersion: "1.32", supportPlan: "AKSLongTermSupport" });
  assert.deepEqual([free.status, free.body.code], [400, "InvalidParameter"]);
  const premium = { name: "Base", tier: "Premium" };
  const kept = await put({ kubernetesVersion: "1.32", supportPlan: "AKSLongTermSupport" }, premium);
  assert.equal(kept.status, 201);
  const list = (await arm("GET", versions)).body["values"] as {
    version: string;
    isDefault?: boolean;
    capabilities: { supportPlan: string[] };
  }[];
  assert.deepEqual(
    list.map(({ version, isDefault, capabilities }) => [version, isDefault === true, capabilities.supportPlan.length]),
    [
      ["1.37", false, 2],
      ["1.36", true, 2],
      ["1.35", false, 2],
      ["1.34", false, 2],
      ["1.33", false, 1],
      ["1.32", false, 1],
      ["1.31", false, 1],
    ],
  );
});

test("a version in preview is marked as such, and a far future is the last day of the calendar", async (t) => {
  const may = await armClient(await startSimulator(t, { startMs: Date.UTC(2026, 4, 30) }));
  const [first] = (await may("GET", versions)).body["values"] as Record<string, unknown>[];
  assert.deepEqual([first?.["version"], first?.["isPreview"]], ["1.36", true]);
  const later = await armClient(await startSimulator(t, { startMs: Date.UTC(2031, 0, 1) }));
  await makeGroup(later);
  assert.equal((await later("PUT", cluster, { body: clusterBody() })).status, 201);
});

test("which versions a pool may have", async (t) => {
  const arm = await armClient(await startSimulator(t, { startMs: Date.UTC(2026, 10, 23) }));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody({ kubernetesVersion: "1.36.0" }) });
  const rows = [
    [
      "1.37.0",
      "NodePoolMcVersionIncompatible",
      /^Node pool version 1\.37\.0 and control plane version 1\.36\.0 are incompatible\. Minor version of node pool version 37 is bigger than control plane version 36\. For more information, please check https:\/\/aka\.ms\/version-skew-policy$/,
    ],
    ["1.36.2", "NodePoolMcVersionIncompatible", /Patch version/],
    ["1.32.11", "NodePoolMcVersionIncompatible", /more than 3 smaller/],
    ["1.20.7", "AgentPoolK8sVersionNotSupported", /^Version 1\.20\.7 is not supported in this region\. Please use/],
  ] as const;
  for (const [orchestratorVersion, code, text] of rows) {
    const { status, body } = await arm("PUT", sandbox, { body: kataPool({ orchestratorVersion }) });
    assert.deepEqual([status, body.code], [400, code]);
    assert.match(body.message, text);
  }
  const made = await arm("PUT", sandbox, { body: kataPool({ orchestratorVersion: "1.34.8" }) });
  assert.equal(made.status, 201);
  const profile = (await arm("GET", `${sandbox}/upgradeProfiles/default`)).body.properties as Record<string, unknown>;
  assert.deepEqual(profile, {
    kubernetesVersion: "1.34.8",
    osType: "Linux",
    upgrades: ["1.34.9", "1.35.6", "1.35.5", "1.35.4", "1.35.3", "1.35.2", "1.35.1", "1.35.0"].map(
      (kubernetesVersion) => ({ kubernetesVersion }),
    ),
    latestNodeImageVersion: "AKSAzureLinux-V3katagen2-202608.06.1",
  });
  const available = (await arm("GET", `${cluster}/availableAgentPoolVersions`)).body.properties as unknown as {
    agentPoolVersions: { kubernetesVersion: string; default?: boolean }[];
  };
  const names = available.agentPoolVersions.map(({ kubernetesVersion }) => kubernetesVersion);
  assert.deepEqual([names[0], names.at(-1)], ["1.33.0", "1.36.0"]);
  assert.deepEqual(
    available.agentPoolVersions.filter((version) => version.default === true),
    [{ default: true, kubernetesVersion: "1.36.0" }],
  );
});

test("which OS a Kubernetes version has: AzureLinux3 up to 1.36, no machines for Azure Linux 2.0 after 2026-03-31", async (t) => {
  const plain = (changes: object) => ({ properties: { vmSize: "Standard_D4s_v3", count: 1, ...changes } });
  const now = await armClient(await startSimulator(t, { startMs: Date.UTC(2026, 10, 23) }));
  await makeGroup(now);
  await now("PUT", cluster, { body: clusterBody({ kubernetesVersion: "1.37.0" }) });
  const rows = [
    [{ osSKU: "AzureLinux3" }, 400],
    [{ osSKU: "AzureLinux3", orchestratorVersion: "1.36.2" }, 201],
    [{ osSKU: "AzureLinux3", orchestratorVersion: "1.37.0" }, 400],
  ] as const;
  for (const [changes, status] of rows) {
    const reply = await now("PUT", sandbox, { body: plain(changes) });
    assert.deepEqual([reply.status, reply.body.code], [status, status === 400 ? "InvalidOSSKU" : undefined]);
  }
  const before = await startSimulator(t, { startMs: Date.UTC(2026, 2, 30) });
  const arm = await armClient(before);
  await makeGroup(arm);
  const longTerm = { kubernetesVersion: "1.31", supportPlan: "AKSLongTermSupport" };
  const body = { ...clusterBody(longTerm), sku: { name: "Base", tier: "Premium" } };
  assert.equal((await arm("PUT", cluster, { body })).status, 201);
  assert.equal((await arm("PUT", sandbox, { body: plain({ osSKU: "AzureLinux" }) })).status, 201);
  before.advance(3 * 24 * 3_600_000);
  const grown = await arm("PUT", sandbox, { body: plain({ osSKU: "AzureLinux", count: 2 }) });
  assert.deepEqual([grown.status, grown.body.code], [400, "InvalidOSSKU"]);
  const labelled = await arm("PUT", sandbox, { body: plain({ osSKU: "AzureLinux", nodeLabels: { team: "a" } }) });
  assert.equal(labelled.status, 200);
});
