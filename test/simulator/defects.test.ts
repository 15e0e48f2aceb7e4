import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup, send } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

test("a defect in a handler is a 500, one in an event stops no other; the simulator goes on", async (t) => {
  const backend = createNullBackend();
  const defects: string[] = [];
  const simulator = await startSimulator(t, {
    onDefect: (error) => defects.push(error instanceof Error ? error.message : ""),
    kubernetes: (parts) => ({
      ...backend.factory(parts),
      userKubeconfig: () => {
        throw new Error("in a handler");
      },
      upsertNode: () => {
        throw new Error("in an event");
      },
    }),
  });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const cluster = clusterPath("tenants-rg", "tenants");
  const put = await arm("PUT", cluster, { body: clusterBody() });
  assert.equal(put.status, 201);
  const operation = (await arm("GET", String(put.headers["azure-asyncoperation"]))).body;
  assert.deepEqual([operation.status, operation.error?.code], ["Failed", "InternalServerError"]);
  const failed = await arm("POST", `${cluster}/listClusterUserCredential`);
  assert.deepEqual([failed.status, failed.body.error?.code], [500, "InternalServerError"]);
  assert.match(failed.body.error?.message ?? "", /^This is a defect of the local Azure/);
  await makeGroup(arm, "other-rg");
  await arm("DELETE", "/resourcegroups/other-rg", { apiVersion: "2024-11-01" });
  assert.equal(
    (await arm("GET", "/resourcegroups/other-rg", { apiVersion: "2024-11-01" })).status,
    404,
    "its event ran",
  );
  assert.equal((await send(simulator, "GET", "/tenants?api-version=2022-12-01")).status, 401);
  assert.ok(defects.includes("in a handler") && defects.includes("in an event"));
});
