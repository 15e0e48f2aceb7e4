import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt } from "../../src/json.js";
import { runCli } from "../helpers/run-cli.js";

const flags = ["-g", "tenants-rg", "-c", "tenants", "--node-count", "3"];

describe("plan", () => {
  it("prints the steps of up in their order, without signing in", async () => {
    const run = await runCli(["plan", ...flags, "--location", "westus3"]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(
      run.stdout.split("\n").filter((line) => /^ ?\d+\. /.test(line)),
      [
        " 1. look at cluster tenants in resource group tenants-rg",
        " 2. refuse what cannot work, before anything is changed",
        " 3. check sizes, quota, versions, permissions and locks; refuse what is known to fail",
        " 4. make resource group tenants-rg in westus3, unless it exists",
        " 5. make cluster tenants, unless it exists: 2 x Standard_D2s_v5 for the cluster's own pods, and pool sandbox: 3 x Standard_D4s_v5, AzureLinux, KataVmIsolation",
        " 6. make pool sandbox: 3 x Standard_D4s_v5, AzureLinux, KataVmIsolation, unless it exists",
        " 7. get the kubeconfig of cluster tenants from Azure",
        " 8. merge context tenants into the kubeconfig file that kubectl writes",
        " 9. wait until the nodes of pool sandbox are Ready and report the handler kata",
        "10. apply RuntimeClass aks-sandbox: handler kata, overhead 600Mi memory, for nodes of pod-sandboxing",
        "11. prove with two pods a node that pods of RuntimeClass aks-sandbox get a kernel of their own on pool sandbox",
      ],
    );
  });

  it("names the feature and today's spelling for a preview name", async () => {
    const run = await runCli(["plan", ...flags, "--os-sku", "Mariner"]);
    assert.match(run.stdout, /register feature Microsoft\.ContainerService\/KataVMIsolationPreview/);
    assert.match(run.stdout, /today's are --workload-runtime KataVmIsolation/);
  });

  it("is what --dry-run prints", async () => {
    const [plan, dryRun, pool] = await Promise.all([
      runCli(["plan", ...flags, "-o", "json"]),
      runCli(["up", ...flags, "--dry-run", "-o", "json"]),
      runCli(["pool", "add", ...flags, "--dry-run", "-o", "json"]),
    ]);
    assert.equal(dryRun.stdout, plan.stdout);
    assert.equal(jsonAt(JSON.parse(pool.stdout), "requests", "pool", "properties", "count"), 3);
    assert.equal(jsonAt(JSON.parse(pool.stdout), "changed"), false);
  });

  it("takes --set with an api-version whose properties the SDK's contract lacks", async () => {
    const image = `registry.example/gvisor-installer@sha256:${"1".repeat(64)}`;
    const gvisor = ["--runtime", "gvisor", "--installer-image", image, "--api-version", "2025-09-02-preview"];
    const run = await runCli(["plan", ...flags, ...gvisor, "--set", "properties.supportPlan=KubernetesOfficial"]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(run.stdout, /register feature Microsoft\.ContainerService\/NodeInitializationTaintsPreview/);
  });
});
