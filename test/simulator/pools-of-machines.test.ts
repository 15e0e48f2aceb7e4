import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const preview = "2025-09-02-preview";

/** Those of an object's keys that are asked for. */
const pick = (object: object, ...keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, (object as Record<string, unknown>)[key]]));

test("pools of single machines, of an availability set, private clusters, the autoscaler's bounds", async (t) => {
  const simulator = await startSimulator(t, { kubernetes: createNullBackend().factory });
  const client = await armClient(simulator);
  const arm: typeof client = (method, path, options) => client(method, path, { apiVersion: preview, ...options });
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(1);
  const pool = `${cluster}/agentPools/mixed`;
  const put = async (change: object) => {
    const body = { properties: { mode: "User", ...change } };
    const { status, body: reply } = await arm("PUT", pool, { body });
    return { status, code: reply.code, ...reply.properties };
  };
  const manual = (...sizes: readonly (readonly [size: string, count: number])[]) => ({
    type: "VirtualMachines",
    virtualMachinesProfile: { scale: { manual: sizes.map(([size, count]) => ({ size, count })) } },
  });
  const shown = ["count", "vmSize", "virtualMachineNodesStatus", "provisioningState"];

  await t.test("sizes come and go by what the profile asks for", async () => {
    const two: readonly [string, number] = ["Standard_D2s_v3", 2];
    assert.deepEqual(pick(await put(manual(two)), "status", ...shown), {
      status: 201,
      count: undefined,
      vmSize: undefined,
      virtualMachineNodesStatus: undefined,
      provisioningState: "Creating",
    });
    simulator.advance(1);
    const grown = await put(manual(two, ["standard_ds2_v2", 1]));
    assert.deepEqual(pick(grown, "status", "virtualMachineNodesStatus", "provisioningState"), {
      status: 200,
      virtualMachineNodesStatus: [{ size: "Standard_D2s_v3", count: 2 }],
      provisioningState: "Scaling",
    });
    simulator.advance(1);
    await put(manual(["standard_ds2_v2", 2]));
    simulator.advance(1);
    const { properties } = (await arm("GET", pool)).body;
    assert.deepEqual(pick(properties, "virtualMachineNodesStatus"), {
      virtualMachineNodesStatus: [{ size: "Standard_DS2_v2", count: 2 }],
    });
    const machines = (await arm("GET", `${pool}/machines`)).body.value as readonly { readonly name: string }[];
    await arm("POST", `${pool}/deleteMachines`, {
      body: { machineNames: machines.slice(0, 1).map(({ name }) => name) },
    });
    simulator.advance(1);
    const left = (await arm("GET", pool)).body.properties;
    assert.deepEqual(pick(left, "virtualMachineNodesStatus", "virtualMachinesProfile"), {
      virtualMachineNodesStatus: [{ size: "Standard_DS2_v2", count: 1 }],
      virtualMachinesProfile: { scale: { manual: [{ size: "standard_ds2_v2", count: 1 }] } },
    });
    const unknown = await put(manual(["Standard_X1", 1]));
    assert.deepEqual([unknown.status, unknown.code], [400, "BadRequest"]);
    const changed = await put({ type: "VirtualMachineScaleSets", vmSize: "Standard_DS2_v2", count: 2 });
    assert.deepEqual([changed.status, changed.code], [400, "PropertyChangeNotAllowed"]);
  });

  await t.test("an availability set is the only pool, and becomes single machines", async () => {
    const path = clusterPath("tenants-rg", "old");
    const profile = { name: "system", mode: "System", count: 2, vmSize: "Standard_DS2_v2" };
    const body = (type: string, loadBalancerSku: string) =>
      clusterBody({ agentPoolProfiles: [{ ...profile, type }], networkProfile: { loadBalancerSku } });
    const made = await arm("PUT", path, { body: body("AvailabilitySet", "basic") });
    assert.deepEqual(pick(made.body.properties, "maxAgentPools", "autoUpgradeProfile"), {
      maxAgentPools: 1,
      autoUpgradeProfile: {},
    });
    simulator.advance(1);
    await arm("PUT", path, { body: body("VirtualMachines", "standard") });
    simulator.advance(1);
    const after = (await arm("GET", path)).body.properties as object as Record<string, readonly object[]>;
    assert.deepEqual(pick(after["agentPoolProfiles"]?.[0] ?? {}, "type", "virtualMachineNodesStatus"), {
      type: "VirtualMachines",
      virtualMachineNodesStatus: [{ size: "Standard_DS2_v2", count: 2 }],
    });
  });

  await t.test("a private cluster's kubeconfig leads to its private name", async () => {
    const path = clusterPath("tenants-rg", "inside");
    const access = { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: false };
    const made = await arm("PUT", path, { body: clusterBody({ apiServerAccessProfile: access }) });
    const { fqdn, privateFQDN } = pick(made.body.properties, "fqdn", "privateFQDN");
    assert.equal(fqdn, undefined);
    assert.match(String(privateFQDN), /^[\w-]+\.[0-9a-f-]{36}\.privatelink\.\w+\.azmk8s\.io$/);
    simulator.advance(1);
    const { body } = await arm("POST", `${path}/listClusterUserCredential`);
    const [first] = (body as unknown as { kubeconfigs: readonly { value: string }[] }).kubeconfigs;
    const kubeconfig = Buffer.from(first?.value ?? "", "base64").toString();
    assert.equal(kubeconfig.includes(simulator.url), false);
  });

  await t.test("the autoscaler brings a pool between new bounds, some time after them", async () => {
    const path = `${cluster}/agentPools/scaled`;
    const ask = (minCount: number) =>
      arm("PUT", path, {
        body: {
          properties: {
            mode: "User",
            vmSize: "Standard_DS2_v2",
            count: 1,
            enableAutoScaling: true,
            minCount,
            maxCount: 5,
          },
        },
      });
    const count = async () => (await arm("GET", path)).body.properties["count"];
    assert.equal((await ask(2)).status, 400, "a new pool outside of its bounds");
    await ask(1);
    simulator.advance(1);
    assert.equal((await ask(2)).status, 200);
    simulator.advance(1);
    assert.equal(await count(), 1);
    simulator.advance(30_000);
    assert.equal(await count(), 2);
  });
});
