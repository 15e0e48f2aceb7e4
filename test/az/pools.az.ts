import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { runKubectl } from "../helpers/kubectl.js";
import { startLocalAzure, type LocalAzure } from "../helpers/local-azure.js";
import { signInAz, speed, type AzCli } from "./az-cli.js";

type Pool = Readonly<Record<string, unknown>>;
const cluster = ["--resource-group", "tools", "--cluster-name", "prod"];
const pool = [...cluster, "--name", "sandbox"];

describe("node pools by az", { concurrency: true }, () => {
  test("a cluster made by aks-sandbox looks right to az", async (t) => {
    const { az } = await clusterOfOurs(t);
    const shown = (await az.json("aks", "show", "--resource-group", "tools", "--name", "prod")) as Pool;
    assert.deepEqual(
      [shown["provisioningState"], shown["location"], shown["type"]],
      ["Succeeded", "westus2", "Microsoft.ContainerService/ManagedClusters"],
    );
    const pools = (await az.json("aks", "nodepool", "list", ...cluster)) as Pool[];
    assert.deepEqual(
      pools.map(({ name, mode, workloadRuntime, osSku, provisioningState }) => [
        name,
        mode,
        workloadRuntime,
        osSku,
        provisioningState,
      ]),
      [
        ["system", "System", null, "AzureLinux", "Succeeded"],
        ["sandbox", "User", "KataVmIsolation", "AzureLinux", "Succeeded"],
      ],
    );
    const sandbox = (await az.json("aks", "nodepool", "show", ...pool)) as Pool;
    assert.deepEqual(sandbox["nodeTaints"], ["aks-sandbox/runtime=pod-sandboxing:NoSchedule"]);
    const table = await az.run("aks", "nodepool", "list", ...cluster, "--output", "table");
    assert.match(table.stdout, /^sandbox +Linux +1\.\d+ +Standard_D4s_v3/m);
  });

  test("az adds and deletes a sandboxed pool; our commands see both", async (t) => {
    const { az, azure } = await clusterOfOurs(t);
    const runtime = ["--workload-runtime", "KataVmIsolation", "--os-sku", "AzureLinux"];
    const added = (await az.json(
      ...["aks", "nodepool", "add", ...cluster, "--name", "byaz", "--node-count", "2"],
      ...["--node-vm-size", "Standard_D4s_v3", ...runtime],
    )) as Pool;
    assert.deepEqual(
      [added["provisioningState"], added["workloadRuntime"], added["count"]],
      ["Succeeded", "KataVmIsolation", 2],
    );
    const seen = await azure.json(["pool", "show", "-g", "tools", "-c", "prod", "-n", "byaz"]);
    assert.equal(seen.exitCode, 0, seen.stderr);
    assert.match(JSON.stringify(seen.document), /"count":2.*"workloadRuntime":"KataVmIsolation"/);

    await az.json("aks", "nodepool", "delete", ...cluster, "--name", "byaz");
    assert.equal((await azure.run(["pool", "show", "-g", "tools", "-c", "prod", "-n", "byaz"])).exitCode, 3);
    assert.match(await az.refused("aks", "nodepool", "show", ...cluster, "--name", "byaz"), /NotFound/);
  });

  test("scale, then the autoscaler", async (t) => {
    const { az, azure } = await clusterOfOurs(t);
    const scaled = (await az.json("aks", "nodepool", "scale", ...pool, "--node-count", "3")) as Pool;
    assert.deepEqual([scaled["count"], scaled["provisioningState"]], [3, "Succeeded"]);
    const nodes = await runKubectl(["get", "nodes", "-l", "agentpool=sandbox", "--no-headers"], {
      KUBECONFIG: azure.kubeconfig,
    });
    assert.equal(nodes.stdout.trim().split("\n").length, 3, nodes.stderr);

    const limits = ["--min-count", "1", "--max-count", "5"];
    const auto = (await az.json(
      "aks",
      "nodepool",
      "update",
      ...pool,
      "--enable-cluster-autoscaler",
      ...limits,
    )) as Pool;
    assert.deepEqual([auto["enableAutoScaling"], auto["minCount"], auto["maxCount"]], [true, 1, 5]);
    const seen = await azure.json(["pool", "show", "-g", "tools", "-c", "prod", "-n", "sandbox"]);
    assert.match(JSON.stringify(seen.document), /"minCount":1,"maxCount":5|"maxCount":5/);
    const off = (await az.json("aks", "nodepool", "update", ...pool, "--disable-cluster-autoscaler")) as Pool;
    assert.equal(off["enableAutoScaling"], false);
  });

  test("labels and taints reach the nodes", async (t) => {
    const { az, azure } = await clusterOfOurs(t);
    const labels = ["--labels", "team=payments", "--node-taints", "team=payments:NoSchedule"];
    const updated = (await az.json("aks", "nodepool", "update", ...pool, ...labels)) as Pool;
    assert.deepEqual(
      [updated["nodeLabels"], updated["nodeTaints"]],
      [{ team: "payments" }, ["team=payments:NoSchedule"]],
    );
    const form = "jsonpath={.items[*].metadata.labels.team} {.items[*].spec.taints[*].key}";
    const node = await runKubectl(["get", "nodes", "-l", "agentpool=sandbox", "-o", form], {
      KUBECONFIG: azure.kubeconfig,
    });
    assert.equal(node.stdout, "payments team", node.stderr);
  });

  test("a node-image upgrade, and what could be upgraded to", async (t) => {
    const { az } = await clusterOfOurs(t);
    const upgrades = (await az.json("aks", "get-upgrades", "--resource-group", "tools", "--name", "prod")) as {
      readonly controlPlaneProfile: { readonly kubernetesVersion: string };
    };
    assert.match(upgrades.controlPlaneProfile.kubernetesVersion, /^1\.\d+\.\d+$/);
    const ofPool = (await az.json(
      ...["aks", "nodepool", "get-upgrades", ...cluster, "--nodepool-name", "sandbox"],
    )) as Pool;
    assert.match(String(ofPool["latestNodeImageVersion"]), /katagen2/);
    await az.json("aks", "nodepool", "upgrade", ...pool, "--node-image-only", "--yes");
    const upgraded = (await az.json("aks", "nodepool", "show", ...pool)) as Pool;
    assert.deepEqual([upgraded["provisioningState"], upgraded["workloadRuntime"]], ["Succeeded", "KataVmIsolation"]);
  });

  test("an operation is aborted", async (t) => {
    const { az, azure } = await clusterOfOurs(t);
    azure.simulator.faults.add({ name: "stuck-operation", path: "/agentPools/sandbox" });
    await az.json("aks", "nodepool", "scale", ...pool, "--node-count", "3", "--no-wait");
    assert.match(await az.refused("aks", "nodepool", "scale", ...pool, "--node-count", "4"), /OperationNotAllowed/);
    await az.json("aks", "nodepool", "operation-abort", ...cluster, "--nodepool-name", "sandbox");
    const after = (await az.json("aks", "nodepool", "show", ...pool)) as Pool;
    assert.equal(after["provisioningState"], "Canceled");
    const seen = await azure.run(["pool", "list", "-g", "tools", "-c", "prod"]);
    assert.match(seen.stdout, /sandbox.*Canceled/);
  });

  test("what AKS refuses, az shows with AKS's own words", async (t) => {
    const { az } = await clusterOfOurs(t);
    const add = (...more: string[]) => az.refused("aks", "nodepool", "add", ...cluster, "--name", "no", ...more);
    const kata = ["--workload-runtime", "KataVmIsolation", "--os-sku", "AzureLinux"];
    assert.match(
      await add(...kata, "--node-vm-size", "Standard_D2ls_v5"),
      /InvalidWorkloadRuntimeSettingError.*nested/s,
    );
    assert.match(
      await add("--node-vm-size", "Standard_Nothing"),
      /is not allowed in your subscription in location 'westus2'/,
    );
    assert.match(await add("--workload-runtime", "WasmWasi", "--node-vm-size", "Standard_D4s_v3"), /WasmWasi/);
    assert.match(
      await az.refused("aks", "nodepool", "delete", ...cluster, "--name", "system"),
      /MustDefineAtLeastOneSystemPool/,
    );
  });
});

/** A cluster with a sandboxed pool of one node, made by the program itself. */
async function clusterOfOurs(t: TestContext): Promise<{ readonly az: AzCli; readonly azure: LocalAzure }> {
  const azure = await startLocalAzure(t, { speed });
  const sized = ["--node-vm-size", "Standard_D4s_v3", "--node-count", "1"];
  const where = ["-g", "tools", "-c", "prod", "--location", "westus2", "--name", "sandbox"];
  const made = await azure.run(["up", ...where, ...sized, "--no-verify"], { timeoutMs: 180_000 });
  assert.equal(made.exitCode, 0, made.stderr);
  return { az: await signInAz(t, azure), azure };
}
