import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { runKubectl } from "../helpers/kubectl.js";
import { runCli } from "../helpers/run-cli.js";
import { endSimulate, folderFor, startSimulate } from "../helpers/simulate-process.js";
import { startCluster } from "./cluster/cluster.js";
import { images } from "./cluster/images.js";
import { until } from "./cluster/until.js";
import { installerFlags } from "./gvisor/installer-image.js";

/** The image of `verify`, by the name under which the node would pull it. */
const probeImage = "mcr.microsoft.com/aks/fundamental/base-ubuntu:v0.0.11";
const target = ["-g", "rg", "-c", "demo"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "1"];

// ARM is the local Azure's, Kubernetes is real: API server, scheduler, kubelet, containerd, gVisor.
test("from ARM to a sandbox that is proven, on a real cluster of its own", async (t) => {
  // Nothing of gVisor is on the node before `up`; its handler `kata` is runc.
  const cluster = await startCluster({ containerd: { handlers: { runc: "runc", kata: "runc" }, configVersion: 2 } });
  t.after(() => cluster.stop());
  await cluster.run(["ctr", "--namespace", "k8s.io", "images", "tag", images.busybox, probeImage]);
  const nodePath = `/api/v1/nodes/${cluster.node.name}`;
  /** Everything of the node that a pool may change. */
  const nodeNow = async () => {
    const { body } = await cluster.call("GET", nodePath);
    return {
      labels: jsonAt(body, "metadata", "labels") as Readonly<Record<string, string>>,
      annotations: jsonAt(body, "metadata", "annotations"),
      spec: jsonAt(body, "spec"),
    };
  };
  const before = await nodeNow();
  const folder = folderFor(t);
  const flags = [
    ...["--kubernetes-kubeconfig", cluster.kubeconfig, "--pool-node", `sandbox=${cluster.node.name}`],
    ...["--state", join(folder, "azure.state"), "--speed", "600", "--log", join(folder, "requests.log")],
  ];
  const first = await startSimulate(t, flags);
  const { environment } = first.ready;
  const run = async (args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await runCli([...args, "-o", "json"], {
      env: environment,
      timeoutMs: 180_000,
    });
    return { exitCode, stderr, document: JSON.parse(stdout) as unknown };
  };
  const kubectl = (...args: readonly string[]) =>
    runKubectl(["--context", "demo", ...args], { ...environment, HOME: folder });
  // The version has `nodeInitializationTaints`, whose feature `--yes` registers.
  const preview = ["--api-version", "2025-09-02-preview", "--yes"];
  const upGvisor = [...up, "--runtime", "gvisor", ...(await installerFlags(cluster)), ...preview];

  await t.test("up --runtime gvisor ends as isolated", async () => {
    const { exitCode, document, stderr } = await run(upGvisor);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(
      [stringAt(document, "exitReason"), jsonAt(document, "changed"), stringAt(document, "proof", "verdict")],
      ["done", true, "isolated"],
    );
  });

  await t.test("the node began with a taint, which the installer removed", async () => {
    const log = await kubectl("--namespace", "aks-sandbox-gvisor", "logs", "daemonset/installer");
    assert.match(log.stdout, new RegExp(`node/${cluster.node.name} untainted`), log.stderr);
    const taints = listOf(jsonAt((await nodeNow()).spec, "taints")).map((taint) => stringAt(taint, "key"));
    assert.deepEqual(taints, ["aks-sandbox/runtime"]);
  });

  await t.test("the same command again finds everything there, and proves it again", async () => {
    const { exitCode, document } = await run(upGvisor);
    assert.deepEqual(
      [exitCode, jsonAt(document, "changed"), stringAt(document, "proof", "verdict")],
      [0, false, "isolated"],
    );
  });

  await t.test("the merged kubeconfig leads the real kubectl to the real cluster", async () => {
    const seen = await kubectl("get", "nodes", "-l", "aks-sandbox/runtime=gvisor", "-o", "name");
    assert.deepEqual([seen.code, seen.stdout], [0, `node/${cluster.node.name}\n`], seen.stderr);
    const server = await kubectl("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}");
    assert.equal(server.stdout, cluster.server);
  });

  await t.test("status sees the real node; the pool without one is virtual", async () => {
    const { exitCode, document } = await run(["status", ...target]);
    assert.equal(exitCode, 0);
    assert.deepEqual(
      listOf(jsonAt(document, "pools")).map((pool) =>
        ["name", "nodes", "readyNodes", "virtual"].map((key) => jsonAt(pool, key)),
      ),
      [
        ["system", 0, 0, true],
        ["sandbox", 1, 1, false],
      ],
    );
    const [{ name, usable } = {}] = listOf(jsonAt(document, "runtimeClasses")) as { name?: string; usable?: string }[];
    assert.deepEqual([name, usable], ["gvisor", "yes"]);
  });

  await t.test("verify proves the node, and names what it did not look at", async () => {
    const { exitCode, document } = await run(["verify", ...target, "--runtime", "gvisor"]);
    assert.deepEqual(
      ["verdict", "reason", "skippedPools"].map((key) => jsonAt(document, key)),
      ["isolated", "the node is isolated; pool system skipped: virtual, no real node to look at", ["system"]],
    );
    assert.equal(exitCode, 0);
  });

  await t.test("nobody waits for the nodes of a pool that has no real one", async () => {
    const { exitCode, document } = await run(["pool", "add", ...target, "--name", "later", "--node-count", "3"]);
    assert.deepEqual([exitCode, stringAt(document, "error", "code")], [1, "PoolVirtual"]);
    const removed = await run(["pool", "delete", ...target, "--name", "later", "--yes"]);
    assert.equal(removed.exitCode, 0);
  });

  const pods = "/api/v1/namespaces/default/pods";
  const podNow = async (name: string) => (await cluster.call("GET", `${pods}/${name}`)).body;
  /** A pod that sleeps, once it runs. */
  const startPod = async (name: string) => {
    const containers = [{ name: "c", image: images.busybox, imagePullPolicy: "Never", command: ["sleep", "3600"] }];
    const spec = { runtimeClassName: "gvisor", terminationGracePeriodSeconds: 0, containers };
    assert.equal((await cluster.call("POST", pods, { metadata: { name }, spec })).status, 201);
    await until("the pod", async () =>
      stringAt(await podNow(name), "status", "phase") === "Running" ? true : undefined,
    );
  };
  const releases = async () => (await cluster.run(["ls", "/opt/aks-sandbox-gvisor"])).stdout.trim().split("\n");

  await t.test("a newer image goes on the node beside the pods of the older one", async () => {
    const [older] = await releases();
    await startPod("older");
    const newer = [...up, "--runtime", "gvisor", ...(await installerFlags(cluster, 2)), ...preview];
    const { exitCode, document, stderr } = await run(newer);
    assert.deepEqual([exitCode, stringAt(document, "proof", "verdict")], [0, "isolated"], stderr);
    const [status] = listOf(jsonAt(await podNow("older"), "status", "containerStatuses"));
    assert.deepEqual([jsonAt(status, "restartCount"), jsonAt(status, "ready")], [0, true]);
    const inside = await kubectl("exec", "older", "--", "cat", "/proc/version");
    assert.match(inside.stdout, /^Linux version 4\.4\.0 #1 SMP/, inside.stderr);
    assert.equal((await releases()).length, 2);
    await startPod("newer");
    const { stdout } = await cluster.run([
      "sh",
      "-c",
      "readlink /proc/[0-9]*/exe | grep /opt/aks-sandbox-gvisor/ | cut -d/ -f4 | sort -u",
    ]);
    assert.deepEqual(stdout.trim().split("\n"), await releases(), `both, not ${older ?? ""} alone`);
  });

  await t.test(
    "runtimeclass delete --uninstall takes gVisor off the node at the end of its pods; up brings it again",
    async () => {
      const removal = ["runtimeclass", "delete", ...target, "--runtime", "gvisor", "--uninstall", "--yes"];
      const removing = run(removal);
      const waits = async () =>
        (await kubectl("--namespace", "aks-sandbox-gvisor", "logs", "daemonset/installer")).stdout.includes(
          "wait for the gVisor pods",
        );
      await until("the wait for pods", async () => ((await waits()) ? true : undefined), 60_000);
      assert.equal((await releases()).length, 2);
      for (const name of ["older", "newer"]) await cluster.call("DELETE", `${pods}/${name}`);
      const removed = await removing;
      assert.deepEqual(await releases(), [""]);
      assert.deepEqual(
        [removed.exitCode, jsonAt(removed.document, "status"), jsonAt(removed.document, "installer")],
        [0, "changed", { status: "removed", nodes: 1 }],
        removed.stderr,
      );
      const { exitCode, document, stderr } = await run(upGvisor);
      assert.deepEqual([exitCode, stringAt(document, "proof", "verdict")], [0, "isolated"], stderr);
    },
  );

  await t.test("a deleted pool takes its pods along, and leaves the node as it was", async () => {
    const pod = (name: string, runtimeClassName: string | undefined) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: { runtimeClassName, containers: [{ name: "c", image: images.busybox, command: ["sleep", "3600"] }] },
    });
    assert.equal(
      (await cluster.call("POST", "/api/v1/namespaces/default/pods", pod("sandboxed", "gvisor"))).status,
      201,
    );
    const phase = async (name: string) =>
      stringAt((await cluster.call("GET", `/api/v1/namespaces/default/pods/${name}`)).body, "status", "phase");
    await until("the pod", async () => ((await phase("sandboxed")) === "Running" ? true : undefined));
    const { exitCode } = await run(["pool", "delete", ...target, "--name", "sandbox", "--yes"]);
    assert.equal(exitCode, 0);
    // What was installed on it stays, and says so.
    const labels = { ...before.labels, "aks-sandbox/ready": "gvisor" };
    await until("the node as it was", async () => {
      const now = await nodeNow();
      return isDeepStrictEqual([now.labels, now.spec], [labels, before.spec]) ? true : undefined;
    });
    await until("the pod's end", async () => ((await phase("sandboxed")) === undefined ? true : undefined));
  });

  await t.test("pods of a handler that is runc in truth are not isolated: exit code 9", async () => {
    const { exitCode, document } = await run(up);
    assert.deepEqual(
      [exitCode, stringAt(document, "exitReason"), stringAt(document, "proof", "verdict")],
      [9, "notProven", "not isolated"],
    );
    assert.match(stringAt(document, "proof", "reason") ?? "", /the pod runs on the node's own kernel/);
  });

  await t.test(
    "killed and started again it goes on; its end gives the node back, and no secret is in its files",
    async () => {
      await endSimulate(first.child, "SIGKILL");
      assert.notDeepEqual(await nodeNow(), before);
      const second = await startSimulate(t, flags);
      const pools = listOf(jsonAt((await run(["status", ...target])).document, "pools"));
      assert.deepEqual(
        pools.map((pool) => jsonAt(pool, "readyNodes")),
        [0, 1],
      );
      assert.equal(await endSimulate(second.child, "SIGTERM"), 0);
      assert.deepEqual(await nodeNow(), { ...before, labels: { ...before.labels, "aks-sandbox/ready": "gvisor" } });
      const [, key = ""] = /client-key-data: (\S+)/.exec(readFileSync(cluster.kubeconfig, "utf8")) ?? [];
      assert.notEqual(key, "");
      for (const file of ["azure.state", "requests.log"]) {
        assert.equal(readFileSync(join(folder, file), "utf8").includes(key), false, file);
      }
    },
  );
});
