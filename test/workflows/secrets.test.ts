import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import { startLocalAzure } from "../helpers/local-azure.js";
import { runCli } from "../helpers/run-cli.js";

const target = ["-g", "tenants-rg", "-c", "tenants", "--node-count", "3"];
const secret = "Hunter2,Hunter3!";
const windows = ["--set", "properties.windowsProfile.adminUsername=azureuser"];
// The local Azure models no property that really is a secret; this one is masked by its name.
const linux = ["--set", "properties.linuxProfile.adminUsername=azureuser"];
const key = `properties.linuxProfile.ssh.publicKeys=[{"keyData":"ssh-rsa ${secret}"}]`;
const password = `properties.windowsProfile.adminPassword=${secret}`;

describe("the secrets of --set", () => {
  it("are not in the command to go on with", async (t) => {
    const flags = ["--location", "westus3", "--no-kubernetes", "--timeout", "60s", ...linux, key];
    for (const output of ["json", "table"]) {
      const azure = await startLocalAzure(t, { speed: 20 });
      const env = { AKS_SANDBOX_TIME_SCALE: "20" };
      const run = await azure.run(["up", ...target, ...flags, "-o", output], { env });
      assert.equal(run.exitCode, 8, run.stderr);
      assert.doesNotMatch(run.stdout + run.stderr, /Hunter/);
      assert.match(run.stderr, /go on with: .* 'properties\.linuxProfile\.ssh\.publicKeys=\*\*\*'/);
    }
  });

  it("are not in a plan", async () => {
    const sets = [...windows, password, `properties.servicePrincipalProfile={"clientId":"a","secret":"${secret}"}`];
    const run = await runCli(["plan", ...target, ...sets, "-o", "json"]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.doesNotMatch(run.stdout + run.stderr, /Hunter/);
    const properties = jsonAt(JSON.parse(run.stdout), "requests", "newCluster", "properties");
    assert.deepEqual(
      [
        stringAt(properties, "windowsProfile", "adminUsername"),
        stringAt(properties, "windowsProfile", "adminPassword"),
        stringAt(properties, "servicePrincipalProfile", "secret"),
      ],
      ["azureuser", "***", "***"],
    );
  });
});

it("pool add takes --set for --set-pool", async () => {
  const sets = ["--set", "properties.kubeletDiskType=OS", "--set-pool", "properties.enableEncryptionAtHost=true"];
  const run = await runCli(["pool", "add", ...target, ...sets, "--dry-run", "-o", "json"]);
  assert.equal(run.exitCode, 0, run.stderr);
  const properties = jsonAt(JSON.parse(run.stdout), "requests", "pool", "properties");
  assert.deepEqual([jsonAt(properties, "kubeletDiskType"), jsonAt(properties, "enableEncryptionAtHost")], ["OS", true]);
});
