import assert from "node:assert/strict";
import { it } from "node:test";
import { stringAt } from "../../src/json.js";
import { startLocalAzure } from "../helpers/local-azure.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];

for (const name of ["kata-vm-isolation", "kata-mshv-vm-isolation"]) {
  it(`runtimeclass apply and delete refuse AKS's own ${name} before any request`, async (t) => {
    const azure = await startLocalAzure(t);
    for (const words of [["apply"], ["delete", "--yes"]]) {
      const run = await azure.json(["runtimeclass", ...words, ...target, "--runtime-class", name]);
      assert.equal(run.exitCode, 5, run.stderr);
      assert.equal(run.document["changed"], false);
      assert.match(stringAt(run.document, "error", "message") ?? "", new RegExp(name));
    }
    assert.deepEqual(azure.simulator.requests, []);
  });
}
