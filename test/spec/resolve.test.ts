import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CliError } from "../../src/errors.js";
import { resolveSpec } from "../../src/spec/resolve.js";

type Options = Parameters<typeof resolveSpec>[0];

const good = { resourceGroup: "tenants-rg", cluster: "tenants", location: "westus3", nodeCount: "3" } as const;

/** The error that the options get, as the parts that users and scripts see. */
function refusal(options: Partial<Options>): { code: string; exitCode: number; message: string; hint: string } {
  try {
    resolveSpec({ ...good, ...options });
  } catch (error) {
    assert.ok(error instanceof CliError, String(error));
    const { code, exitCode, message, hint } = error;
    return { code, exitCode, message, hint: hint ?? "" };
  }
  assert.fail(`accepted: ${JSON.stringify(options)}`);
}

describe("a spec from flags", () => {
  it("has the documented defaults", () => {
    const { pool, newCluster, runtimeClass, useKubernetes } = resolveSpec(good);
    assert.deepEqual(
      {
        pool: { ...pool, runtime: pool.runtime.id },
        newCluster,
        runtimeClass,
        useKubernetes,
      },
      {
        pool: {
          name: "sandbox",
          runtime: "pod-sandboxing",
          osSku: "AzureLinux",
          vmSize: "Standard_D4s_v5",
          size: { kind: "fixed", count: 3 },
          zones: [],
          labels: {},
          taints: [],
          isTainted: true,
          maxPods: undefined,
          osDiskSizeGb: undefined,
          vnetSubnetId: undefined,
          initializationTaints: [],
          installer: undefined,
          overlay: {},
        },
        newCluster: {
          apiVersion: undefined,
          kubernetesVersion: undefined,
          systemPool: { name: "system", vmSize: "Standard_D2s_v5", count: 2 },
          sandboxSystemPool: false,
          overlay: {},
        },
        runtimeClass: { name: "aks-sandbox", overhead: { memory: "600Mi" } },
        useKubernetes: true,
      },
    );
  });

  it("takes regions, zones, labels, taints and sizes in the forms that az takes", () => {
    const { location, pool } = resolveSpec({
      ...good,
      location: "West US 3",
      zones: ["1", "2,3", "1"],
      labels: ["team=payments", "tier="],
      nodeTaints: ["tenant=a:NoSchedule,spot:NoExecute"],
      nodeVmSize: "standard_D8s_v5",
    });
    assert.deepEqual(
      { location, zones: pool.zones, labels: pool.labels, taints: pool.taints, vmSize: pool.vmSize },
      {
        location: "westus3",
        zones: ["1", "2", "3"],
        labels: { team: "payments", tier: "" },
        taints: ["tenant=a:NoSchedule", "spot:NoExecute"],
        vmSize: "Standard_D8s_v5",
      },
    );
  });

  it("puts no taint on a pool that is the system pool", () => {
    assert.equal(resolveSpec({ ...good, sandboxSystemPool: true }).pool.isTainted, false);
  });
});

describe("which runtime the names mean", () => {
  const rows: readonly [Partial<Options>, string, string][] = [
    [{}, "pod-sandboxing", "AzureLinux"],
    [{ runtime: "pod-sandboxing" }, "pod-sandboxing", "AzureLinux"],
    [{ runtime: "kata-vm-isolation" }, "pod-sandboxing", "AzureLinux"],
    [{ workloadRuntime: "katavmisolation" }, "pod-sandboxing", "AzureLinux"],
    [{ osSku: "azurelinux" }, "pod-sandboxing", "AzureLinux"],
    [{ runtime: "pod-sandboxing-preview" }, "pod-sandboxing-preview", "AzureLinux"],
    [{ workloadRuntime: "KataMshvVmIsolation" }, "pod-sandboxing-preview", "AzureLinux"],
    [{ runtime: "kata-mshv-vm-isolation" }, "pod-sandboxing-preview", "AzureLinux"],
    [{ osSku: "Mariner" }, "pod-sandboxing-preview", "Mariner"],
    [{ workloadRuntime: "KataMshvVmIsolation", osSku: "AzureLinux" }, "pod-sandboxing-preview", "AzureLinux"],
    [{ workloadRuntime: "KataMshvVmIsolation", osSku: "Mariner" }, "pod-sandboxing-preview", "Mariner"],
  ];
  for (const [options, runtime, osSku] of rows) {
    it(`${JSON.stringify(options)} means ${runtime} on ${osSku}`, () => {
      const { pool } = resolveSpec({ ...good, ...options });
      assert.deepEqual([pool.runtime.id, pool.osSku], [runtime, osSku]);
    });
  }

  it("old and new names together are a usage error that names both", () => {
    const mixed = refusal({ workloadRuntime: "KataVmIsolation", osSku: "Mariner" });
    assert.equal(mixed.code, "MixedRuntimeNames");
    assert.equal(mixed.exitCode, 2);
    assert.match(mixed.message, /--workload-runtime KataVmIsolation and --os-sku Mariner/);
    assert.match(mixed.message, /pod-sandboxing and pod-sandboxing-preview/);
    assert.equal(refusal({ runtime: "pod-sandboxing", workloadRuntime: "KataMshvVmIsolation" }).code, mixed.code);
  });

  it("a runtime of an ordinary pool asked for on a pool on which AKS runs Kata is a usage error with the way out", () => {
    const mixed = refusal({ runtime: "gvisor", workloadRuntime: "KataVmIsolation" });
    assert.equal(mixed.code, "MixedRuntimeNames");
    assert.match(mixed.message, /gvisor and pod-sandboxing/);
    assert.equal(mixed.hint, "for gvisor leave --workload-runtime out: it runs on an ordinary pool alone");
  });
});

