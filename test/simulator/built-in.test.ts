import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, send } from "../helpers/arm-client.js";
import { kubeconfigOf } from "../helpers/kubeconfig-of.js";
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
  const { server, headers } = await kubeconfigOf(arm, cluster);
  const selector = encodeURIComponent("kubernetes.azure.com/kata-vm-isolation=true");
  const url = `${server}/api/v1/nodes?labelSelector=${selector}`;
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

test("a path without the cluster's own, as kubectl get --raw asks for it, leads to the cluster that the token is of", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const [first, second] = [clusterPath("tenants-rg", "first"), clusterPath("tenants-rg", "second")];
  await arm("PUT", first, { body: clusterBody({ kubernetesVersion: "1.35" }) });
  await arm("PUT", second, { body: clusterBody({ kubernetesVersion: "1.36" }) });
  for (const [cluster, minor] of [
    [first, "35"],
    [second, "36"],
  ] as const) {
    const { headers } = await kubeconfigOf(arm, cluster);
    assert.equal((await send(simulator, "GET", "/version", { headers })).body["minor"], minor);
    assert.equal((await send(simulator, "GET", "/readyz?verbose", { headers })).text, "ok");
    const nodes = await send(simulator, "GET", "/api/v1/nodes?limit=1", { headers });
    assert.deepEqual([nodes.status, nodes.body["kind"]], [200, "NodeList"]);
  }
  assert.equal((await send(simulator, "GET", "/version")).body.error?.code, "AuthenticationFailed");
  const headers = { authorization: "Bearer of-nobody" };
  assert.equal((await send(simulator, "GET", "/version", { headers })).body.error?.code, "InvalidAuthenticationToken");
});
