import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { main } from "../../src/cli.js";
import { interruptedError } from "../../src/errors.js";
import { jsonAt, stringAt } from "../../src/json.js";
import { connectKubernetes } from "../../src/kubernetes/connect.js";
import type { KubernetesConnection } from "../../src/kubernetes/kubernetes.js";
import { fakeClock, recordedStream } from "../helpers/context.js";
import { armClient, clusterPath, kataPool } from "../helpers/arm-client.js";
import { meddle } from "../helpers/meddling-proxy.js";
import { startSandboxCluster } from "../helpers/sandbox-cluster.js";
import { startLocalAzure, type LocalAzure } from "../helpers/local-azure.js";
import { cliPath } from "../helpers/run-cli.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "1"];
const signal = new AbortController().signal;

async function kubernetes(azure: LocalAzure): Promise<KubernetesConnection> {
  const parts = { env: azure.env, clock: fakeClock() };
  return connectKubernetes(
    { kubeconfig: await azure.readKubeconfig(), contextName: undefined, token: undefined },
    parts,
  );
}

const pod = (name: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: {
    containers: [{ name: "c", image: "mcr.microsoft.com/azurelinux/busybox:1.36", command: ["sleep", "86400"] }],
    ...spec,
  },
});

const list = (document: object, ...path: readonly string[]): readonly unknown[] => {
  const found = jsonAt(document, ...path);
  return Array.isArray(found) ? found : [];
};
const pick = (item: unknown, ...keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, jsonAt(item, key)]));
const findingIds = (document: object) =>
  list(document, "findings").map((one) => `${stringAt(one, "severity") ?? ""} ${stringAt(one, "id") ?? ""}`);

const systemNode = {
  pool: "system",
  runtime: null,
  ready: true,
  sandboxedPods: 0,
  namespaces: [],
  runtimeHandlers: ["", "runc", "untrusted"],
};

describe("status", () => {
  it("of a cluster that up made: pools, handlers, classes, pods that share a node; two ARM requests, no change", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(up)).exitCode, 0);
    const cluster = await kubernetes(azure);
    for (const name of ["a", "b"]) {
      await cluster.pods.create("default", pod(name, { runtimeClassName: "aks-sandbox" }), signal);
    }
    await cluster.pods.watchAll("default", "", (pods) => pods.every(({ phase }) => phase === "Running"), signal);
    azure.forget();

    const { exitCode, document, stderr } = await azure.json(["status", ...target]);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(pick(document, "kind", "exitReason", "changed", "remaining", "operations", "unknown"), {
      kind: "Status",
      exitReason: "done",
      changed: false,
      remaining: [],
      operations: [],
      unknown: [],
    });
    assert.deepEqual(
      list(document, "pools").map((pool) => pick(pool, "name", "runtime", "provisioningState", "nodes", "readyNodes")),
      [
        { name: "system", runtime: null, provisioningState: "Succeeded", nodes: 2, readyNodes: 2 },
        { name: "sandbox", runtime: "pod-sandboxing", provisioningState: "Succeeded", nodes: 1, readyNodes: 1 },
      ],
    );
    assert.deepEqual(
      list(document, "nodes").map((node) =>
        pick(node, "pool", "runtime", "ready", "sandboxedPods", "namespaces", "runtimeHandlers"),
      ),
      [
        {
          pool: "sandbox",
          runtime: "pod-sandboxing",
          ready: true,
          sandboxedPods: 2,
          namespaces: ["default"],
          runtimeHandlers: ["", "kata", "kata-cc", "kata-preview", "runc", "untrusted"],
        },
        systemNode,
        systemNode,
      ],
    );
    assert.deepEqual(
      list(document, "runtimeClasses").map((one) =>
        pick(one, "name", "managedBy", "usable", "nodesWithHandler", "pods"),
      ),
      [
        {
          name: "aks-sandbox",
          managedBy: "aks-sandbox",
          usable: "yes",
          nodesWithHandler: 1,
          pods: { running: 2, pending: 0 },
        },
        {
          name: "kata-vm-isolation",
          managedBy: "AKS",
          usable: "tainted",
          nodesWithHandler: 1,
          pods: { running: 0, pending: 0 },
        },
        { name: "runc", managedBy: "AKS", usable: "yes", nodesWithHandler: 3, pods: { running: 0, pending: 0 } },
      ],
    );
    const node = stringAt(list(document, "nodes")[0], "name");
    assert.deepEqual(list(document, "pods", "sharedNodes"), [{ node, pods: 2, namespaces: ["default"] }]);
    assert.deepEqual(findingIds(document), ["note isolation-not-checked"]);
    assert.equal(azure.armRequests().length, 2);
    assert.deepEqual(
      azure.writes().map((line) => line.split("/").at(-1)),
      ["listClusterUserCredential"],
    );

    const text = (await azure.run(["status", ...target])).stdout;
    assert.match(text, /^cluster: +tenants \(tenants-rg, westus3\)$/m);
    assert.match(text, /^sandbox +pod-sandboxing +Succeeded +1 +1 /m);
    assert.match(text, /^aks-sandbox +kata +aks-sandbox +yes +1 +2$/m);
    assert.match(text, /nodes shared by sandboxed pods: 1 \(up to 2 a node\)$/m);
    assert.match(text, /^ {2}prove it: aks-sandbox verify -g tenants-rg -c tenants$/m);

    azure.forget();
    const plain = await azure.json(["status", "--context", "tenants"]);
    assert.equal(plain.exitCode, 0, plain.stderr);
    assert.deepEqual(pick(plain.document, "cluster", "pools"), { cluster: null, pools: null });
    assert.deepEqual(plain.document["nodes"], document["nodes"]);
    assert.deepEqual(azure.armRequests(), []);
  });
});

