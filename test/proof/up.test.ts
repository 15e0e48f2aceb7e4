import assert from "node:assert/strict";
import { it } from "node:test";
import { stringAt } from "../../src/json.js";
import { startLocalAzure } from "../helpers/local-azure.js";

it("up exits with 9 where pods share the node's kernel, and says so on a line of its own", async (t) => {
  const azure = await startLocalAzure(t, { speed: 100 });
  azure.simulator.faults.add({ name: "silent-runc", path: "/sandbox" });
  const args = ["up", "-g", "tenants-rg", "-c", "tenants", "--location", "westus3", "--node-count", "2"];
  const run = await azure.json(args, { env: { GITHUB_ACTIONS: "true" }, timeoutMs: 60_000 });
  assert.equal(run.exitCode, 9, run.stderr);
  const { document } = run;
  assert.deepEqual(
    [document["exitReason"], document["isolation"], stringAt(document, "proof", "verdict")],
    ["notProven", "not isolated", "not isolated"],
  );
  assert.match(stringAt(document, "proof", "reason") ?? "", /^1 of 2 nodes not isolated: /);
  assert.deepEqual(document["next"], ["aks-sandbox verify -g tenants-rg -c tenants --runtime-class aks-sandbox"]);
  assert.match(run.stderr, /^::error title=\S+ is not isolated::/m);
  // Run again, it finds the same: nothing was changed by looking.
  const text = await azure.run(["verify", "--context", "tenants"]);
  assert.equal(text.exitCode, 9, text.stderr);
  assert.match(text.stdout, /^not isolated {2}RuntimeClass aks-sandbox \(handler kata\): 1 of 2 nodes/m);
});
