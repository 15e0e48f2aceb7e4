import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const pool = { vmSize: "Standard_D4s_v5", mode: "User", osType: "Linux", osSKU: "AzureLinux", count: 1 };

/** Beside a real cluster that has a node for the pool `sandbox`. */
async function besideRealCluster(t: TestContext) {
  const external = { server: "https://real:6443", poolNodes: new Map([["sandbox", "worker-1"]]) };
  const backend = createNullBackend(external);
  const simulator = await startSimulator(t, { kubernetes: backend.factory });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const made = await arm("PUT", cluster, { body: clusterBody() });
  assert.equal(made.status, 201, made.text);
  simulator.advance(3_600_000);
  return { arm, simulator, backend };
}

describe("beside a real cluster", () => {
  it("what cannot be done to it is refused with 501, and changes nothing", async (t) => {
    const { arm, simulator, backend } = await besideRealCluster(t);
    const put = (properties: object) => arm("PUT", `${cluster}/agentPools/sandbox`, { body: { properties } });
    assert.equal((await put(pool)).status, 201);
    simulator.advance(3_600_000);
    const before = (await arm("GET", cluster)).text;
    const own = clusterBody();
    const rows: readonly [asked: Promise<{ status: number; text: string }>, what: RegExp][] = [
      [
        arm("PUT", clusterPath("tenants-rg", "second"), { body: own }),
        /a second cluster: .*https:\/\/real:6443.* cluster 'tenants' of resource group 'tenants-rg' has it/,
      ],
      [arm("POST", `${cluster}/stop`), /stopping the real cluster at https:\/\/real:6443/],
      [put({ ...pool, count: 2 }), /2 nodes in pool 'sandbox': it has one real node, worker-1/],
      [put({ ...pool, osSKU: "Ubuntu" }), /the upgrade of pool 'sandbox', whose node is the real worker-1/],
      [arm("POST", `${cluster}/agentPools/sandbox/upgradeNodeImageVersion`), /the upgrade of pool 'sandbox'/],
      [
        arm("PUT", cluster, { body: { ...own, properties: { ...own.properties, aadProfile: { managed: true } } } }),
        /Entra integration of a real cluster/,
      ],
    ];
    for (const [asked, what] of rows) {
      const { status, text } = await asked;
      assert.equal(status, 501, text);
      assert.match(text, what);
      assert.match(text, /"code":"NotModelled"/);
    }
    assert.equal((await arm("GET", cluster)).text, before);
    assert.equal(backend.clusters.size, 1);
  });

  it("a pool without a real node says so by a tag, whatever its own tags are", async (t) => {
    const { arm } = await besideRealCluster(t);
    const tagsOf = async (name: string, tags: object | undefined) =>
      (
        (await arm("PUT", `${cluster}/agentPools/${name}`, { body: { properties: { ...pool, tags } } })).body
          .properties as unknown as Record<string, unknown>
      )["tags"];
    assert.deepEqual(await tagsOf("other", { team: "a" }), { team: "a", "aks-sandbox-virtual": "true" });
  });

  it("the second cluster may come when the first has gone", async (t) => {
    const { arm, simulator } = await besideRealCluster(t);
    await arm("DELETE", cluster);
    simulator.advance(3_600_000);
    assert.equal((await arm("PUT", clusterPath("tenants-rg", "second"), { body: clusterBody() })).status, 201);
  });
});
