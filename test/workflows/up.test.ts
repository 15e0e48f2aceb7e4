import assert from "node:assert/strict";
import { stat, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import { startLocalAzure } from "../helpers/local-azure.js";

// Each test has a local Azure of its own, and waits most of its time.
const target = ["-g", "tenants-rg", "-c", "tenants"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "3"];
const noKubernetes = [...up, "--no-kubernetes"];
const isPoll = (line: string) => line.includes("/operations/");
const last = (line: string) => line.split("/").at(-1);

describe("up", { concurrency: 3 }, () => {
  it("makes cluster, pools, kubeconfig entry and RuntimeClass; a second run changes nothing", async (t) => {
    const azure = await startLocalAzure(t);
    const first = await azure.json(up);
    assert.equal(first.exitCode, 0, first.stderr);
    const { document } = first;
    assert.deepEqual(
      {
        kind: document["kind"],
        exitReason: document["exitReason"],
        changed: document["changed"],
        remaining: document["remaining"],
        isolation: document["isolation"],
        state: stringAt(document, "cluster", "provisioningState"),
        pool: [stringAt(document, "pool", "workloadRuntime"), jsonAt(document, "pool", "count")],
        runtimeClass: document["runtimeClass"],
      },
      {
        kind: "UpResult",
        exitReason: "done",
        changed: true,
        remaining: [],
        isolation: "isolated",
        state: "Succeeded",
        pool: ["KataVmIsolation", 3],
        runtimeClass: { name: "aks-sandbox", handler: "kata", status: "changed" },
      },
    );
    assert.match(first.stderr, /Isolation on pool sandbox: all 3 nodes are isolated/);
    const puts = azure.writes().filter((line) => line.startsWith("PUT"));
    assert.deepEqual(puts.map(last), ["tenants-rg", "tenants"]);
    assert.equal((await stat(azure.kubeconfig)).mode & 0o777, 0o600);
    assert.match(await azure.readKubeconfig(), /current-context: tenants/);

    azure.forget();
    const before = await azure.readKubeconfig();
    const second = await azure.json(up);
    assert.equal(second.exitCode, 0, second.stderr);
    assert.equal(second.document["changed"], false);
    assert.deepEqual(azure.writes().map(last), ["listClusterUserCredential"]);
    assert.equal(await azure.readKubeconfig(), before);
  });

  it("refuses a pool that exists with another VM size or runtime, and changes nothing", async (t) => {
    const features = { "Microsoft.ContainerService/KataVMIsolationPreview": "Registered" };
    const azure = await startLocalAzure(t, { features });
    assert.equal((await azure.run(noKubernetes)).exitCode, 0);
    azure.forget();
    const size = await azure.json([...noKubernetes, "--node-vm-size", "Standard_D8s_v5"]);
    assert.equal(size.exitCode, 5);
    assert.match(errorText(size.document), /VM size is Standard_D4s_v5, asked for is Standard_D8s_v5/);
    const runtime = await azure.json([...noKubernetes, "--workload-runtime", "KataMshvVmIsolation"]);
    assert.equal(runtime.exitCode, 5);
    assert.match(errorText(runtime.document), /KataVmIsolation, asked for is KataMshvVmIsolation/);
    assert.deepEqual(azure.writes(), []);
  });

  it("returns at once with --no-wait, and the next run attaches to what is being made", async (t) => {
    const azure = await startLocalAzure(t, { speed: 200 });
    const env = { AKS_SANDBOX_TIME_SCALE: "200" };
    const started = await azure.json([...noKubernetes, "--no-wait"], { env });
    assert.equal(started.exitCode, 0, started.stderr);
    assert.deepEqual([started.document["exitReason"], started.document["changed"]], ["started", true]);
    assert.match(JSON.stringify(started.document["remaining"]), /cluster tenants is being made/);
    azure.forget();
    const attached = await azure.json(noKubernetes, { env });
    assert.equal(attached.exitCode, 0, attached.stderr);
    assert.deepEqual(azure.writes(), []);
    assert.equal(stringAt(attached.document, "pool", "provisioningState"), "Succeeded");
  });

  it("stops on Ctrl-C with 130, names what goes on and the command to go on with", async (t) => {
    const azure = await startLocalAzure(t, { speed: 20 });
    const stopped = await azure.json(noKubernetes, {
      env: { AKS_SANDBOX_TIME_SCALE: "20" },
      onStart: (child) => {
        const timer = setInterval(() => {
          if (!azure.armRequests().some(isPoll)) return;
          clearInterval(timer);
          child.kill("SIGINT");
        }, 20);
        t.after(() => {
          clearInterval(timer);
        });
      },
    });
    assert.equal(stopped.exitCode, 130, stopped.stderr);
    assert.match(JSON.stringify(stopped.document["remaining"]), /cluster tenants is being made; this goes on in Azure/);
    assert.match(stringAt(stopped.document, "error", "hint") ?? "", /aks-sandbox up -g tenants-rg -c tenants/);
    assert.equal(stopped.document["changed"], true);
  });

  it("stops at the time limit with 8", async (t) => {
    const azure = await startLocalAzure(t, { speed: 20 });
    const late = await azure.json([...noKubernetes, "--timeout", "60s"], { env: { AKS_SANDBOX_TIME_SCALE: "20" } });
    assert.equal(late.exitCode, 8, late.stderr);
    assert.equal(late.document["exitReason"], "timeLimit");
    assert.match(JSON.stringify(late.document["remaining"]), /goes on in Azure/);
  });

  it("prints the manifest and the next commands with --no-kubernetes, and touches no kubeconfig", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.run(noKubernetes);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(run.stdout, /kind: RuntimeClass/);
    assert.match(run.stdout, /aks-sandbox kubeconfig merge -g tenants-rg -c tenants/);
    await assert.rejects(azure.readKubeconfig());
  });

  it("refuses a corrupt kubeconfig before anything is made, and leaves it as it is", async (t) => {
    const azure = await startLocalAzure(t);
    await writeFile(azure.kubeconfig, "clusters: [\n");
    const run = await azure.json(up);
    assert.equal(run.exitCode, 2, run.stderr);
    assert.equal(await azure.readKubeconfig(), "clusters: [\n");
    assert.deepEqual(azure.writes(), []);
  });
});

