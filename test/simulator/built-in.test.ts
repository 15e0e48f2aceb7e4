import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, send } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

interface NodeList {
  readonly items: readonly {
    readonly status: {
      readonly runtimeHandlers: readonly { readonly name: string }[];
      readonly conditions: readonly { readonly type: string; readonly status: string }[];
    };
  }[];
}

test("nodes of a Kata pool are Ready with their handler behind the kubeconfig; faults take either away", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const cluster = clusterPath("tenants-rg", "tenants");
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.faults.add({ name: "handler-missing", path: "/sandbox" });
  simulator.faults.add({ name: "node-never-ready", path: "/sandbox" });
  await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool({ count: 2 }) });
  simulator.advance(60_000);
  const { body } = await arm("POST", `${cluster}/listClusterUserCredential`);
  const [given] = body["kubeconfigs"] as readonly { value: string }[];
  const kubeconfig = parse(Buffer.from(given?.value ?? "", "base64").toString()) as {
    clusters: [{ cluster: { server: string } }];
    users: [{ user: { token: string } }];
  };
  const selector = encodeURIComponent("kubernetes.azure.com/kata-vm-isolation=true");
  const url = `${kubeconfig.clusters[0].cluster.server}/api/v1/nodes?labelSelector=${selector}`;
  const headers = { authorization: `Bearer ${kubeconfig.users[0].user.token}` };
  const nodes = (await send(simulator, "GET", url, { headers })).body as unknown as NodeList;
  const seen = nodes.items.map(({ status }) => ({
    kata: status.runtimeHandlers.some((handler) => handler.name === "kata"),
    ready: status.conditions.find((condition) => condition.type === "Ready")?.status,
  }));
  assert.deepEqual(seen, [
    { kata: false, ready: "False" },
    { kata: true, ready: "True" },
  ]);
});
