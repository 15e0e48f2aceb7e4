import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmReply } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { readRecording, recordingsSkip } from "../helpers/recordings.js";
import { contractVersions } from "../../src/simulator/aks/contract/contract-data.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;
const subnet = (name: string) =>
  `/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net/providers/Microsoft.Network/` +
  `virtualNetworks/hub/subnets/${name}`;

async function ready(t: TestContext, hasCluster = true) {
  const simulator = await startSimulator(t, { kubernetes: createNullBackend().factory });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  if (hasCluster) assert.equal((await arm("PUT", cluster, { body: clusterBody() })).status, 201);
  return arm;
}

/** Status, code and message. */
function refusal({ status, body }: ArmReply): readonly unknown[] {
  const { code, message } = body.error ?? body;
  return [status, code, message];
}

const unknownField = (name: string) => [
  400,
  "UnmarshalError",
  `UnmarshalEntity encountered error: json: unknown field "${name}" Check that the field is in the right location, is ` +
    `spelled correctly, and is supported in the API version. Visit aka.ms/aks/apiversions for more API version ` +
    `information..`,
];
const wrongType = (what: string) => [
  400,
  "UnmarshalError",
  `UnmarshalEntity encountered error: json: cannot unmarshal ${what}.`,
];
const notModelled = (what: string) => [
  501,
  "NotModelled",
  `the local Azure does not model ${what}; see src/simulator/README.md for what it does`,
];