describe("status of what cannot be seen", () => {
  it("names what is missing where the API server does not answer, and exits 1", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run([...up, "--no-kubernetes"])).exitCode, 0);
    const kubeconfig = join(azure.folder, "nobody");
    await writeFile(
      kubeconfig,
      JSON.stringify({
        clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
        users: [{ name: "u", user: { token: "t" } }],
        contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        "current-context": "x",
      }),
    );
    const { exitCode, document, stderr } = await azure.json(["status", "--kubeconfig", kubeconfig]);
    assert.equal(exitCode, 1, stderr);
    assert.deepEqual(pick(document, "kind", "exitReason", "nodes", "runtimeClasses", "pods"), {
      kind: "Status",
      exitReason: "failed",
      nodes: null,
      runtimeClasses: null,
      pods: null,
    });
    assert.deepEqual(
      list(document, "unknown").map((one) => pick(one, "fact", "code")),
      [
        { fact: "nodes", code: "ConnectionLost" },
        { fact: "RuntimeClasses", code: "ConnectionLost" },
        { fact: "pods", code: "ConnectionLost" },
      ],
    );
    const text = (await azure.run(["status", "--kubeconfig", kubeconfig])).stdout;
    assert.match(text, /^not seen: pods: /m);
  });

  it("shows what a role lets it see, names the rest, and exits 4", async (t) => {
    const cluster = await startSandboxCluster(t);
    const said = 'pods is forbidden: User "reader" cannot list resource "pods" in API group "" at the cluster scope';
    const body = JSON.stringify({ kind: "Status", status: "Failure", reason: "Forbidden", message: said, code: 403 });
    const kubeconfig = await meddle(t, cluster, {
      instead: ({ path }) => (path.startsWith("/api/v1/pods") ? { status: 403, body } : undefined),
    });
    const { exitCode, document, stderr } = await cluster.json(["status", "--kubeconfig", kubeconfig]);
    assert.deepEqual([exitCode, document["exitReason"], document["pods"]], [4, "notAllowed", null], stderr);
    assert.deepEqual(
      list(document, "unknown").map((one) => stringAt(one, "fact")),
      ["pods"],
    );
    assert.equal(list(document, "nodes").length, 2);
    assert.deepEqual(list(document, "runtimeClasses").map((one) => pick(one, "name", "usable", "pods"))[0], {
      name: "aks-sandbox",
      usable: "yes",
      pods: undefined,
    });
    const text = await cluster.run(["status", "--kubeconfig", kubeconfig]);
    assert.equal(text.exitCode, 4);
    assert.match(text.stdout, /^not seen: pods: .*User "reader" cannot list/m);
  });

  it("of a stopped cluster shows Azure's half and the way to start it; its API server is not asked", async (t) => {
    const cluster = await startSandboxCluster(t);
    const arm = await armClient(cluster.simulator);
    const path = clusterPath("tenants-rg", "tenants");
    assert.equal((await arm("POST", `${path}/stop`)).status, 202);
    while ((await arm("GET", path)).body.properties.provisioningState !== "Succeeded") await setTimeout(20);
    cluster.forget();
    const { exitCode, document, stderr } = await cluster.json(["status", ...target]);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(pick(document, "nodes", "runtimeClasses", "pods"), {
      nodes: null,
      runtimeClasses: null,
      pods: null,
    });
    assert.ok(findingIds(document).includes("warning cluster-stopped"), JSON.stringify(document));
    assert.deepEqual([cluster.kubernetesRequests(), cluster.armRequests().length], [[], 1]);
    const text = (await cluster.run(["status", ...target])).stdout;
    assert.match(text, /az aks start -g tenants-rg -n tenants/);
  });

  it("needs a cluster that is there (3), and a resource group for -c (2)", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(["status", ...target])).exitCode, 3);
    assert.equal((await azure.run(["status", "-c", "tenants"])).exitCode, 2);
    assert.equal((await azure.run(["status", "--watch", ...target])).exitCode, 3);
  });
});

