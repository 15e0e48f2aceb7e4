import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { jsonAt } from "../../../src/json.js";
import { createBuiltInBackend } from "../../../src/simulator/kubernetes/built-in-backend.js";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, send } from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";

test("a cluster made over ARM has an API that its kubeconfig opens, with the pool's nodes", async (t) => {
  const simulator = await startSimulator(t, { kubernetes: createBuiltInBackend });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const cluster = clusterPath("tenants-rg", "tenants");
  assert.equal((await arm("PUT", cluster, { body: clusterBody() })).status, 201);
  simulator.advance(1_000);
  assert.equal((await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() })).status, 201);
  simulator.advance(600_000);
  const answer = await arm("POST", `${cluster}/listClusterUserCredential`);
  const kubeconfigs = jsonAt(answer.body, "kubeconfigs");
  const encoded = Array.isArray(kubeconfigs) ? String(jsonAt(kubeconfigs[0], "value")) : "";
  const kubeconfig: unknown = parse(Buffer.from(encoded, "base64").toString("utf8"));
  const first = (list: string) => {
    const items = jsonAt(kubeconfig, list);
    return Array.isArray(items) ? (items[0] as unknown) : undefined;
  };
  assert.equal(jsonAt(kubeconfig, "current-context"), "tenants");
  assert.equal(jsonAt(first("users"), "name"), "clusterUser_tenants-rg_tenants");
  const server = String(jsonAt(first("clusters"), "cluster", "server"));
  const authorization = `Bearer ${String(jsonAt(first("users"), "user", "token"))}`;
  const path = "/api/v1/nodes?labelSelector=kubernetes.azure.com/kata-vm-isolation=true";
  const nodes = (await send(simulator, "GET", server + path, { headers: { authorization } })).body;
  const items = jsonAt(nodes, "items");
  assert.ok(Array.isArray(items) && items.length > 0);
  for (const node of items as unknown[]) {
    const handlers = jsonAt(node, "status", "runtimeHandlers");
    assert.ok(Array.isArray(handlers) && handlers.some((handler) => jsonAt(handler, "name") === "kata"));
  }
});
