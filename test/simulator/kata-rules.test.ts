import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRuntime } from "../../src/simulator/aks/kata-rules.js";
import { RefusalError } from "../../src/simulator/arm/errors.js";
import type { SimulatorOptions } from "../../src/simulator/simulator.js";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const preview = "2025-09-02-preview";
const kata = (rule: string, runtime = "KataVmIsolation") =>
  `Kata: "${runtime}" ${rule}. See https://aka.ms/aks/podsandbox for details.`;
const nested = kata("has to be used with vm size that supports nested virtualization");
const runtimeCode = "InvalidWorkloadRuntimeSettingError";

/** A rule: the request that it refuses, and the nearest one that it lets through. */
interface Row {
  readonly rule: string;
  readonly refused: object;
  readonly allowed: object;
  readonly code: string;
  readonly message: string | RegExp;
  readonly status?: number;
  readonly apiVersion?: string;
  readonly options?: Partial<SimulatorOptions>;
}

const registered = { features: { "Microsoft.ContainerService/KataVMIsolationPreview": "Registered" } };
const rows: readonly Row[] = [
  {
    rule: "nested virtualization, by the service's own list",
    refused: { vmSize: "Standard_D4ls_v5" },
    allowed: { vmSize: "Standard_D4s_v5" },
    code: runtimeCode,
    message: nested,
  },
  {
    rule: "no AMD of v4",
    refused: { vmSize: "Standard_D4as_v4" },
    allowed: { vmSize: "Standard_D4as_v5" },
    code: runtimeCode,
    message: nested,
  },
  {
    rule: "no generation 1",
    refused: { vmSize: "Standard_D4_v3" },
    allowed: { vmSize: "Standard_D4s_v3" },
    code: runtimeCode,
    message: nested,
  },
  {
    rule: "no Arm64",
    refused: { vmSize: "Standard_D4ps_v6" },
    allowed: { vmSize: "Standard_D4s_v6" },
    code: runtimeCode,
    message: nested,
  },
  {
    rule: "osSKU",
    refused: { osSKU: "Ubuntu" },
    allowed: { osSKU: "AzureLinux" },
    code: runtimeCode,
    message: kata("has to be used with osSKU AzureLinux, not Ubuntu"),
  },
  {
    rule: "FIPS",
    refused: { enableFIPS: true },
    allowed: { enableFIPS: false },
    code: runtimeCode,
    message: kata("cannot be combined with FIPS"),
  },
  {
    rule: "Artifact Streaming",
    refused: { artifactStreamingProfile: { enabled: true } },
    allowed: { artifactStreamingProfile: { enabled: false } },
    code: runtimeCode,
    message: kata("cannot be combined with Artifact Streaming"),
    apiVersion: preview,
  },
  {
    rule: "Trusted Launch: virtual TPM",
    refused: { securityProfile: { enableVTPM: true } },
    allowed: { securityProfile: { enableVTPM: false } },
    code: runtimeCode,
    message: kata("cannot be combined with Trusted Launch"),
  },
  {
    rule: "Trusted Launch: secure boot",
    refused: { securityProfile: { enableSecureBoot: true } },
    allowed: { securityProfile: { enableSecureBoot: false } },
    code: runtimeCode,
    message: kata("cannot be combined with Trusted Launch"),
  },
  {
    rule: "a version that AKS no longer offers",
    refused: { orchestratorVersion: "1.26.10" },
    allowed: {},
    code: "AgentPoolK8sVersionNotSupported",
    message: /^Version 1\.26\.10 is not supported in this region\./,
  },
  {
    rule: "WasmWasi is retired",
    refused: { workloadRuntime: "WasmWasi" },
    allowed: { workloadRuntime: "OCIContainer" },
    code: runtimeCode,
    message: /^The agent pool sandbox has a deprecated workload runtime WasmWasi\. WebAssembly System Interface/,
  },
  {
    rule: "an unknown runtime",
    refused: { workloadRuntime: "KataQemu" },
    allowed: { workloadRuntime: "KataVmIsolation" },
    code: "InvalidParameter",
    message: /'KataQemu' is not known to 2025-10-01/,
  },
  {
    rule: "the old name needs a preview version",
    refused: { workloadRuntime: "KataMshvVmIsolation" },
    allowed: { workloadRuntime: "KataVmIsolation" },
    code: "InvalidParameter",
    message: /'KataMshvVmIsolation' is not known to 2025-10-01/,
    options: registered,
  },
  {
    rule: "the old name needs the registered feature",
    refused: { workloadRuntime: "KataMshvVmIsolation" },
    allowed: { workloadRuntime: "KataVmIsolation" },
    code: "PreviewFeatureNotRegistered",
    message: "Preview feature Microsoft.ContainerService/KataVMIsolationPreview not registered.",
    apiVersion: preview,
  },
  {
    rule: "the old name's text names it",
    refused: { workloadRuntime: "KataMshvVmIsolation", vmSize: "Standard_D2ls_v5" },
    allowed: { workloadRuntime: "KataMshvVmIsolation", vmSize: "Standard_D2s_v5" },
    code: runtimeCode,
    message: nested.replace("KataVmIsolation", "KataMshvVmIsolation"),
    apiVersion: preview,
    options: registered,
  },
  {
    rule: "a system pool's size",
    refused: { mode: "System", vmSize: "Standard_B2s", workloadRuntime: "OCIContainer" },
    allowed: { mode: "System", vmSize: "Standard_D2s_v3" },
    code: "SystemPoolSkuTooLow",
    message: "System node pool must use VM sku with more than 2 cores and 4GB memory. Nodepool name: sandbox.",
  },
  {
    rule: "a system pool's taints",
    refused: { mode: "System", nodeTaints: ["aks-sandbox/runtime=kata:NoSchedule"] },
    allowed: { mode: "System", nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] },
    code: "SystemPoolHasRestrictedTaint",
    message: /^Placing custom taints on system pool is not supported/,
  },
  {
    rule: "a reserved label",
    refused: { nodeLabels: { "kubernetes.azure.com/kata-vm-isolation": "true" } },
    allowed: { nodeLabels: { "aks-sandbox/runtime": "pod-sandboxing" } },
    code: "NodeLabelKeyNotAllowed",
    message: /has a reserved prefix/,
  },
  {
    rule: "a size that the region does not offer",
    refused: { vmSize: "Standard_DC4as_v5", workloadRuntime: "OCIContainer" },
    allowed: { vmSize: "Standard_DC4as_v6", workloadRuntime: "OCIContainer" },
    code: "BadRequest",
    message:
      /^The VM size of Standard_DC4as_v5 is not allowed in your subscription in location 'westus2'\. The available VM sizes are 'standard_a1_v2,/,
  },
  {
    rule: "a size that the subscription was not given",
    refused: { vmSize: "Standard_D8s_v3" },
    allowed: { vmSize: "Standard_D4s_v3" },
    code: "BadRequest",
    message: /^The VM size of Standard_D8s_v3 is not allowed in your subscription/,
    options: { restrictions: [{ location: "westus2", size: "Standard_D8s_v3" }] },
  },
  {
    rule: "a zone in which the size is not offered",
    refused: { vmSize: "Standard_D4s_v7", availabilityZones: ["1", "2"] },
    allowed: { vmSize: "Standard_D4s_v7", availabilityZones: ["1", "3"] },
    code: "AvailabilityZoneNotSupported",
    message:
      "The zone(s) '2' for resource 'sandbox' is not supported. The supported zones for location 'westus2' are '1,3'",
  },
  {
    rule: "quota",
    refused: { count: 4 },
    allowed: { count: 3 },
    code: "ErrCode_InsufficientVCPUQuota",
    message: /^Insufficient vcpu quota requested 16, remaining 12 for family standardDSv3Family for region westus2\./,
    options: { quotas: { westus2: { standardDSv3Family: 20 } } },
  },
];

