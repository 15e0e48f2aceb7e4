import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { addNode, startKubernetesServer } from "../../helpers/kubernetes-server.js";

test("a deleted namespace ends its pods, waits for what is held, says so, and goes", async (t) => {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server, { sandbox: "none" });
  server.advance(30_000);
  const own = "/api/v1/namespaces/tenant";
  await server.call("POST", "/api/v1/namespaces", { metadata: { name: "tenant" } });
  await server.call("POST", `${own}/configmaps`, { metadata: { name: "held", finalizers: ["example.test/held"] } });
  await server.call("POST", `${own}/pods`, {
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "i:1" }], terminationGracePeriodSeconds: 1 },
  });
  server.advance(20_000);
  assert.equal(jsonAt((await server.call("GET", `${own}/pods/p`)).body, "status", "phase"), "Running");
  await server.call("DELETE", own);
  server.advance(60_000);
  const left = await server.call("GET", own);
  const conditions = jsonAt(left.body, "status", "conditions");
  assert.deepEqual(
    (Array.isArray(conditions) ? conditions : []).flatMap((condition) =>
      jsonAt(condition, "status") === "True" ? [jsonAt(condition, "message")] : [],
    ),
    [
      "Some resources are remaining: configmaps. has 1 resource instances",
      "Some content in the namespace has finalizers remaining: example.test/held in 1 resource instances",
    ],
  );
  assert.equal((await server.call("GET", `${own}/pods/p`)).status, 404);
  const headers = { "content-type": "application/merge-patch+json" };
  await server.call("PATCH", `${own}/configmaps/held`, { metadata: { finalizers: null } }, headers);
  server.advance(10_000);
  assert.equal((await server.call("GET", own)).status, 404);
});