/** A running `status --watch`, in this process. */
function watch(azure: LocalAzure, args: readonly string[], isTTY: boolean) {
  const controller = new AbortController();
  const kept = recordedStream({ isTTY, columns: 60 });
  let onWrite: () => void = () => undefined;
  const stdout = {
    isTTY,
    columns: 60,
    write: (text: string) => {
      kept.write(text);
      onWrite();
    },
  };
  const stderr = recordedStream();
  const env = { ...azure.env, NO_COLOR: "1", HOME: azure.folder, AZURE_CONFIG_DIR: azure.folder };
  const exitCode = main(["status", "--context", "tenants", "--watch", ...args], {
    stdout,
    stderr,
    stdin: process.stdin,
    env,
    cwd: azure.folder,
    signal: controller.signal,
  });
  return {
    exitCode,
    stdout: kept,
    stderr,
    until: async (holds: (text: string) => boolean) => {
      const ended = exitCode.then((code) => {
        throw new Error(`ended with ${code}: ${kept.text()}${stderr.text()}`);
      });
      while (!holds(kept.text())) {
        await Promise.race([ended, new Promise<void>((resolve) => (onWrite = resolve))]);
      }
      ended.catch(() => undefined);
    },
    interrupt: () => {
      controller.abort(interruptedError("interrupted by Ctrl-C"));
    },
  };
}

