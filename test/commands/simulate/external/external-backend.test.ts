import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openExternal } from "../../../../src/commands/simulate/external/open-external.js";
import { armClient, clusterBody, clusterPath, makeGroup } from "../../../helpers/arm-client.js";
import { testContext } from "../../../helpers/context.js";
import { startSimulator } from "../../../helpers/simulator.js";
import { startReal } from "./real-server.js";

const cluster = clusterPath("tenants-rg", "tenants");
/** One that has `nodeInitializationTaints`. */
const apiVersion = "2026-08-02-preview";
const pool = { vmSize: "Standard_D4s_v5", mode: "User", osType: "Linux", osSKU: "AzureLinux", count: 1 };

/** A local Azure whose pool `sandbox` has the real node `worker-1`, with a resource group. */
async function simulateOnReal(t: TestContext) {
  const real = await startReal(t);
  const poolNodes = new Map([["sandbox", "worker-1"]]);
  const external = await openExternal(testContext({ cwd: real.folder }), { kubeconfig: real.file, poolNodes });
  t.after(() => external.end());
  const features = { "Microsoft.ContainerService/NodeInitializationTaintsPreview": "Registered" };
  const simulator = await startSimulator(t, { kubernetes: external.factory, features });
  await external.begin(simulator.url);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  return { real, external, simulator, arm };
}

test("a real node follows its pool in ARM: made, changed, scaled to none and back, stopped, deleted", async (t) => {
  const { real, external, simulator, arm } = await simulateOnReal(t);
  const write = async (method: string, path: string, properties?: object) => {
    const reply = await arm(method, path, { apiVersion, ...(properties === undefined ? {} : { body: properties }) });
    assert.ok(reply.status < 300, reply.text);
    simulator.advance(3_600_000);
  };
  const put = (change: object) => write("PUT", `${cluster}/agentPools/sandbox`, { properties: { ...pool, ...change } });
  /** Waits until the node has these labels of users, taints and state. */
  const expect = async (labels: object, taints: readonly string[]) => {
    const wanted = JSON.stringify([labels, taints]);
    for (let attempt = 1; ; attempt++) {
      const { metadata, spec } = await real.node();
      const { agentpool, tier } = metadata.labels;
      const seen = JSON.stringify([{ agentpool, tier }, (spec.taints ?? []).map(({ key }) => key)]);
      if (seen === wanted) return;
      assert.ok(attempt < 200, `${seen}, not ${wanted}`);
      await setTimeout(20);
    }
  };

  const { properties } = clusterBody();
  const sandbox = {
    name: "sandbox",
    ...pool,
    nodeLabels: { tier: "gold" },
    nodeTaints: ["own=1:NoSchedule"],
    nodeInitializationTaints: ["wait=1:NoSchedule"],
  };
  await expect({}, []);
  await write("PUT", cluster, {
    ...clusterBody(),
    properties: { ...properties, agentPoolProfiles: [...properties.agentPoolProfiles, sandbox] },
  });
  await expect({ agentpool: "sandbox", tier: "gold" }, ["own", "wait"]);
  await put({ nodeLabels: { tier: "iron" }, nodeTaints: [] });
  await expect({ agentpool: "sandbox", tier: "iron" }, ["wait"]);
  await put({ count: 0 });
  await expect({}, []);
  await put({ count: 1, nodeLabels: { tier: "iron" } });
  // Another machine, which the pool's initialization taints are for.
  await expect({ agentpool: "sandbox", tier: "iron" }, ["wait"]);
  await put({ count: 1, powerState: { code: "Stopped" } });
  await expect({}, []);
  await put({ count: 1, powerState: { code: "Running" } });
  await expect({ agentpool: "sandbox", tier: "iron" }, ["wait"]);
  await write("DELETE", cluster);
  await expect({}, []);
  await external.end();
  assert.deepEqual((await real.node()).metadata.annotations ?? {}, {});
});

test("a machine that never joins gives its node nothing", async (t) => {
  const { real, external, simulator, arm } = await simulateOnReal(t);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(3_600_000);
  simulator.faults.add({ name: "node-never-ready" });
  await arm("PUT", `${cluster}/agentPools/sandbox`, { body: { properties: pool } });
  simulator.advance(3_600_000);
  await external.end();
  assert.equal((await real.node()).metadata.labels["agentpool"], undefined);
});
