import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import { meddle, type Meddling, type Passing } from "../helpers/meddling-proxy.js";
import { ownClass, startSandboxCluster } from "../helpers/sandbox-cluster.js";

const isCreation = ({ method, path }: Passing) => method === "POST" && /\/pods(\?|$)/.test(path);

/** Logs never come; tells when both of a node are asked for, so that both pods are there. */
function unansweredLogs(onAsked: () => void): Meddling {
  const asked = new Set<string>();
  return {
    before: (request) => {
      if (!request.path.includes("/log")) return Promise.resolve();
      asked.add(request.path);
      if (asked.size === 2) onAsked();
      return new Promise(() => undefined);
    },
  };
}

describe("verify as a run", () => {
  it("looks at as many nodes as asked for, and says of how many", async (t) => {
    const cluster = await startSandboxCluster(t, { nodes: 3 });
    const { exitCode, document } = await cluster.json(["verify", "--nodes", "2"]);
    assert.equal(exitCode, 0);
    assert.deepEqual(document["coverage"], { nodes: 2, of: 3 });
    assert.equal(document["reason"], "all 2 nodes are isolated; looked at 2 of 3 nodes");

    // Somebody's webhook brings every pod to the third node: it says nothing of the first.
    const [first = "", , third = ""] = cluster.nodes;
    const kubeconfig = await meddle(t, cluster, {
      body: (request) =>
        isCreation(request) ? request.body.replace(/"values":\["[^"]*"\]/, `"values":["${third}"]`) : undefined,
    });
    const moved = await cluster.json(["verify", "--nodes", "1", "--kubeconfig", kubeconfig]);
    assert.deepEqual(
      [moved.exitCode, moved.document["verdict"], moved.document["reason"]],
      [
        9,
        "not proven",
        `1 of 1 node not proven: ${first}: the pod ran on ${third}, not on ${first}; looked at 1 of 3 nodes`,
      ],
      moved.stderr,
    );
  });

  it("does not call a pool isolated while the class leaves out a node of it", async (t) => {
    const { nodeSelector, tolerations } = ownClass.scheduling;
    const narrow = { ...ownClass, scheduling: { nodeSelector: { ...nodeSelector, done: "yes" }, tolerations } };
    const cluster = await startSandboxCluster(t, { nodes: 2, runtimeClass: narrow });
    const [first = "", second = ""] = cluster.nodes;
    await cluster.kube("PATCH", `/api/v1/nodes/${first}`, { metadata: { labels: { done: "yes" } } });
    const asked = await cluster.json(["verify", "--pool", "sandbox"]);
    assert.equal(asked.exitCode, 9);
    assert.deepEqual(asked.document["coverage"], { nodes: 1, of: 2 });
    assert.equal(
      asked.document["reason"],
      `nothing is proven of node ${second}: the class does not select it (no label done=yes); the node is isolated; looked at 1 of 2 nodes`,
    );
    // Pods of the class never come there: without --pool it may be meant.
    const all = await cluster.json(["verify"]);
    assert.equal(all.exitCode, 0, all.stderr);
    assert.match(JSON.stringify(all.document["warnings"]), /nodes-not-selected.*does not select node /);
  });

  it("takes at most 6 requests a node at 50 nodes, by watches, and --parallel nodes at a time", async (t) => {
    const cluster = await startSandboxCluster(t, { nodes: 50, pool: { count: 50, vmSize: "Standard_D4s_v5" } });
    let [running, most] = [0, 0];
    const kubeconfig = await meddle(t, cluster, {
      before: (request) => {
        if (isCreation(request)) most = Math.max(most, ++running);
        // A node's second log is the last that is asked of it.
        if (request.path.includes("/log")) running -= 1;
        return Promise.resolve();
      },
    });
    cluster.forget();
    const run = await cluster.json(["verify", "--kubeconfig", kubeconfig, "--parallel", "10"], { timeoutMs: 120_000 });
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(run.document["reason"], "all 50 nodes are isolated");
    // Such as Node's, of many who listen to one signal.
    assert.doesNotMatch(run.stderr, /warning/i);
    const requests = cluster.kubernetesRequests();
    assert.ok(requests.length <= 50 * 6, `${requests.length} requests`);
    assert.ok(requests.length <= 50 * 4 + 20, `${requests.length} requests: more than 4 a node and a few for all`);
    assert.equal(requests.filter((line) => /^GET .*\/pods\?/.test(line) && !line.includes("watch=")).length, 1);
    assert.ok(most <= 2 * 10, `${most} pods at a time`);
    assert.deepEqual(await cluster.probePods(), []);
  });

  it("removes its pods on Ctrl-C", async (t) => {
    const cluster = await startSandboxCluster(t);
    let stop: () => void = () => undefined;
    const kubeconfig = await meddle(
      t,
      cluster,
      unansweredLogs(() => {
        stop();
      }),
    );
    const run = await cluster.run(["verify", "--kubeconfig", kubeconfig], {
      onStart: (child) => {
        stop = () => {
          // Both logs are asked for; a second Ctrl-C would end it at once.
          stop = () => undefined;
          child.kill("SIGINT");
        };
      },
    });
    assert.equal(run.exitCode, 130, run.stderr);
    assert.equal(run.stdout, "");
    assert.deepEqual(await cluster.probePods(), [], run.stderr);
  });

  it("removes what a killed run has left", async (t) => {
    const cluster = await startSandboxCluster(t);
    let stop: () => void = () => undefined;
    const kubeconfig = await meddle(
      t,
      cluster,
      unansweredLogs(() => {
        stop();
      }),
    );
    const killed = await cluster.run(["verify", "--kubeconfig", kubeconfig], {
      onStart: (child) => {
        stop = () => {
          child.kill("SIGKILL");
        };
      },
    });
    assert.equal(killed.exitCode, undefined);
    assert.equal((await cluster.probePods()).length, 2);
    // By the cluster's clock ten seconds, from which on an ended pod is nobody's.
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal((await cluster.run(["verify"])).exitCode, 0);
    assert.deepEqual(await cluster.probePods(), []);
  });

  it("stops the other probes when one ends the run, and removes them", async (t) => {
    const cluster = await startSandboxCluster(t);
    const body = JSON.stringify({ kind: "Status", status: "Failure", message: "Unauthorized", code: 401 });
    const kubeconfig = await meddle(t, cluster, {
      instead: (request) => (isCreation(request) && request.body.includes('-c"') ? { status: 401, body } : undefined),
    });
    const startedMs = performance.now();
    const run = await cluster.json(["verify", "--kubeconfig", kubeconfig, "--image", "registry.invalid/x:1"]);
    assert.equal(run.exitCode, 4, run.stderr);
    assert.equal(stringAt(run.document, "error", "code"), "KubernetesUnauthorized");
    assert.ok(performance.now() - startedMs < 10_000);
    assert.deepEqual(await cluster.probePods(), []);
  });

  it("ends with 4 where roles do not allow it to create pods, and says which right is missing", async (t) => {
    const cluster = await startSandboxCluster(t);
    const said =
      'pods is forbidden: User "reader" cannot create resource "pods" in API group "" in the namespace "default"';
    const kubeconfig = await meddle(t, cluster, {
      instead: (request) =>
        isCreation(request)
          ? { status: 403, body: JSON.stringify({ kind: "Status", status: "Failure", message: said, code: 403 }) }
          : undefined,
    });
    const run = await cluster.json(["verify", "--kubeconfig", kubeconfig]);
    assert.equal(run.exitCode, 4, run.stderr);
    assert.match(stringAt(run.document, "error", "message") ?? "", /User "reader" cannot create resource "pods"/);
    assert.match(stringAt(run.document, "error", "hint") ?? "", /kubectl auth can-i create pods/);
  });

  it("asks Azure for nothing with --context, and for the pools with -c", async (t) => {
    const cluster = await startSandboxCluster(t);
    cluster.forget();
    assert.equal((await cluster.run(["verify", "--context", "tenants"])).exitCode, 0);
    assert.deepEqual(cluster.armRequests(), []);
    const target = ["-g", "tenants-rg", "-c", "tenants"];
    assert.equal((await cluster.run(["verify", ...target])).exitCode, 0);
    const last = cluster.armRequests().map((line) => line.replace(/ .*\//, " "));
    assert.deepEqual(last, ["GET tenants", "POST listClusterUserCredential"]);
  });

  it("explains a --context that does not exist", async (t) => {
    const cluster = await startSandboxCluster(t, { nodes: 0 });
    const run = await cluster.json(["verify", "--context", "nowhere"]);
    assert.equal(run.exitCode, 2, run.stderr);
    assert.match(stringAt(run.document, "error", "message") ?? "", /nowhere/);
  });

  it("keeps all evidence in JSON: what was read, where, when and by which versions", async (t) => {
    const cluster = await startSandboxCluster(t);
    const { document } = await cluster.json(["verify"]);
    const [node] = document["nodes"] as readonly unknown[];
    assert.equal(stringAt(node, "node"), cluster.nodes[0]);
    const at = (...path: readonly string[]) => jsonAt(node, "evidence", ...path);
    assert.equal(at("control", "reading", "bootId"), at("node", "bootId"));
    assert.notEqual(at("sandbox", "reading", "bootId"), at("node", "bootId"));
    assert.equal(at("after", "bootId"), at("node", "bootId"));
    assert.match(String(at("sandbox", "imageId")), /base-ubuntu/);
    assert.match(String(at("node", "kubeletVersion")), /^v1\./);
    for (const key of ["startedAt", "endedAt", "nonce", "version", "kubernetesVersion", "server", "scope"]) {
      assert.equal(typeof document[key], "string", key);
    }
  });
});

describe("verify in CI", () => {
  it("writes JUnit XML, annotates, and keeps stdout one JSON document", async (t) => {
    const cluster = await startSandboxCluster(t, { faults: [{ name: "silent-runc", path: "/sandbox" }] });
    const [junit, summary, output] = ["junit.xml", "summary", "output"].map((name) => join(cluster.folder, name));
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary ?? "", GITHUB_OUTPUT: output ?? "" };
    const run = await cluster.json(["verify", "--junit", junit ?? ""], { env });
    assert.equal(run.exitCode, 9, run.stderr);
    assert.equal(run.document["kind"], "VerifyResult");
    assert.match(run.stderr, /^::error title=aks-sandbox-\d+-vmss000000 is not isolated::/m);
    assert.match(await readFile(summary ?? "", "utf8"), /^## Isolation of RuntimeClass aks-sandbox: not isolated/);
    assert.match(await readFile(output ?? "", "utf8"), /^verdict<<(end-\S+)\nnot isolated\n\1$/m);
    assert.match(await readFile(junit ?? "", "utf8"), /<testsuite [^>]*tests="2" failures="2"/);
  });

  it("refuses a --junit file that cannot be written before it runs anything", async (t) => {
    const cluster = await startSandboxCluster(t, { nodes: 0 });
    cluster.forget();
    const run = await cluster.json(["verify", "--junit", join(cluster.folder, "nowhere", "junit.xml")]);
    assert.equal(run.exitCode, 2, run.stderr);
    assert.equal(stringAt(run.document, "error", "code"), "JunitNotWritable");
    assert.deepEqual(cluster.kubernetesRequests(), []);
  });

  it("refuses a --pod-timeout beyond the life of a probe", async (t) => {
    const cluster = await startSandboxCluster(t, { nodes: 0 });
    assert.equal((await cluster.json(["verify", "--pod-timeout", "11m"])).exitCode, 2);
  });
});