describe("bad input gets a clear error", () => {
  const rows: readonly [Partial<Options>, string, number, RegExp][] = [
    [{ cluster: "-x" }, "InvalidClusterName", 2, /"-x"/],
    [{ cluster: "a".repeat(64) }, "InvalidClusterName", 2, /63/],
    [{ resourceGroup: "rg." }, "InvalidResourceGroupName", 2, /"rg\."/],
    [{ name: "Sandbox-1" }, "InvalidPoolName", 2, /"Sandbox-1"/],
    [{ name: "a234567890123" }, "InvalidPoolName", 2, /"a234567890123"/],
    [{ location: "?" }, "InvalidLocation", 2, /"\?"/],
    [{ nodeCount: undefined }, "NodeCountMissing", 2, /neither/],
    [{ enableClusterAutoscaler: true, minCount: "1", maxCount: "5" }, "NodeCountAndAutoscaler", 2, /--node-count 3/],
    [{ nodeCount: undefined, minCount: "1", maxCount: "5" }, "AutoscalerNotEnabled", 2, /--enable-cluster-autoscaler/],
    [
      { nodeCount: undefined, enableClusterAutoscaler: true, minCount: "1" },
      "AutoscalerBoundsMissing",
      2,
      /--max-count is missing/,
    ],
    [
      { nodeCount: undefined, enableClusterAutoscaler: true, minCount: "5", maxCount: "1" },
      "AutoscalerBoundsReversed",
      2,
      /--min-count 5 is greater than --max-count 1/,
    ],
    [{ nodeCount: "0" }, "InvalidCount", 2, /"0"/],
    [{ nodeCount: "1001" }, "InvalidCount", 2, /1000/],
    [{ nodeCount: "three" }, "InvalidCount", 2, /"three"/],
    [{ osSku: "Azure Linux" }, "InvalidOsSku", 2, /"Azure Linux"/],
    [{ nodeVmSize: "D4s" }, "InvalidVmSize", 2, /"D4s"/],
    [{ workloadRuntime: "WasmWasi" }, "RuntimeRetired", 5, /WasmWasi/],
    [{ workloadRuntime: "KataCcIsolation" }, "RuntimeRetired", 5, /KataCcIsolation/],
    [{ runtime: "gvisr" }, "UnknownRuntime", 2, /"gvisr"/],
    [{ kubernetesVersion: "v1.33" }, "InvalidKubernetesVersion", 2, /"v1.33"/],
    [{ apiVersion: "latest" }, "InvalidApiVersion", 2, /"latest"/],
    [{ apiVersion: "2026-05-01", osSku: "Mariner" }, "ApiVersionTooStable", 2, /pod-sandboxing-preview/],
    [{ labels: ["team"] }, "InvalidLabel", 2, /"team"/],
    [{ labels: ["kubernetes.azure.com/x=y"] }, "ReservedLabel", 2, /kubernetes\.azure\.com/],
    [{ labels: ["aks-sandbox/runtime=x"] }, "ReservedLabel", 2, /aks-sandbox\/runtime/],
    [{ nodeTaints: ["a=b:Sometimes"] }, "InvalidTaint", 2, /"a=b:Sometimes"/],
    [{ zones: ["west"] }, "InvalidZone", 2, /"west"/],
    [{ maxPods: "251" }, "InvalidNumber", 2, /250/],
    [{ vnetSubnetId: "subnet1" }, "InvalidSubnet", 2, /"subnet1"/],
    [{ setPool: ["properties.x"] }, "InvalidSet", 2, /"properties.x"/],
    [{ setPool: ["count=3"] }, "InvalidSet", 2, /"count=3"/],
    [{ setPool: ["properties.workloadRuntime=WasmWasi"] }, "SetHasFlag", 2, /workloadRuntime/],
    [{ set: ["properties.agentPoolProfiles=[]"] }, "SetHasFlag", 2, /agentPoolProfiles/],
    [{ sandboxSystemPool: true, nodeTaints: ["a=b:NoSchedule"] }, "SystemPoolTaint", 2, /a=b:NoSchedule/],
  ];
  for (const [options, code, exitCode, message] of rows) {
    it(`${JSON.stringify(options)}: ${code}`, () => {
      const error = refusal(options);
      assert.deepEqual([error.code, error.exitCode], [code, exitCode]);
      assert.match(error.message, message);
      assert.notEqual(error.hint, "");
    });
  }

  it("lets the nearest good neighbours through", () => {
    const neighbours: readonly Partial<Options>[] = [
      { cluster: "a".repeat(63) },
      { name: "a23456789012" },
      { nodeCount: "1000" },
      { nodeVmSize: "Standard_DS2_v2" },
      { nodeVmSize: "Standard_E4-2s_v5" },
      { kubernetesVersion: "1.32" },
      { maxPods: "250" },
      { nodeCount: undefined, enableClusterAutoscaler: true, minCount: "0", maxCount: "1" },
    ];
    for (const options of neighbours) assert.doesNotThrow(() => resolveSpec({ ...good, ...options }));
  });
});

describe("--set", () => {
  it("lays JSON values and texts over each other, key by key", () => {
    const { pool } = resolveSpec({
      ...good,
      setPool: [
        "properties.enableEncryptionAtHost=true",
        "properties.upgradeSettings.maxSurge=33%",
        "properties.upgradeSettings.drainTimeoutInMinutes=5",
        "properties.tags.a\\.b=c",
      ],
    });
    assert.deepEqual(pool.overlay, {
      properties: {
        enableEncryptionAtHost: true,
        upgradeSettings: { maxSurge: "33%", drainTimeoutInMinutes: 5 },
        tags: { "a.b": "c" },
      },
    });
  });
});
