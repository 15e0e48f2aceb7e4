import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { startKubernetesServer } from "../../helpers/kubernetes-server.js";

const own = "/api/v1/namespaces/default";
const pod = (name: string, resources: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: "c", image: "i:1", resources }] },
});

test("a quota counts, refuses what is too much, and lets in again what was given back", async (t) => {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  const hard = { pods: "2", "requests.memory": "1Gi", "count/deployments.apps": "0" };
  await server.call("POST", `${own}/resourcequotas`, { metadata: { name: "q" }, spec: { hard } });
  const used = async () => jsonAt((await server.call("GET", `${own}/resourcequotas/q`)).body, "status", "used");
  const send = async (name: string, memory?: string) => {
    const resources = memory === undefined ? {} : { requests: { memory } };
    return jsonAt((await server.call("POST", `${own}/pods`, pod(name, resources))).body, "message");
  };
  assert.deepEqual(await used(), { "count/deployments.apps": "0", pods: "0", "requests.memory": "0" });
  assert.equal(await send("bare"), 'pods "bare" is forbidden: failed quota: q: must specify requests.memory for: c');
  assert.equal(await send("one", "512Mi"), undefined);
  assert.deepEqual(await used(), { "count/deployments.apps": "0", pods: "1", "requests.memory": "512Mi" });
  assert.equal(
    await send("big", "600Mi"),
    'pods "big" is forbidden: exceeded quota: q, requested: requests.memory=600Mi, used: requests.memory=512Mi, limited: requests.memory=1Gi',
  );
  assert.equal(await send("two", "256Mi"), undefined);
  assert.equal(
    await send("three", "1Mi"),
    'pods "three" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
  );
  await server.call("DELETE", `${own}/pods/one`);
  assert.equal(await send("three", "1Mi"), undefined);
  assert.deepEqual(await used(), { "count/deployments.apps": "0", pods: "2", "requests.memory": "257Mi" });
});

test("what is not counted here is refused as not modelled", async (t) => {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  for (const spec of [{ hard: { "requests.storage": "1Gi" } }, { hard: { pods: "1" }, scopes: ["BestEffort"] }]) {
    const made = await server.call("POST", `${own}/resourcequotas`, { metadata: { name: "q" }, spec });
    assert.equal(made.status, 501);
  }
});
