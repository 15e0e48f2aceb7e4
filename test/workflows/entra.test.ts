import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stringAt } from "../../src/json.js";
import { startLocalAzure } from "../helpers/local-azure.js";

const up = ["up", "-g", "tenants-rg", "-c", "tenants", "--location", "westus3", "--node-count", "1"];

describe("a cluster with Entra ID", () => {
  it("is reached with our own token, and merged in kubelogin's exec form", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json([...up, "--set", "properties.aadProfile.managed=true"]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(stringAt(run.document, "runtimeClass", "status"), "changed");
    const kubeconfig = await azure.readKubeconfig();
    assert.match(kubeconfig, /command: kubelogin/);
    assert.doesNotMatch(kubeconfig, /\btoken:/);
    const list = await azure.run(["runtimeclass", "list", "-g", "tenants-rg", "-c", "tenants"]);
    assert.match(list.stdout, /aks-sandbox\s+kata\s+aks-sandbox/);
    assert.match(list.stdout, /kata-vm-isolation\s+kata\s+AKS/);
  });
});
