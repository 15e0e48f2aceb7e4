import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmReply } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { readRecording, recordingsSkip } from "../helpers/recordings.js";
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

/** Status, code, and the part of the message that names the property. */
function refusal({ status, body }: ArmReply): readonly unknown[] {
  const { code, message } = body.error ?? body;
  return [status, code, /properties(\.\w+|\[\w+\])+|\bextendedLocation\b|\bmadeUp\b/.exec(message)?.[0]];
}

describe("what the local Azure does not model, it refuses", () => {
  it("a property of a pool: unknown 400, known to AKS 501, each named; what asks for nothing passes", async (t) => {
    const arm = await ready(t);
    const rows: readonly (readonly [object, readonly unknown[]])[] = [
      [{ madeUp: true }, [400, "InvalidParameter", "properties.madeUp"]],
      [{ madeUp: null }, [400, "InvalidParameter", "properties.madeUp"]],
      [{ upgradeSettings: { maxSurges: "1" } }, [400, "InvalidParameter", "properties.upgradeSettings.maxSurges"]],
      [{ upgradeSettings: "10%" }, [400, "InvalidParameter", "properties.upgradeSettings"]],
      [{ hostGroupID: "/subscriptions/x" }, [501, "NotModelled", "properties.hostGroupID"]],
      [{ gpuProfile: { driver: "Install" } }, [501, "NotModelled", "properties.gpuProfile"]],
      [{ enableNodePublicIP: true }, [501, "NotModelled", "properties.enableNodePublicIP"]],
      [{ scaleDownMode: "Deallocate" }, [501, "NotModelled", "properties.scaleDownMode"]],
      [{ osSKU: "Bottlerocket" }, [501, "NotModelled", "properties.osSKU"]],
    ];
    for (const [change, expected] of rows) {
      const reply = await arm("PUT", sandbox, { body: kataPool(change) });
      assert.deepEqual(refusal(reply), expected, JSON.stringify(change));
    }
    assert.deepEqual(refusal(await arm("PUT", sandbox, { body: { ...kataPool(), madeUp: 1 } })), [
      400,
      "InvalidParameter",
      "madeUp",
    ]);
    assert.equal((await arm("GET", sandbox)).status, 404);
    const nothing = { hostGroupID: null, gpuProfile: {}, enableNodePublicIP: false, networkProfile: {}, vmSize: "" };
    const ordinary = { workloadRuntime: "OCIContainer", enableEncryptionAtHost: true, ...nothing };
    assert.equal((await arm("PUT", sandbox, { body: kataPool(ordinary) })).status, 201);
  });

  it("a property of a cluster, and of a pool inside it", async (t) => {
    const arm = await ready(t, false);
    const pool = { name: "system", mode: "System", count: 1, vmSize: "Standard_D4s_v3" };
    const inline = (change: object) => ({ agentPoolProfiles: [{ ...pool, ...change }] });
    const rows: readonly (readonly [object, readonly unknown[]])[] = [
      [{ nonsenseProfile: { a: 1 } }, [400, "InvalidParameter", "properties.nonsenseProfile"]],
      [{ networkProfile: { podSider: "x" } }, [400, "InvalidParameter", "properties.networkProfile.podSider"]],
      [{ networkProfile: "azure" }, [400, "InvalidParameter", "properties.networkProfile"]],
      [inline({ madeUp: 1 }), [400, "InvalidParameter", "properties.agentPoolProfiles[system].madeUp"]],
      [inline({ hostGroupID: "x" }), [501, "NotModelled", "properties.agentPoolProfiles[system].hostGroupID"]],
      [{ serviceMeshProfile: { mode: "Istio" } }, [501, "NotModelled", "properties.serviceMeshProfile"]],
      [{ securityProfile: { imageCleaner: { enabled: true } } }, [501, "NotModelled", "properties.securityProfile"]],
      [{ networkProfile: { podLinkLocalAccess: "None" } }, [501, "NotModelled", podLinkLocal]],
      [{ identityProfile: { kubeletidentity: { clientId: "x" } } }, [501, "NotModelled", "properties.identityProfile"]],
    ];
    for (const [change, expected] of rows) {
      const reply = await arm("PUT", cluster, { body: clusterBody(change) });
      assert.deepEqual(refusal(reply), expected, JSON.stringify(change));
    }
    const edge = { ...clusterBody(), extendedLocation: { type: "EdgeZone", name: "x" } };
    assert.deepEqual(refusal(await arm("PUT", cluster, { body: edge })), [501, "NotModelled", "extendedLocation"]);
    assert.equal((await arm("GET", cluster)).status, 404);
    const nothing = { serviceMeshProfile: null, securityProfile: {}, addonProfiles: {}, storageProfile: {} };
    assert.equal((await arm("PUT", cluster, { body: clusterBody(nothing) })).status, 201);
  });

  it("zones that are none, and a subnet's id that is none", async (t) => {
    const arm = await ready(t);
    const rows: readonly (readonly [object, readonly unknown[]])[] = [
      [{ availabilityZones: ["9"] }, [400, "InvalidParameter"]],
      [{ availabilityZones: ["1", "1"] }, [400, "InvalidParameter"]],
      [{ availabilityZones: "1" }, [400, "InvalidParameter"]],
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

  for (const apiVersion of ["2024-05-01", "2025-10-01", "2025-09-02-preview", "2026-05-02-preview"]) {
    it(`a GET body put back unchanged is taken (${apiVersion})`, async (t) => {
      const arm = await ready(t);
      await arm("PUT", sandbox, { body: kataPool({ availabilityZones: ["1"], tags: { a: "b" } }) });
      for (const path of [sandbox, cluster]) {
        const before = await arm("GET", path, { apiVersion });
        const put = await arm("PUT", path, { apiVersion, body: before.body });
        assert.equal(put.status, 200, JSON.stringify(put.body));
        const after = await arm("GET", path, { apiVersion });
        assert.deepEqual(withoutETags(after.body), withoutETags(before.body));
      }
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

const podLinkLocal = "properties.networkProfile.podLinkLocalAccess";

function withoutETags(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === "eTag" ? undefined : value)));
}