describe("up under the preview's names", { concurrency: 3 }, () => {
  const preview = [...noKubernetes, "--workload-runtime", "KataMshvVmIsolation"];

  it("asks before it registers the feature: without a terminal and --yes it is not registered", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json(preview);
    assert.equal(run.exitCode, 2, run.stderr);
    assert.match(stringAt(run.document, "error", "hint") ?? "", /--yes/);
    assert.deepEqual(azure.writes(), []);
  });

  it("registers the feature, waits for it, and makes the pool with the preview api-version", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json([...preview, "--yes"]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(stringAt(run.document, "pool", "workloadRuntime"), "KataMshvVmIsolation");
    assert.match(run.stderr, /today's are --workload-runtime KataVmIsolation/);
    const put = azure.simulator.requests.find(({ method, url }) => method === "PUT" && url.includes("managedClusters"));
    assert.match(put?.url ?? "", /api-version=2025-09-02-preview/);
  });

  it("stops with 8 while the feature is Pending at the time limit, and names the cure", async (t) => {
    const features = { "Microsoft.ContainerService/KataVMIsolationPreview": "Pending" };
    const azure = await startLocalAzure(t, { features, speed: 20 });
    const run = await azure.json([...preview, "--yes", "--timeout", "60s"], { env: { AKS_SANDBOX_TIME_SCALE: "20" } });
    assert.equal(run.exitCode, 8, run.stderr);
    assert.match(stringAt(run.document, "error", "hint") ?? "", /--workload-runtime KataVmIsolation/);
  });
});

