import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { startLocalAzure } from "../helpers/local-azure.js";

// Each test has a local Azure of its own, and waits most of its time.
const target = ["-g", "tenants-rg", "-c", "tenants"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "3"];
const noKubernetes = [...up, "--no-kubernetes"];
const preview = { "Microsoft.ContainerService/KataVMIsolationPreview": "Registered" };
const credentials = "listClusterUserCredential";

/** Writes besides the request for credentials, which changes nothing. */
function changes(writes: readonly string[]): readonly string[] {
  return writes.filter((line) => !line.endsWith(credentials));
}

/** A kubeconfig whose context `tenants` leads to another cluster. */
const others = `apiVersion: v1
kind: Config
clusters:
- cluster: {server: "https://elsewhere.example:443"}
  name: tenants
contexts:
- context: {cluster: tenants, user: someone}
  name: tenants
current-context: tenants
users:
- name: someone
  user: {}
`;

describe("what cannot work is refused before anything is changed", { concurrency: 3 }, () => {
  it("a preview name on a pool of today's: no feature is registered", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(noKubernetes)).exitCode, 0);
    azure.forget();
    const run = await azure.json([...noKubernetes, "--workload-runtime", "KataMshvVmIsolation", "--yes"]);
    assert.deepEqual([run.exitCode, run.document["changed"]], [5, false], run.stderr);
    assert.deepEqual(azure.writes(), []);
  });

  it("a preview name without a place for the new cluster: no feature is registered", async (t) => {
    const azure = await startLocalAzure(t);
    const flags = ["up", ...target, "--node-count", "3", "--workload-runtime", "KataMshvVmIsolation", "--yes"];
    const run = await azure.json(flags);
    assert.deepEqual([run.exitCode, run.document["changed"]], [2, false], run.stderr);
    assert.deepEqual(azure.writes(), []);
  });

  it("a context of that name for another cluster: no cluster is made, unless it may be overwritten", async (t) => {
    const azure = await startLocalAzure(t);
    await writeFile(azure.kubeconfig, others);
    const run = await azure.json(up);
    assert.equal(run.exitCode, 5, run.stderr);
    assert.equal(stringAt(run.document, "error", "code"), "KubeconfigEntryExists");
    assert.deepEqual(azure.writes(), []);
    assert.equal(await azure.readKubeconfig(), others);
    const forced = await azure.json([...up, "--overwrite-existing"]);
    assert.equal(forced.exitCode, 0, forced.stderr);
  });

  it("a class that serves pools of another runtime: no pool is made", async (t) => {
    const azure = await startLocalAzure(t, { features: preview });
    assert.equal((await azure.run(up)).exitCode, 0);
    azure.forget();
    const flags = ["--name", "old", "--node-count", "1", "--workload-runtime", "KataMshvVmIsolation"];
    const run = await azure.json(["pool", "add", ...target, ...flags]);
    assert.equal(run.exitCode, 5, run.stderr);
    assert.equal(stringAt(run.document, "error", "code"), "RuntimeClassServesOtherPools");
    assert.deepEqual(changes(azure.writes()), []);
    const own = await azure.json(["pool", "add", ...target, ...flags, "--runtime-class", "old-sandbox"]);
    assert.equal(own.exitCode, 0, own.stderr);
  });

  it("an API server that cannot be reached: no pool is made, unless the Azure half alone is asked for", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(["cluster", "create", ...target, "--location", "westus3"])).exitCode, 0);
    azure.simulator.faults.add({ name: "api-server-unreachable", times: Infinity });
    azure.forget();
    for (const command of [
      ["pool", "add", ...target, "--node-count", "1"],
      ["up", ...target, "--node-count", "1"],
    ]) {
      const run = await azure.json(command);
      assert.deepEqual([run.exitCode, run.document["changed"]], [5, false], run.stderr);
      assert.deepEqual(
        listOf(jsonAt(run.document, "preflight", "findings")).map((each) => stringAt(each, "id")),
        ["api-server"],
      );
      assert.match(stringAt(run.document, "error", "message") ?? "", /API server of cluster tenants cannot be reached/);
      assert.match(stringAt(run.document, "error", "hint") ?? "", /--no-kubernetes/);
    }
    const checked = await azure.json(["preflight", ...target, "--node-count", "1"]);
    assert.equal(checked.exitCode, 5, checked.stderr);
    const nobody = await azure.json(["verify", ...target]);
    assert.equal(nobody.exitCode, 1, nobody.stderr);
    assert.deepEqual(changes(azure.writes()), []);
    const half = await azure.json(["pool", "add", ...target, "--node-count", "1", "--no-kubernetes"]);
    assert.deepEqual([half.exitCode, half.document["isolation"]], [0, "not checked"], half.stderr);
  });

  it("a private cluster, from outside its network: no pool is made, unless the Azure half alone is asked for", async (t) => {
    const azure = await startLocalAzure(t, { durations: "none" });
    const arm = await armClient(azure.simulator);
    await makeGroup(arm);
    const body = clusterBody({ apiServerAccessProfile: { enablePrivateCluster: true } });
    assert.equal((await arm("PUT", clusterPath("tenants-rg", "tenants"), { body })).status, 201);
    azure.forget();
    const small = [...target, "--node-count", "1"];
    for (const command of ["pool add", "up", "preflight"]) {
      const run = await azure.json([...command.split(" "), ...small]);
      assert.deepEqual([command, run.exitCode, run.document["changed"]], [command, 5, false], run.stderr);
      const findings = listOf(jsonAt(run.document, "findings") ?? jsonAt(run.document, "preflight", "findings"));
      assert.deepEqual(
        findings.map((each) => stringAt(each, "id")),
        ["api-server"],
      );
      assert.match(
        stringAt(findings[0], "reason") ?? "",
        /^the private API server of cluster tenants cannot be reached from here: \S+\.privatelink\.westus2\.azmk8s\.io was not reached: getaddrinfo (ENOTFOUND|EAI_AGAIN)/,
      );
      assert.match(stringAt(findings[0], "cure") ?? "", /--no-kubernetes/);
    }
    assert.deepEqual(changes(azure.writes()), []);
    const half = await azure.json(["pool", "add", ...small, "--no-kubernetes"]);
    assert.deepEqual([half.exitCode, half.document["isolation"]], [0, "not checked"], half.stderr);
    const planned = [...up, "-c", "other", "--set", "properties.apiServerAccessProfile.enablePrivateCluster=true"];
    const fresh = await azure.json(["preflight", ...planned.slice(1)]);
    assert.equal(fresh.exitCode, 0, fresh.stderr);
    assert.match(JSON.stringify(fresh.document["findings"]), /"warn".*cluster other would be private/);
  });

  it("fixed settings that an existing pool has otherwise", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(noKubernetes)).exitCode, 0);
    azure.forget();
    const run = await azure.json([...noKubernetes, "--max-pods", "50"]);
    assert.equal(run.exitCode, 5, run.stderr);
    assert.match(stringAt(run.document, "error", "message") ?? "", /pods per node is 250, asked for is 50/);
    assert.deepEqual(azure.writes(), []);
  });
});

