import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, listOf } from "../../src/json.js";
import { clusterBody } from "../../src/provision/cluster-body.js";
import { poolBody } from "../../src/provision/pool-body.js";
import { runtimeClassFor } from "../../src/provision/runtime-class-for.js";
import { podSandboxing } from "../../src/runtimes/pod-sandboxing.js";
import { resolveSpec } from "../../src/spec/resolve.js";
import { version } from "../../src/version.js";

const flags = { resourceGroup: "tenants-rg", cluster: "tenants", location: "westus3", nodeCount: "3" } as const;
const createdBy = { "aks-sandbox-created-by": `aks-sandbox/${version}` };

const sandboxProperties = {
  mode: "User",
  osType: "Linux",
  osSKU: "AzureLinux",
  workloadRuntime: "KataVmIsolation",
  vmSize: "Standard_D4s_v5",
  type: "VirtualMachineScaleSets",
  count: 3,
  nodeLabels: { "aks-sandbox/runtime": "pod-sandboxing" },
  nodeTaints: ["aks-sandbox/runtime=pod-sandboxing:NoSchedule"],
  tags: { ...createdBy, "aks-sandbox-pool": "sandbox" },
};

describe("request bodies", () => {
  it("of a pool", () => {
    assert.deepEqual(poolBody(resolveSpec(flags).pool), { properties: sandboxProperties });
  });

  it("of a pool on which the runtime is installed: an ordinary one, with our label and taint", () => {
    assert.deepEqual(
      poolBody(resolveSpec({ ...flags, runtime: "gvisor", installerImage: `r/g@sha256:${"0".repeat(64)}` }).pool),
      {
        properties: {
          mode: "User",
          osType: "Linux",
          osSKU: "Ubuntu",
          vmSize: "Standard_D4s_v5",
          type: "VirtualMachineScaleSets",
          count: 3,
          nodeLabels: { "aks-sandbox/runtime": "gvisor" },
          nodeTaints: ["aks-sandbox/runtime=gvisor:NoSchedule"],
          tags: { ...createdBy, "aks-sandbox-pool": "sandbox" },
        },
      },
    );
  });

  it("of a cluster with a preview version: the pool of an installer is held by the taint that it removes", () => {
    const asked = { ...flags, runtime: "gvisor", installerImage: `r/g@sha256:${"0".repeat(64)}` };
    const taints = (options: Parameters<typeof resolveSpec>[0]) => {
      const { newCluster, pool } = resolveSpec(options);
      const place = { name: "tenants", location: "westus3", resourceGroup: "tenants-rg" };
      const profiles = listOf(jsonAt(clusterBody(place, newCluster, pool), "properties", "agentPoolProfiles"));
      return [jsonAt(poolBody(pool), "properties"), ...profiles].map((one) => jsonAt(one, "nodeInitializationTaints"));
    };
    const held = ["aks-sandbox/installing=gvisor:NoSchedule"];
    assert.deepEqual(taints({ ...asked, apiVersion: "2026-03-02-preview" }), [undefined, undefined, held]);
    const without = [undefined, undefined, undefined];
    assert.deepEqual(taints(asked), without);
    assert.deepEqual(taints({ ...asked, apiVersion: "2026-05-01" }), without);
    assert.deepEqual(taints({ ...asked, apiVersion: "2023-11-02-preview" }), without);
    assert.deepEqual(taints({ ...flags, apiVersion: "2026-03-02-preview" }), without);
    // A system pool takes no such taint.
    assert.deepEqual(taints({ ...asked, apiVersion: "2026-03-02-preview", sandboxSystemPool: true }), [
      undefined,
      undefined,
    ]);
  });

  it("of an autoscaled pool in zones, shared, with a property set by hand", () => {
    const { pool } = resolveSpec({
      ...flags,
      nodeCount: undefined,
      enableClusterAutoscaler: true,
      minCount: "1",
      maxCount: "5",
      zones: ["1", "2"],
      taint: false,
      setPool: ["properties.enableEncryptionAtHost=true"],
    });
    assert.deepEqual(poolBody(pool), {
      properties: {
        ...sandboxProperties,
        count: 1,
        enableAutoScaling: true,
        minCount: 1,
        maxCount: 5,
        nodeTaints: [],
        availabilityZones: ["1", "2"],
        enableEncryptionAtHost: true,
      },
    });
  });

  it("of a new cluster: system pool and sandbox pool in one request", () => {
    const spec = resolveSpec({ ...flags, kubernetesVersion: "1.33" });
    const body = clusterBody(
      { name: "tenants", location: "westus3", resourceGroup: "tenants-rg" },
      spec.newCluster,
      spec.pool,
    );
    assert.deepEqual(body, {
      location: "westus3",
      tags: createdBy,
      sku: { name: "Base", tier: "Free" },
      identity: { type: "SystemAssigned" },
      properties: {
        dnsPrefix: "tenants-tenants-rg",
        enableRBAC: true,
        kubernetesVersion: "1.33",
        agentPoolProfiles: [
          {
            name: "system",
            mode: "System",
            osType: "Linux",
            osSKU: "AzureLinux",
            vmSize: "Standard_D2s_v5",
            type: "VirtualMachineScaleSets",
            count: 2,
            tags: { ...createdBy, "aks-sandbox-pool": "system" },
          },
          { name: "sandbox", ...sandboxProperties },
        ],
        networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay" },
        oidcIssuerProfile: { enabled: true },
        autoUpgradeProfile: { nodeOSUpgradeChannel: "NodeImage" },
      },
    });
  });

  it("of the documentation's single-pool form: one system pool that carries the runtime, untainted", () => {
    const spec = resolveSpec({ ...flags, sandboxSystemPool: true });
    const body = clusterBody(
      { name: "tenants", location: "westus3", resourceGroup: "tenants-rg" },
      spec.newCluster,
      spec.pool,
    );
    assert.deepEqual((body["properties"] as { agentPoolProfiles: unknown }).agentPoolProfiles, [
      { name: "sandbox", ...sandboxProperties, mode: "System", nodeTaints: [] },
    ]);
  });
});

describe("the RuntimeClass of a pool", () => {
  const choice = { name: "aks-sandbox", overhead: { memory: "600Mi" } };
  const toleration = { key: "aks-sandbox/runtime", operator: "Equal", value: "pod-sandboxing", effect: "NoSchedule" };

  it("selects our label", () => {
    const pools = [{ name: "sandbox", nodeLabels: { "aks-sandbox/runtime": "pod-sandboxing" } }];
    assert.deepEqual(runtimeClassFor(podSandboxing, choice, pools), {
      name: "aks-sandbox",
      handler: "kata",
      overhead: { memory: "600Mi" },
      nodeSelector: { "aks-sandbox/runtime": "pod-sandboxing" },
      tolerations: [toleration],
      labels: {},
      annotations: {},
    });
  });

  it("selects AKS's label where one of the pools lacks ours", () => {
    const pools = [
      { name: "sandbox", nodeLabels: { "aks-sandbox/runtime": "pod-sandboxing" } },
      { name: "byhand", nodeLabels: {} },
    ];
    assert.deepEqual(runtimeClassFor(podSandboxing, choice, pools).nodeSelector, {
      "kubernetes.azure.com/kata-vm-isolation": "true",
    });
  });
});
