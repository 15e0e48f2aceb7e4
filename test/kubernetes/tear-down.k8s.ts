import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openCluster, sharedCluster, startCluster, type Cluster, type ClusterDescription } from "./cluster/cluster.js";
import { createControlGroups } from "./cluster/control-groups.js";
import { images } from "./cluster/images.js";
import { createRunFolder, listRunFolders, ownerOf, removeCluster, removeLeftovers } from "./cluster/run-folders.js";
import { findTraces, namespacesOf, noTraces } from "./cluster/traces.js";
import { until } from "./cluster/until.js";

describe("nothing of a cluster is left", () => {
  test("after its end, with pods of both runtimes running", async () => {
    const tunables = readTunables();
    const cluster = await startCluster();
    const namespaces = namespacesOf(cluster.node.init.pid);
    await runPods(cluster);
    const alive = findTraces(cluster, namespaces);
    for (const kind of ["processes", "namespaces", "controlGroups", "links", "folders"] as const) {
      assert.notDeepEqual(alive[kind], [], `${kind} are seen while it runs`);
    }
    await cluster.stop();
    assert.deepEqual(findTraces(cluster, namespaces), noTraces);
    assert.deepEqual(readTunables(), tunables);
  });

  test("while somebody still holds its network namespace, which the kernel then keeps", async () => {
    const cluster = await startCluster();
    const holder = openSync(`/proc/${cluster.node.init.pid}/ns/net`, "r");
    try {
      await cluster.stop();
      assert.deepEqual(findTraces(cluster, []), noTraces);
    } finally {
      closeSync(holder);
    }
  });

  test("after its owner was killed and a later run has begun; clusters of the living stay", async () => {
    const child = program("hold.js");
    const [folder] = await child.printed(/^\/.*$/m);
    const cluster = openCluster(folder);
    const namespaces = namespacesOf(cluster.node.init.pid);
    await runPods(cluster);
    child.kill("SIGKILL");
    await child.exit;
    // The processes, and with them the mounts, end at once and by themselves.
    await until("the end of the node", () =>
      findTraces(cluster, namespaces).namespaces.length === 0 ? true : undefined,
    );
    assert.deepEqual(findTraces(cluster, namespaces).folders, [folder]);
    const removed = await removeLeftovers();
    assert.ok(removed.includes(folder), `${removed.join()} holds ${folder}`);
    assert.deepEqual(findTraces(cluster, namespaces), noTraces);
    assert.equal((await sharedCluster().call("GET", "/readyz")).status, 200);
  });

  for (const [signal, code, moment] of [
    ["SIGTERM", 143, /==> cluster/],
    ["SIGINT", 130, /==> tests/],
  ] as const) {
    test(`after ${signal} at ${moment.source}`, async () => {
      const child = program("main.js", "test", "kubernetes/cluster.k8s.ts");
      await child.printed(moment);
      const made = await folderOf(child);
      child.kill(signal);
      assert.equal(await child.exit, code);
      assert.deepEqual(listRunFolders().includes(made), false);
      assert.deepEqual(findTraces(described(made), []), noTraces);
    });
  }

  test("after SIGKILL while its tests run: they end at once, all of them", async () => {
    const child = program("main.js", "test");
    await child.printed(/==> tests/);
    const made = await folderOf(child);
    // More files follow the first: it is not one test that has to end, but the program that runs them.
    await until("its tests", () => (programsOn(made).length > 0 ? true : undefined));
    child.kill("SIGKILL");
    await until("the end of its tests", () => (programsOn(made).length === 0 ? true : undefined), 15_000);
    await removeLeftovers();
    assert.deepEqual(findTraces(described(made), []), noTraces);
  });

  test("after `up` was killed before it knew its node", async () => {
    const gone = { pid: process.pid, startTicks: -1 };
    const [folder, coming] = [createRunFolder(true, gone), createRunFolder(true)];
    const groups = createControlGroups(basename(folder));
    const child = spawn("bash", [
      "-c",
      'for group; do echo $$ >"$group/cgroup.procs"; done; echo; exec cat',
      "-",
      ...groups,
    ]);
    const ended = once(child, "exit");
    await once(child.stdout, "data");
    const removed = await removeLeftovers();
    assert.deepEqual([removed.includes(folder), removed.includes(coming)], [true, false]);
    assert.deepEqual(await ended, [null, "SIGKILL"]);
    await removeCluster(coming);
    for (const made of [folder, coming]) assert.deepEqual(findTraces(described(made), []), noTraces);
  });
});

/** The run folder that a program has made. */
function folderOf({ pid }: Program): Promise<string> {
  return until("its run folder", () => listRunFolders().find((name) => ownerOf(name)?.pid === pid));
}

function described(folder: string): ClusterDescription {
  return { ...sharedCluster(), name: basename(folder), folder, nodeAddress: "" };
}

/** Processes of tests that work on the cluster of a run folder. */
function programsOn(folder: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`AKS_SANDBOX_TEST_CLUSTER=${folder}/`);
    } catch {
      return false;
    }
  });
}

/** One pod of each runtime, which run on. */
async function runPods(cluster: Cluster): Promise<void> {
  const pods = "/api/v1/namespaces/default/pods";
  for (const handler of ["runc", "runsc"]) {
    const metadata = { name: handler };
    const runtimeClass = { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata, handler };
    await cluster.call("POST", "/apis/node.k8s.io/v1/runtimeclasses", runtimeClass);
    const container = { name: "c", image: images.busybox, command: ["sleep", "600"] };
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata,
      spec: { runtimeClassName: handler, containers: [container] },
    };
    assert.equal((await cluster.call("POST", pods, pod)).status, 201);
  }
  for (const handler of ["runc", "runsc"]) {
    await until(`the pod of ${handler}`, async () => {
      const { body } = await cluster.call("GET", `${pods}/${handler}`);
      return JSON.stringify(body).includes('"phase":"Running"') ? true : undefined;
    });
  }
}

/** Settings of the whole machine, of which a kubelet changes some. */
function readTunables(): readonly string[] {
  return ["vm/overcommit_memory", "kernel/panic", "kernel/panic_on_oops"].map((name) =>
    readFileSync(`/proc/sys/${name}`, "utf8"),
  );
}

interface Program {
  readonly pid: number;
  /** Waits for what it prints, to either stream. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly exit: Promise<number | null>;
}

function program(name: string, ...args: readonly string[]): Program {
  const path = fileURLToPath(new URL(`cluster/${name}`, import.meta.url));
  // With the variable it would run no tests of its own.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const child = spawn(process.execPath, [path, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (text += part.toString()));
  return {
    pid: child.pid ?? 0,
    printed: (pattern) => until(`the program's ${pattern.source}`, () => pattern.exec(text) ?? undefined),
    kill: (signal) => {
      child.kill(signal);
    },
    exit: new Promise((resolve) => child.once("exit", resolve)),
  };
}