describe("what is otherwise than asked, and left so, is said", { concurrency: 3 }, () => {
  it("in the document and on stderr, and nothing is called as asked", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(noKubernetes)).exitCode, 0);
    const other = ["up", ...target, "--location", "eastus", "--node-count", "7", "--labels", "a=b", "--no-kubernetes"];
    const run = await azure.json(other);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(run.document["differences"], [
      "cluster tenants: it is in westus3, not in eastus",
      "pool sandbox: it has 3 nodes, not 7",
      "pool sandbox: it lacks the label a=b",
    ]);
    assert.doesNotMatch((await azure.run(other)).stdout, /as asked/);
  });
});

describe("what failed stays failed", { concurrency: 3 }, () => {
  it("up does not take a Failed cluster for done", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "operation-fails", code: "InternalError", message: "the control plane broke" });
    const first = await azure.json(noKubernetes);
    assert.equal(first.exitCode, 1, first.stderr);
    assert.match(JSON.stringify(first.document["remaining"]), /resource group tenants-rg was made and is there/);
    assert.match(JSON.stringify(first.document["remaining"]), /still to do: make cluster tenants/);
    azure.forget();
    const second = await azure.json(noKubernetes);
    assert.equal(second.exitCode, 1, second.stderr);
    assert.equal(stringAt(second.document, "error", "code"), "ClusterNotReady");
    assert.match(stringAt(second.document, "error", "hint") ?? "", /aks-sandbox cluster delete/);
    assert.deepEqual(azure.writes(), []);
  });

  it("the repair of a failed pool is sent again after a 5xx", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "pool-failed" });
    assert.equal((await azure.run(noKubernetes)).exitCode, 1);
    azure.simulator.faults.add({ name: "server-error", status: 503, on: "put", path: "agentPools" });
    azure.forget();
    const run = await azure.json(noKubernetes);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(azure.writes().filter((line) => line.startsWith("PUT")).length, 2);
  });

  it("nodes that never become ready, or lack the handler, end with 1 and the reason; no class is applied", async (t) => {
    for (const [fault, reason] of [
      ["node-never-ready", /not ready|NotReady/i],
      ["handler-missing", /without the handler kata/],
    ] as const) {
      const azure = await startLocalAzure(t);
      azure.simulator.faults.add({ name: fault, path: "sandbox" });
      const run = await azure.json(up);
      assert.equal(run.exitCode, 1, run.stderr);
      assert.equal(stringAt(run.document, "error", "code"), "NodesNotReady");
      assert.match(stringAt(run.document, "error", "message") ?? "", reason);
      assert.match(JSON.stringify(run.document["remaining"]), /still to do: apply RuntimeClass/);
    }
  });
});

describe("--no-wait", { concurrency: 3 }, () => {
  it("does not wait for what an earlier run started", async (t) => {
    const azure = await startLocalAzure(t, { speed: 10 });
    const env = { AKS_SANDBOX_TIME_SCALE: "10" };
    assert.equal((await azure.run([...noKubernetes, "--no-wait"], { env })).exitCode, 0);
    const again = await azure.json([...noKubernetes, "--no-wait"], { env });
    assert.deepEqual([again.exitCode, again.document["exitReason"], again.document["changed"]], [0, "started", false]);
    assert.ok(!azure.armRequests().some((line) => line.includes("/operations/")));
    assert.equal(jsonAt(again.document, "pool"), null);
  });
});