for (const row of rows) {
  test(`${row.rule}: refused, and its neighbour let through`, async (t) => {
    const arm = await armClient(await startSimulator(t, row.options ?? {}));
    await makeGroup(arm);
    await arm("PUT", cluster, { body: clusterBody() });
    const apiVersion = row.apiVersion ?? "2025-10-01";
    const path = `${cluster}/agentPools/sandbox`;
    const refused = await arm("PUT", path, { apiVersion, body: kataPool(row.refused) });
    assert.deepEqual([refused.status, refused.body.code], [row.status ?? 400, row.code], refused.body.message);
    if (typeof row.message === "string") assert.equal(refused.body.message, row.message);
    else assert.match(refused.body.message, row.message);
    assert.equal((await arm("GET", path)).status, 404);
    const allowed = await arm("PUT", path, { apiVersion, body: kataPool(row.allowed) });
    assert.equal(allowed.status, 201, JSON.stringify(allowed.body));
  });
}

test("what a pool keeps for life: another workloadRuntime or vmSize is refused, the same one again is not", async (t) => {
  const arm = await armClient(await startSimulator(t));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const path = `${cluster}/agentPools/sandbox`;
  assert.equal((await arm("PUT", path, { body: kataPool() })).status, 201);
  for (const [property, value] of [
    ["workloadRuntime", "OCIContainer"],
    ["vmSize", "Standard_D8s_v3"],
  ] as const) {
    const refused = await arm("PUT", path, { body: kataPool({ [property]: value }) });
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.message],
      [400, "PropertyChangeNotAllowed", `Changing property 'properties.${property}' is not allowed.`],
    );
  }
  assert.equal((await arm("PUT", path, { body: kataPool({ nodeLabels: { team: "a" } }) })).status, 200);
});