describe("status --watch", () => {
  it("appends a JSON document a line off a terminal; lists once, then watches; Ctrl-C is 130", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(up)).exitCode, 0);
    const cluster = await kubernetes(azure);
    const before = azure.simulator.requests.length;
    const running = watch(azure, ["-o", "json"], false);
    await running.until((text) => text.includes("\n"));
    await cluster.pods.create("default", pod("a", { runtimeClassName: "aks-sandbox" }), signal);
    await running.until((text) => text.includes('"runtimeClass":"aks-sandbox","running":1'));
    await cluster.runtimeClasses.delete("aks-sandbox", undefined, signal);
    await running.until((text) => text.includes("class-missing"));
    running.interrupt();
    assert.equal(await running.exitCode, 130);
    assert.equal(running.stderr.text(), "");

    const documents = running.stdout
      .text()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    assert.ok(documents.length >= 3);
    assert.deepEqual(new Set(documents.map((document) => stringAt(document, "kind"))), new Set(["Status"]));
    assert.deepEqual(findingIds(documents[0] ?? {}), ["note isolation-not-checked"]);
    assert.ok(findingIds(documents.at(-1) ?? {}).includes("problem class-missing"));
    const lists = azure.simulator.requests
      .slice(before)
      .filter(({ method, url }) => method === "GET" && /limit=500/.test(url))
      .map(({ url }) => new URL(url, azure.simulator.url).pathname.split("/").at(-1));
    assert.deepEqual([...lists].sort(), ["nodes", "pods", "runtimeclasses"]);
  });

  it("has Azure's half, too, and asks Azure nothing more while nothing happens; the program ends with 130", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(up)).exitCode, 0);
    azure.forget();
    const run = await azure.run(["status", ...target, "-w", "-o", "json"], {
      env: { AKS_SANDBOX_TIME_SCALE: "1" },
      onStdout: (text, child) => {
        if (text.endsWith("\n")) child.kill("SIGINT");
      },
    });
    assert.equal(run.exitCode, 130, run.stderr);
    assert.equal(run.stderr, "");
    const document = JSON.parse(run.stdout) as object;
    assert.deepEqual(
      list(document, "pools").map((pool) => pick(pool, "name", "readyNodes")),
      [
        { name: "system", readyNodes: 2 },
        { name: "sandbox", readyNodes: 1 },
      ],
    );
    assert.equal(azure.armRequests().length, 2);
  });

  it("reads Azure anew every 30 s: a pool that came; an Azure that does not answer, until it does", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run([...up, "--no-verify"])).exitCode, 0);
    const arm = await armClient(azure.simulator);
    const addPool = () =>
      arm("PUT", `${clusterPath("tenants-rg", "tenants")}/agentPools/later`, { body: kataPool({ count: 1 }) });
    const notAnswer = () =>
      azure.simulator.faults.add({ name: "server-error", on: "get", path: "managedClusters/tenants" });
    const seen: (readonly [pools: readonly unknown[], unknown: readonly unknown[]])[] = [];
    const run = await azure.run(["status", ...target, "-w", "-o", "json"], {
      timeoutMs: 60_000,
      onStdout: (text, child) => {
        if (!text.endsWith("\n")) return;
        const document = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as object;
        const names = (key: string, of: string) => list(document, of).map((one) => stringAt(one, key));
        const now = [names("name", "pools"), names("fact", "unknown")] as const;
        if (JSON.stringify(now) === JSON.stringify(seen.at(-1))) return;
        seen.push(now);
        if (seen.length === 1) void addPool();
        if (seen.length === 2) notAnswer();
        if (seen.length === 4) child.kill("SIGINT");
      },
    });
    assert.equal(run.exitCode, 130, run.stderr);
    // What was seen last stays while Azure does not answer.
    assert.deepEqual(seen, [
      [["system", "sandbox"], []],
      [["system", "sandbox", "later"], []],
      [["system", "sandbox", "later"], ["cluster"]],
      [["system", "sandbox", "later"], []],
    ]);
  });

  it("ends by itself when its reader went away", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(up)).exitCode, 0);
    const cluster = await kubernetes(azure);
    const child = spawn(process.execPath, [cliPath, "status", "--context", "tenants", "--watch"], {
      env: { ...azure.env, HOME: azure.folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    const ended = once(child, "close");
    await once(child.stdout, "data");
    child.stdout.destroy();
    for (let i = 0; child.exitCode === null && i < 50; i++) {
      await cluster.pods.create("default", pod(`p${i}`, { runtimeClassName: "aks-sandbox" }), signal);
      await Promise.race([ended, setTimeout(100)]);
    }
    child.kill("SIGKILL");
    assert.deepEqual(await ended, [0, null]);
  });

  it("draws anew in place on a terminal, within its width", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(up)).exitCode, 0);
    const cluster = await kubernetes(azure);
    const running = watch(azure, [], true);
    await running.until((text) => text.includes("isolation-not-checked"));
    await cluster.pods.create("default", pod("a", { runtimeClassName: "aks-sandbox" }), signal);
    await running.until((text) => /^aks-sandbox +kata +aks-sandbox +yes +1 +1$/m.test(text));
    running.interrupt();
    assert.equal(await running.exitCode, 130);
    const screens = running.stdout.text().split("\u001b[H\u001b[2J");
    assert.equal(screens[0], "");
    assert.ok(screens.length >= 3);
    for (const screen of screens.slice(1)) assert.match(screen, /^API server: +https:/);
    const long = running.stdout
      .text()
      .split("\n")
      .filter((line) => line.replace("\u001b[H\u001b[2J", "").length > 60);
    assert.deepEqual(long, []);
  });
});