describe("bodies as the contract of their api-version reads them", () => {
  it("of a pool: an unknown name, a wrong type, what is not modelled", async (t) => {
    const arm = await ready(t);
    const rows: readonly (readonly [object, readonly unknown[]])[] = [
      [{ madeUp: true }, unknownField("madeUp")],
      [{ madeUp: null }, unknownField("madeUp")],
      [{ upgradeSettings: { maxSurges: "1" } }, unknownField("maxSurges")],
      [
        { upgradeSettings: "10%" },
        wrongType("string into Go struct field Properties.properties.upgradeSettings of type AgentPoolUpgradeSettings"),
      ],
      [
        { upgradeSettings: { maxSurge: 1 } },
        wrongType(
          "number into Go struct field AgentPoolUpgradeSettings.properties.upgradeSettings.maxSurge of type string",
        ),
      ],
      [{ count: "3" }, wrongType("string into Go struct field Properties.properties.count of type int32")],
      [{ count: 1.5 }, wrongType("number into Go struct field Properties.properties.count of type int32")],
      [{ nodeLabels: ["a"] }, wrongType("array into Go struct field Properties.properties.nodeLabels of type string")],
      [
        { nodeLabels: { a: 1 } },
        wrongType("number into Go struct field Properties.properties.nodeLabels of type string"),
      ],
      [{ nodeTaints: "a" }, wrongType("string into Go struct field Properties.properties.nodeTaints of type string")],
      // Only previews know it.
      [{ nodeInitializationTaints: ["a=b:NoSchedule"] }, unknownField("nodeInitializationTaints")],
      [{ osSKU: "AzureContainerLinux" }, notModelled("properties.osSKU AzureContainerLinux")],
    ];
    for (const [change, expected] of rows) {
      const reply = await arm("PUT", sandbox, { body: kataPool(change) });
      assert.deepEqual(refusal(reply), expected, JSON.stringify(change));
    }
    const outside = await arm("PUT", sandbox, { body: { ...kataPool(), madeUp: 1 } });
    assert.deepEqual(refusal(outside), unknownField("madeUp"));
    const misspelt = await arm("PUT", sandbox, { body: kataPool({ osSKU: "Bottlerocket" }) });
    assert.deepEqual(refusal(misspelt).slice(0, 2), [400, "InvalidParameter"]);
    assert.equal((await arm("GET", sandbox)).status, 404);
  });

  it("of a cluster, and of a pool inside it", async (t) => {
    const arm = await ready(t, false);
    const pool = { name: "system", mode: "System", count: 1, vmSize: "Standard_D4s_v3" };
    const inline = (change: object) => ({ agentPoolProfiles: [{ ...pool, ...change }] });
    const rows: readonly (readonly [object, readonly unknown[]])[] = [
      [{ nonsenseProfile: { a: 1 } }, unknownField("nonsenseProfile")],
      [{ networkProfile: { podSider: "x" } }, unknownField("podSider")],
      [
        { networkProfile: "azure" },
        wrongType(
          "string into Go struct field Properties.properties.networkProfile of type ContainerServiceNetworkProfile",
        ),
      ],
      [inline({ madeUp: 1 }), unknownField("madeUp")],
      [
        { networkProfile: { networkPlugin: "flannel" } },
        [
          400,
          "InvalidParameter",
          "The value of parameter networkProfile.networkPlugin is invalid. Error details: 'flannel' is not one of azure, " +
            "kubenet, none",
        ],
      ],
      [{ addonProfiles: { azurepolicy: { enabeld: true } } }, unknownField("enabeld")],
      [inline({ osSKU: "AzureContainerLinux" }), notModelled("properties.osSKU AzureContainerLinux")],
    ];
    for (const [change, expected] of rows) {
      const reply = await arm("PUT", cluster, { body: clusterBody(change) });
      assert.deepEqual(refusal(reply), expected, JSON.stringify(change));
    }
    assert.equal((await arm("GET", cluster)).status, 404);
  });

  it("a property is known from its own api-version on, and shown from there on", async (t) => {
    const arm = await ready(t);
    const body = kataPool({ messageOfTheDay: "SGVsbG8=" });
    const early = await arm("PUT", sandbox, { apiVersion: "2024-09-01", body });
    assert.deepEqual(refusal(early), unknownField("messageOfTheDay"));
    assert.equal((await arm("PUT", sandbox, { apiVersion: "2025-08-01", body })).status, 201);
    const shown = async (apiVersion: string) => {
      const reply = await arm("GET", sandbox, { apiVersion });
      return (reply.body.properties as Record<string, unknown>)["messageOfTheDay"];
    };
    assert.equal(await shown("2024-09-01"), undefined);
    // Between two contracts the next newer one holds.
    assert.equal(await shown("2025-03-01"), "SGVsbG8=");
    assert.equal(await shown("2026-08-01"), "SGVsbG8=");
  });

  it("what recorded bodies of earlier previews have is taken in previews, and repeated", async (t) => {
    const arm = await ready(t, false);
    const older = { enablePodSecurityPolicy: false, networkProfile: { dockerBridgeCidr: "172.17.0.1/16" } };
    const put = (apiVersion: string) => arm("PUT", cluster, { apiVersion, body: clusterBody(older) });
    assert.deepEqual(refusal(await put("2025-10-01")), unknownField("enablePodSecurityPolicy"));
    assert.equal((await put("2025-09-02-preview")).status, 201);
    const get = (apiVersion: string) => arm("GET", cluster, { apiVersion });
    assertHolds((await get("2025-09-02-preview")).body.properties, older);
    const stable = (await get("2025-10-01")).body.properties as Record<string, unknown>;
    assert.equal(stable["enablePodSecurityPolicy"], undefined);
  });

  it("null asks for nothing, read-only values are ignored, secrets are not repeated", async (t) => {
    const arm = await ready(t, false);
    const body = clusterBody({
      serviceMeshProfile: null,
      provisioningState: "Failed",
      fqdn: "elsewhere.example",
      windowsProfile: { adminUsername: "azureuser", adminPassword: "x".repeat(20) },
    });
    assert.equal((await arm("PUT", cluster, { body: { ...body, id: "x", type: "y" } })).status, 201);
    const properties = (await arm("GET", cluster)).body.properties as Record<string, unknown>;
    assert.deepEqual(properties["windowsProfile"], { adminUsername: "azureuser", enableCSIProxy: true });
    assert.equal(properties["serviceMeshProfile"], undefined);
    assert.notEqual(properties["fqdn"], "elsewhere.example");
    assert.equal(properties["provisioningState"], "Succeeded");
  });

  it("settings of the service are kept and repeated, whatever they do there", async (t) => {
    const arm = await ready(t, false);
    assert.equal((await arm("PUT", cluster, { body: clusterBody(clusterSettings) })).status, 201);
    assertHolds((await arm("GET", cluster)).body.properties, clusterSettings);
    assert.equal((await arm("PUT", sandbox, { body: { properties: poolSettings } })).status, 201);
    assertHolds((await arm("GET", sandbox)).body.properties, poolSettings);
  });

  it("a spot pool has the label and the taint that the service adds", async (t) => {
    const arm = await ready(t);
    const body = { properties: { count: 1, vmSize: "Standard_D4s_v3", scaleSetPriority: "spot" } };
    assert.equal((await arm("PUT", sandbox, { body })).status, 201);
    assertHolds((await arm("GET", sandbox)).body.properties, {
      scaleSetPriority: "Spot",
      scaleSetEvictionPolicy: "Delete",
      spotMaxPrice: -1,
      nodeLabels: { "kubernetes.azure.com/scalesetpriority": "spot" },
      nodeTaints: ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"],
    });
  });

  it("a Windows pool has the service's defaults and machines, of which none joins the Kubernetes half", async (t) => {
    const backend = createNullBackend();
    const simulator = await startSimulator(t, { kubernetes: backend.factory, startMs: Date.parse("2025-11-04") });
    const arm = await armClient(simulator);
    await makeGroup(arm);
    await arm("PUT", cluster, { body: clusterBody() });
    const path = `${cluster}/agentPools/win`;
    const size = { count: 2, vmSize: "Standard_D4s_v3" };
    const put = (change: object, pool = path) =>
      arm("PUT", pool, { body: { properties: { ...size, osType: "windows", ...change } } });
    const refused = [
      await put({}, `${path}dows7`),
      await put({ mode: "System" }),
      await put({ osSKU: "AzureLinux" }),
      await put({ osType: "Linux", osSKU: "Windows2022" }),
      await put({ osSKU: "AzureLinux", workloadRuntime: "KataVmIsolation" }),
    ];
    assert.deepEqual(
      refused.map(({ status, body }) => [status, body.code]),
      refused.map(() => [400, "InvalidParameter"]),
    );
    assert.equal((await put({})).status, 201);
    assertHolds((await arm("GET", path)).body.properties, {
      osType: "Windows",
      osSKU: "Windows2022",
      nodeImageVersion: "AKSWindows-2022-containerd-20348.3561.250416",
    });
    const { value } = (await arm("GET", `${path}/machines`)).body;
    assert.deepEqual(
      value.map((machine) => (machine as { readonly name: string }).name),
      ["akswin000000", "akswin000001"],
    );
    assert.equal(backend.nodes.size, 2, "those of the system pool");
  });

  it("zones that are none, and a subnet's id that is none", async (t) => {
    const arm = await ready(t);
    const rows: readonly (readonly [object, readonly unknown[]])[] = [
      [{ availabilityZones: ["9"] }, [400, "InvalidParameter"]],
      [{ availabilityZones: ["1", "1"] }, [400, "InvalidParameter"]],
      [{ availabilityZones: "1" }, [400, "UnmarshalError"]],
      [{ vnetSubnetID: "subnet" }, [400, "LinkedInvalidPropertyId"]],
      [{ vnetSubnetID: subnet("") }, [400, "LinkedInvalidPropertyId"]],
    ];
    for (const [change, expected] of rows) {
      const reply = await arm("PUT", sandbox, { body: kataPool(change) });
      assert.deepEqual(refusal(reply).slice(0, 2), expected, JSON.stringify(change));
    }
    const good = { availabilityZones: ["1", "3"], vnetSubnetID: subnet("nodes") };
    assert.equal((await arm("PUT", sandbox, { body: kataPool(good) })).status, 201);
  });

  for (const apiVersion of [...contractVersions, "2026-08-01", "2024-07-02-preview"]) {
    it(`a GET body put back unchanged changes nothing (${apiVersion})`, async (t) => {
      const arm = await ready(t, false);
      const made = [
        await arm("PUT", cluster, { body: clusterBody(clusterSettings) }),
        await arm("PUT", sandbox, { body: kataPool({ availabilityZones: ["1"], tags: { a: "b" } }) }),
        await arm("PUT", `${cluster}/agentPools/settings`, { body: { properties: poolSettings } }),
        await arm("PUT", `${cluster}/agentPools/spot`, { body: { properties: spotPool } }),
      ];
      for (const { status, body } of made) assert.equal(status, 201, JSON.stringify(body));
      const paths = [cluster, sandbox, `${cluster}/agentPools/settings`, `${cluster}/agentPools/spot`];
      const newest = await Promise.all(paths.map((path) => arm("GET", path, { apiVersion: "2026-05-02-preview" })));
      for (const path of paths) {
        const before = await arm("GET", path, { apiVersion });
        const put = await arm("PUT", path, { apiVersion, body: before.body });
        assert.equal(put.status, 200, JSON.stringify(put.body));
        const after = await arm("GET", path, { apiVersion });
        assert.deepEqual(withoutETags(after.body), withoutETags(before.body));
      }
      // Nor does an old client lose what it cannot see.
      const left = await Promise.all(paths.map((path) => arm("GET", path, { apiVersion: "2026-05-02-preview" })));
      assert.deepEqual(
        left.map(({ body }) => withoutETags(body)),
        newest.map(({ body }) => withoutETags(body)),
      );
    });
  }

  it("the recorded pool body of the stable 2025-10-01 is taken", { skip: recordingsSkip() }, async (t) => {
    const arm = await ready(t);
    const recording = readRecording("azure-cli-acs/EXCERPT_stable-2025-10-01_nodepool_add_with_kata.json");
    const puts = recording.filter(({ request }) => request.method === "PUT");
    assert.equal(puts.length, 1);
    for (const { request } of puts) assert.equal((await arm("PUT", sandbox, { body: request.body })).status, 201);
  });
});