test("a Kata pool comes with its cluster, is not added by the cluster's PUT, and waits its turn", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const body = clusterBody();
  const withKata = {
    ...body,
    properties: {
      ...body.properties,
      agentPoolProfiles: [
        ...body.properties.agentPoolProfiles,
        { ...kataPool().properties, name: "sandbox", vmSize: "Standard_D4s_v3" },
      ],
    },
  };
  assert.equal((await arm("PUT", clusterPath("tenants-rg", "whole"), { body: withKata })).status, 201);
  await arm("PUT", cluster, { body });
  const early = await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() });
  assert.deepEqual([early.status, early.body.code], [409, "OperationNotAllowed"]);
  assert.match(early.body.message, /^Operation is not allowed: Another operation \(Creating\) is in progress/);
  simulator.advance(60 * 60_000);
  const added = await arm("PUT", cluster, { body: withKata });
  assert.deepEqual([added.status, added.body.code], [400, "OperationNotAllowed"]);
  assert.match(added.body.message, /^Node pool update via managed cluster not allowed\./);
  assert.equal((await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() })).status, 201);
});

test("Kubernetes below 1.27 (no longer offered, hence asked of the rule itself)", () => {
  const pool = { ...kataPool().properties, currentOrchestratorVersion: "1.26.10" };
  const around = { apiVersion: "2025-10-01", timeMs: Date.UTC(2025, 10, 6), isNew: true };
  const asked = { poolName: "sandbox", ...around, isFeatureRegistered: () => false };
  assert.throws(
    () => {
      checkRuntime({ ...asked, pool });
    },
    (error) => error instanceof RefusalError && error.message === kata("needs Kubernetes 1.27 or newer"),
  );
  checkRuntime({ ...asked, pool: { ...pool, currentOrchestratorVersion: "1.27.0" } });
});

test("FIPS and Artifact Streaming are refused from the releases on that brought the rules", async (t) => {
  const rows = [
    [{ enableFIPS: true }, Date.UTC(2026, 5, 19)],
    [{ artifactStreamingProfile: { enabled: true } }, Date.UTC(2026, 3, 28)],
  ] as const;
  for (const [change, dayMs] of rows) {
    const simulator = await startSimulator(t, { startMs: dayMs - 3_600_000 });
    const arm = await armClient(simulator);
    await makeGroup(arm);
    await arm("PUT", cluster, { body: clusterBody() });
    const put = async (name: string) =>
      (await arm("PUT", `${cluster}/agentPools/${name}`, { apiVersion: preview, body: kataPool(change) })).status;
    const before = await put("before");
    simulator.advance(3_600_000);
    assert.deepEqual([before, await put("after")], [201, 400]);
  }
});