describe("up on a bad day", { concurrency: 3 }, () => {
  it("goes on after 429 without Retry-After, 5xx and resets on polls, and errors beside a running status", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "throttled", on: "put", path: "managedClusters" });
    azure.simulator.faults.add({ name: "throttled", on: "poll", times: 2 });
    azure.simulator.faults.add({ name: "server-error", on: "poll", status: 502 });
    azure.simulator.faults.add({ name: "server-error", on: "poll", status: 504 });
    azure.simulator.faults.add({ name: "connection-reset", on: "poll" });
    azure.simulator.faults.add({ name: "error-while-running" });
    const run = await azure.json(noKubernetes);
    assert.equal(run.exitCode, 0, run.stderr);
  });

  it("waits while another operation is in progress", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "another-operation", path: "managedClusters" });
    const run = await azure.run(noKubernetes);
    assert.equal(run.exitCode, 0, run.stderr);
  });

  it("ends with 7 when another operation outlasts the time limit", async (t) => {
    const azure = await startLocalAzure(t, { speed: 40 });
    azure.simulator.faults.add({ name: "another-operation", path: "managedClusters", times: Infinity });
    const run = await azure.json([...noKubernetes, "--timeout", "2m"], { env: { AKS_SANDBOX_TIME_SCALE: "40" } });
    assert.equal(run.exitCode, 7, run.stderr);
  });

  it("shows the code and message of a failed operation", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "operation-fails", code: "AllocationFailed", message: "no room in the region" });
    const run = await azure.json(noKubernetes);
    assert.equal(run.exitCode, 6, run.stderr);
    assert.match(errorText(run.document), /no room in the region/);
    assert.equal(stringAt(run.document, "error", "azure", "code"), "AllocationFailed");
    assert.equal(run.document["changed"], true);
  });

  it("does not take an operation that Succeeded for a pool that did not; the next run repairs it", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "pool-failed" });
    const run = await azure.json(noKubernetes);
    assert.equal(run.exitCode, 1, run.stderr);
    assert.match(stringAt(run.document, "error", "code") ?? "", /^(Pool|Cluster)NotReady$/);
    const again = await azure.json(noKubernetes);
    assert.equal(again.exitCode, 0, again.stderr);
  });
});

describe("up without the right to do so", { concurrency: 3 }, () => {
  it("ends with 4 for a wrong or an expired secret, and tells them apart", async (t) => {
    const azure = await startLocalAzure(t);
    const wrong = await azure.json(up, { env: { AZURE_CLIENT_SECRET: "wrong" } });
    const expired = await azure.json(up, { env: { AZURE_CLIENT_SECRET: azure.simulator.expiredClientSecret } });
    assert.deepEqual([wrong.exitCode, expired.exitCode], [4, 4], wrong.stderr + expired.stderr);
    assert.match(errorText(expired.document), /expired/i);
    assert.notEqual(errorText(wrong.document), errorText(expired.document));
    assert.ok(!JSON.stringify(expired).includes(azure.simulator.expiredClientSecret));
  });

  it("ends with 4 for another tenant", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json([...up, "--tenant", "11111111-1111-4111-8111-111111111111"]);
    assert.equal(run.exitCode, 4, run.stderr);
  });

  it("ends with 4 where the principal may not write, and says who and which action", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "forbidden", on: "put", times: Infinity });
    const run = await azure.json(up);
    assert.equal(run.exitCode, 4, run.stderr);
    assert.notEqual(stringAt(run.document, "error", "azure", "principal") ?? "", "");
    assert.match(JSON.stringify(run.document), /resourceGroups?\/write/i);
    assert.equal(run.document["changed"], false);
  });

  it("ends with 1 where nobody answers", async (t) => {
    const azure = await startLocalAzure(t);
    const nowhere = "https://127.0.0.1:9";
    const run = await azure.json(up, { env: { AKS_SANDBOX_ARM_ENDPOINT: nowhere, AZURE_AUTHORITY_HOST: nowhere } });
    assert.equal(run.exitCode, 1, run.stderr);
  });

  it("refuses an unknown region, and a missing location for a missing group", async (t) => {
    const azure = await startLocalAzure(t);
    const region = await azure.json(["up", ...target, "--location", "atlantis", "--node-count", "3"]);
    assert.equal(region.exitCode, 5, region.stderr);
    assert.match(errorText(region.document), /atlantis/);
    const none = await azure.json(["up", ...target, "--node-count", "3"]);
    assert.equal(none.exitCode, 2);
    assert.match(stringAt(none.document, "error", "hint") ?? "", /--location/);
  });
});

