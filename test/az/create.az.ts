import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runKubectl } from "../helpers/kubectl.js";
import { startLocalAzure } from "../helpers/local-azure.js";
import { signInAz, speed } from "./az-cli.js";

const size = ["--node-vm-size", "Standard_D4s_v3"];

describe("clusters by az", { concurrency: true }, () => {
  test("a cluster made by az: our commands see it, kubectl works in it, az deletes it", async (t) => {
    const azure = await startLocalAzure(t, { speed });
    const az = await signInAz(t, azure);
    await az.json("group", "create", "--name", "tools", "--location", "westus2");
    const target = ["--resource-group", "tools", "--name", "prod"];
    const made = (await az.json("aks", "create", ...target, "--node-count", "2", ...size, "--no-ssh-key")) as Record<
      string,
      unknown
    >;
    assert.deepEqual([made["provisioningState"], made["location"]], ["Succeeded", "westus2"]);

    const shown = await azure.json(["cluster", "show", "-g", "tools", "-c", "prod"]);
    assert.equal(shown.exitCode, 0, shown.stderr);
    assert.match(JSON.stringify(shown.document), /"provisioningState":"Succeeded"/);
    const pools = await azure.run(["pool", "list", "-g", "tools", "-c", "prod"]);
    assert.match(pools.stdout, /nodepool1.*Standard_D4s_v3/);

    await az.json("aks", "get-credentials", ...target);
    const nodes = await runKubectl(["get", "nodes", "--no-headers"], az.env);
    assert.equal(nodes.stdout.trim().split("\n").length, 2, nodes.stderr);
    assert.match(nodes.stdout, /^aks-nodepool1-\d+-vmss000000 +Ready /m);
    const elsewhere = join(azure.folder, "admin.kubeconfig");
    await az.json("aks", "get-credentials", ...target, "--admin", "--file", elsewhere);
    const asAdmin = await runKubectl(["auth", "can-i", "*", "*", "--kubeconfig", elsewhere], az.env);
    assert.equal(asAdmin.stdout.trim(), "yes", asAdmin.stderr);

    await az.json("aks", "delete", ...target, "--yes");
    assert.deepEqual(await az.json("aks", "list"), []);
    assert.equal((await azure.run(["cluster", "show", "-g", "tools", "-c", "prod"])).exitCode, 3);
  });

  test("a cluster whose first pool is sandboxed", async (t) => {
    const azure = await startLocalAzure(t, { speed });
    const az = await signInAz(t, azure);
    await az.json("group", "create", "--name", "tools", "--location", "westus2");
    const target = ["--resource-group", "tools", "--name", "kata"];
    const runtime = ["--workload-runtime", "KataVmIsolation", "--os-sku", "AzureLinux"];
    const made = (await az.json(
      "aks",
      "create",
      ...target,
      "--node-count",
      "1",
      ...size,
      ...runtime,
      "--no-ssh-key",
    )) as {
      readonly agentPoolProfiles: readonly Record<string, unknown>[];
    };
    const [pool] = made.agentPoolProfiles;
    assert.deepEqual([pool?.["workloadRuntime"], pool?.["osSku"]], ["KataVmIsolation", "AzureLinux"]);
    assert.match(String(pool?.["nodeImageVersion"]), /^AKSAzureLinux-V3katagen2-/);

    const pools = await azure.run(["pool", "list", "-g", "tools", "-c", "kata"]);
    assert.match(pools.stdout, /nodepool1 +System +KataVmIsolation/);
    await az.json("aks", "get-credentials", ...target);
    const handlers = await runKubectl(
      ["get", "nodes", "-o", "jsonpath={.items[*].status.runtimeHandlers[*].name}"],
      az.env,
    );
    assert.match(handlers.stdout, /\bkata\b/);
    const classes = await azure.run(["runtimeclass", "list", "-g", "tools", "-c", "kata"]);
    assert.match(classes.stdout, /kata-vm-isolation/);
  });
});