describe("regions", () => {
  it("an unknown one is refused for a cluster as for a group; another one than the cluster's too", async (t) => {
    const arm = await ready(t, false);
    const unknown = { ...clusterBody(), location: "Atlantis" };
    const refused = await arm("PUT", cluster, { body: unknown });
    assert.deepEqual([refused.status, refused.body.error?.code], [400, "LocationNotAvailableForResourceType"]);
    assert.match(
      refused.body.error?.message ?? "",
      /^The provided location 'atlantis' is not available for resource type 'Microsoft.ContainerService\/managedClusters'\. List of available regions for the resource type is 'eastus,/,
    );
    const group = await arm("PUT", "/resourcegroups/other", {
      apiVersion: "2024-11-01",
      body: { location: "atlantis" },
    });
    assert.deepEqual([group.status, group.body.error?.code], [400, "LocationNotAvailableForResourceGroup"]);
    assert.equal((await arm("PUT", cluster, { body: { ...clusterBody(), location: "West US 2" } })).status, 201);
    const moved = await arm("PUT", cluster, { body: { ...clusterBody(), location: "eastus" } });
    assert.deepEqual([moved.status, moved.body.error?.code], [409, "InvalidResourceLocation"]);
  });
});

const group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/tenants-rg";

/** As 2025-10-01 knows them. */
const clusterSettings = {
  identityProfile: {
    kubeletidentity: {
      resourceId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/kubelet`,
      clientId: "11111111-aaaa-bbbb-cccc-111111111111",
      objectId: "22222222-aaaa-bbbb-cccc-222222222222",
    },
  },
  addonProfiles: {
    azurepolicy: { enabled: true },
    azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "true" } },
  },
  autoScalerProfile: { "scan-interval": "20s", expander: "least-waste" },
  autoUpgradeProfile: { upgradeChannel: "stable", nodeOSUpgradeChannel: "NodeImage" },
  apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24"], disableRunCommand: true },
  securityProfile: { imageCleaner: { enabled: true, intervalHours: 48 }, workloadIdentity: { enabled: true } },
  ingressProfile: { webAppRouting: { enabled: true } },
  workloadAutoScalerProfile: { keda: { enabled: true } },
  azureMonitorProfile: { metrics: { enabled: true } },
  serviceMeshProfile: { mode: "Istio", istio: { revisions: ["asm-1-27"] } },
  windowsProfile: { adminUsername: "azureuser", enableCSIProxy: true },
  httpProxyConfig: { httpProxy: "http://proxy.example:3128", noProxy: ["localhost"] },
  diskEncryptionSetID: `${group}/providers/Microsoft.Compute/diskEncryptionSets/keys`,
  upgradeSettings: { overrideSettings: { forceUpgrade: true, until: "2026-12-01T00:00:00Z" } },
};

const poolSettings = {
  count: 1,
  vmSize: "Standard_D4s_v3",
  kubeletConfig: { cpuManagerPolicy: "static", podMaxPids: 1000 },
  linuxOSConfig: { transparentHugePageEnabled: "madvise", sysctls: { vmMaxMapCount: 262144 } },
  creationData: { sourceResourceId: `${group}/providers/Microsoft.ContainerService/snapshots/base` },
  enableNodePublicIP: true,
  nodePublicIPPrefixID: `${group}/providers/Microsoft.Network/publicIPPrefixes/nodes`,
  proximityPlacementGroupID: `${group}/providers/Microsoft.Compute/proximityPlacementGroups/near`,
  hostGroupID: `${group}/providers/Microsoft.Compute/hostGroups/own`,
  networkProfile: { allowedHostPorts: [{ portStart: 80, portEnd: 80, protocol: "TCP" }] },
  scaleDownMode: "Deallocate",
  gpuInstanceProfile: "MIG1g",
};

const spotPool = { count: 1, vmSize: "Standard_D4s_v3", scaleSetPriority: "Spot", spotMaxPrice: 0.05 };

/** Everything in `expected` is in `actual`; lists are compared whole. */
function assertHolds(actual: unknown, expected: object, path = "properties"): void {
  assert.ok(typeof actual === "object" && actual !== null, path);
  for (const [key, value] of Object.entries(expected)) {
    const found: unknown = (actual as Record<string, unknown>)[key];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      assertHolds(found, value as object, `${path}.${key}`);
    } else assert.deepEqual(found, value, `${path}.${key}`);
  }
}

function withoutETags(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === "eTag" ? undefined : value)));
}