describe("pool add", { concurrency: 3 }, () => {
  it("adds a pool to an existing cluster with at most eleven requests besides polls", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(["cluster", "create", ...target, "--location", "westus3"])).exitCode, 0);
    azure.forget();
    const bounds = ["--enable-cluster-autoscaler", "--min-count", "1", "--max-count", "5"];
    const run = await azure.json(["pool", "add", ...target, ...bounds]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(jsonAt(run.document, "pool", "autoscaling"), { minCount: 1, maxCount: 5 });
    const requests = azure.armRequests().filter((line) => !isPoll(line));
    assert.ok(requests.length <= 11, requests.join("\n"));
    await assert.rejects(azure.readKubeconfig());
  });

  it("ends with 3 where there is no such cluster", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json(["pool", "add", ...target, "--node-count", "1"]);
    assert.equal(run.exitCode, 3, run.stderr);
  });

  it("shows, lists and deletes; a deletion asks first, and one of nothing changes nothing", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(noKubernetes)).exitCode, 0);
    const list = await azure.run(["pool", "list", ...target]);
    assert.match(list.stdout, /sandbox\s+User\s+KataVmIsolation/);
    assert.match(list.stdout, /system\s+System\s+OCIContainer/);
    assert.match((await azure.run(["cluster", "show", ...target])).stdout, /westus3/);
    assert.match((await azure.run(["cluster", "list"])).stdout, /tenants\s+tenants-rg/);
    assert.equal((await azure.run(["pool", "show", ...target, "--name", "none"])).exitCode, 3);
    azure.forget();
    assert.equal((await azure.run(["pool", "delete", ...target, "--name", "sandbox"])).exitCode, 2);
    assert.deepEqual(azure.writes(), []);
    assert.equal((await azure.run(["pool", "delete", ...target, "--name", "sandbox", "--yes"])).exitCode, 0);
    const again = await azure.json(["pool", "delete", ...target, "--name", "sandbox", "--yes"]);
    assert.deepEqual([again.exitCode, again.document["changed"]], [0, false]);
    assert.equal((await azure.run(["cluster", "delete", ...target, "--yes"])).exitCode, 0);
    assert.equal((await azure.run(["cluster", "show", ...target])).exitCode, 3);
  });
});

describe("--set", { concurrency: 3 }, () => {
  it("refuses what its runtime cannot be combined with, before any request; the nearest neighbour passes", async (t) => {
    const azure = await startLocalAzure(t);
    const rows: readonly (readonly [refused: string, passes: string])[] = [
      ["properties.enableFIPS=true", "properties.enableFIPS=false"],
      ["properties.artifactStreamingProfile.enabled=true", "properties.artifactStreamingProfile.enabled=false"],
      ["properties.securityProfile.enableVTPM=true", "properties.securityProfile.sshAccess=Disabled"],
      ["properties.securityProfile.enableSecureBoot=true", "properties.securityProfile.enableSecureBoot=false"],
    ];
    for (const [refused, passes] of rows) {
      const run = await azure.json([...up, "--set-pool", refused]);
      assert.equal(run.exitCode, 5, run.stderr);
      assert.equal(stringAt(run.document, "error", "code"), "PreflightRefused");
      assert.match(errorText(run.document), /pod-sandboxing.*: the (service|node image) .* \[.*, https:\/\//);
      assert.match(stringAt(run.document, "error", "hint") ?? "", /leave .* out of --set-pool/);
      assert.equal((await azure.json([...up, "--set-pool", passes, "--dry-run"])).exitCode, 0, passes);
    }
    assert.deepEqual(azure.armRequests(), []);
  });

  it("refuses a property that the API does not have, before any request", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json([...up, "--set-pool", "properties.enableEncryptionAtHosts=true"]);
    assert.equal(run.exitCode, 2, run.stderr);
    assert.match(errorText(run.document), /properties\.enableEncryptionAtHosts/);
    assert.deepEqual(azure.armRequests(), []);
  });

  it("sends one that it has", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json([...noKubernetes, "--set-pool", "properties.enableEncryptionAtHost=true"]);
    assert.equal(run.exitCode, 0, run.stderr);
  });
});

function errorText(document: unknown): string {
  return stringAt(document, "error", "message") ?? "";
}
