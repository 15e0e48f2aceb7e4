import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { startLocalAzure } from "../helpers/local-azure.js";

const up = ["up", "-g", "tenants-rg", "-c", "tenants", "--location", "westus3", "--node-count", "1"];

describe("an interrupted up", () => {
  it("ends with 130 on SIGTERM, too; the next run goes on with the same cluster and finishes", async (t) => {
    const azure = await startLocalAzure(t, { speed: 100 });
    const env = { AKS_SANDBOX_TIME_SCALE: "100" };
    const stopped = await azure.run(up, {
      env,
      onStart: (child) => {
        const timer = setInterval(() => {
          if (!azure.armRequests().some((line) => line.includes("/operations/"))) return;
          clearInterval(timer);
          child.kill("SIGTERM");
        }, 10);
        t.after(() => {
          clearInterval(timer);
        });
      },
    });
    assert.equal(stopped.exitCode, 130, stopped.stderr);
    assert.match(stopped.stderr, /goes on in Azure/);
    assert.match(stopped.stderr, /aks-sandbox up -g tenants-rg/);
    azure.forget();
    const finished = await azure.run(up, { env });
    assert.equal(finished.exitCode, 0, finished.stderr);
    assert.ok(!azure.writes().some((line) => line.startsWith("PUT")), azure.writes().join("\n"));
    assert.match(await azure.readKubeconfig(), /current-context: tenants/);
  });
});

describe("a kubeconfig that cannot be changed without touching other bytes", () => {
  it("is left as it is; the entry is printed, and the merge remains to be done", async (t) => {
    const azure = await startLocalAzure(t);
    const text = "a: &a {}\nclusters: []\ncontexts: []\nusers: []\nb: *a\n";
    await writeFile(azure.kubeconfig, text);
    const run = await azure.json(up);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(await azure.readKubeconfig(), text);
    assert.match(JSON.stringify(run.document["remaining"]), /only printed/);
    assert.match(JSON.stringify(run.document["kubeconfig"]), /clusters:/);
  });
});
