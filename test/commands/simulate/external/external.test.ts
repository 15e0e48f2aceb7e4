import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { startKubernetesServer, type KubernetesServer } from "../../../helpers/kubernetes-server.js";
import { runCli } from "../../../helpers/run-cli.js";
import { endSimulate, folderFor, startSimulate } from "../../../helpers/simulate-process.js";

interface Real {
  readonly server: KubernetesServer;
  readonly folder: string;
  readonly file: string;
  readonly flags: readonly string[];
  node(name?: string): Promise<NodeObject>;
}

interface NodeObject {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: {
    readonly taints?: readonly { key: string; value?: string; effect: string }[];
    unschedulable?: boolean;
  };
}

const ownLabels = { "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": "rack-1" };

/** Another local API server in the place of a real one, with nodes that the local Azure did not make. */
async function startReal(t: TestContext): Promise<Real> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  for (const name of ["worker-1", "worker-2"]) {
    const made = await server.call("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels: ownLabels },
      spec: {},
      status: {
        conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", message: "" }],
        runtimeHandlers: [{ name: "" }, { name: "kata" }],
      },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  const folder = folderFor(t);
  const file = join(folder, "real.yaml");
  writeFileSync(file, server.kubeconfig);
  const flags = ["--kubernetes-kubeconfig", file, "--pool-node", "sandbox=worker-1", "--speed", "600", "--quiet"];
  return {
    server,
    folder,
    file,
    flags,
    node: async (name = "worker-1") => (await server.call("GET", `/api/v1/nodes/${name}`)).body as NodeObject,
  };
}

const marks = ({ metadata, spec }: NodeObject) => ({
  labels: Object.fromEntries(
    Object.entries(metadata.labels).filter(
      ([key]) => !/^(beta\.)?kubernetes\.io\/|sku-|client-id|image-version|cluster$/.test(key),
    ),
  ),
  taints: (spec.taints ?? []).map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`),
  unschedulable: spec.unschedulable ?? false,
});
const untouched = { labels: { "topology.kubernetes.io/zone": "rack-1" }, taints: [], unschedulable: false };

/** Marks follow the pool a moment later. */
async function until(check: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await check();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await setTimeout(50);
    }
  }
}

const target = ["-g", "rg", "-c", "demo"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "1", "--no-verify", "--progress", "none"];

test("up makes its pool of a node of another cluster, whose kubeconfig it merges; delete and the end give the node back", async (t) => {
  const real = await startReal(t);
  const state = ["--state", join(real.folder, "azure.state")];
  const first = await startSimulate(t, [...real.flags, ...state]);
  const { ready } = first;
  const run = (args: readonly string[]) => runCli(args, { env: ready.environment });
  const json = async (args: readonly string[]) => JSON.parse((await run([...args, "-o", "json"])).stdout) as unknown;
  assert.deepEqual(marks(await real.node()), untouched);

  const made = await run(up);
  assert.equal(made.exitCode, 0, made.stderr);
  const again = await run([...up, "-o", "json"]);
  assert.match(again.stdout, /"changed": false/);
  const aks = (key: string) => `kubernetes.azure.com/${key}`;
  const wanted = {
    labels: {
      agentpool: "sandbox",
      "aks-sandbox/runtime": "pod-sandboxing",
      [aks("agentpool")]: "sandbox",
      [aks("kata-vm-isolation")]: "true",
      [aks("mode")]: "user",
      [aks("nodepool-type")]: "VirtualMachineScaleSets",
      [aks("os-sku")]: "AzureLinux",
      [aks("podnetwork-type")]: "overlay",
      [aks("role")]: "agent",
      [aks("storageprofile")]: "managed",
      // The machine's own.
      "topology.kubernetes.io/zone": "rack-1",
    },
    taints: ["aks-sandbox/runtime=pod-sandboxing:NoSchedule"],
    unschedulable: false,
  };
  assert.deepEqual(marks(await real.node()), wanted);
  assert.deepEqual(marks(await real.node("worker-2")), untouched);

  const kubeconfig = readFileSync(ready.environment["KUBECONFIG"] ?? "", "utf8");
  assert.match(kubeconfig, new RegExp(`server: ${real.server.url}\n`));
  assert.match(kubeconfig, /name: clusterUser_rg_demo\n/);
  const classes = await real.server.call("GET", "/apis/node.k8s.io/v1/runtimeclasses/aks-sandbox");
  assert.equal(classes.status, 200);

  // Somebody takes a label of the pool away.
  await real.server.call(
    "PATCH",
    "/api/v1/nodes/worker-1",
    { metadata: { labels: { agentpool: null } } },
    { "content-type": "application/merge-patch+json" },
  );
  await until(async () => {
    assert.equal((await real.node()).metadata.labels["agentpool"], "sandbox");
  });

  const pools = (await json(["pool", "list", ...target])) as {
    pools: { name: string; tags: Record<string, string> }[];
  };
  assert.deepEqual(
    pools.pools.map(({ name, tags }) => [name, tags["aks-sandbox-virtual"]]),
    [
      ["system", "true"],
      ["sandbox", undefined],
    ],
  );

  const status = (await json(["status", ...target])) as {
    pools: { name: string; nodes: number; readyNodes: number; virtual: boolean }[];
    findings: { id: string; text: string }[];
  };
  assert.deepEqual(
    status.pools.map(({ name, nodes, readyNodes, virtual }) => ({ name, nodes, readyNodes, virtual })),
    [
      { name: "system", nodes: 0, readyNodes: 0, virtual: true },
      { name: "sandbox", nodes: 1, readyNodes: 1, virtual: false },
    ],
  );
  assert.match(
    status.findings.find(({ id }) => id === "pool-virtual")?.text ?? "",
    /^1 pool without real nodes: system /,
  );
  // Of a pool that is no node's, nothing is proven.
  const verify = await run(["verify", ...target, "--pool", "system", "--junit", join(real.folder, "junit.xml")]);
  assert.equal(verify.exitCode, 9);
  assert.match(
    verify.stdout,
    /^not proven +RuntimeClass aks-sandbox \(handler kata\): pool system skipped: virtual, no real/m,
  );
  assert.match(
    readFileSync(join(real.folder, "junit.xml"), "utf8"),
    /skipped="1"[^]*name="pool system"[^]*<skipped message="virtual: no real node to look at"/,
  );

  const removed = await run(["pool", "delete", ...target, "--name", "sandbox", "--yes"]);
  assert.equal(removed.exitCode, 0, removed.stderr);
  await until(async () => {
    assert.deepEqual(marks(await real.node()), untouched);
  });

  // Of a pool without a real node nobody waits for one.
  const add = await run(["pool", "add", ...target, "--node-count", "3", "--name", "later"]);
  assert.equal(add.exitCode, 1);
  assert.match(add.stderr, /pool later is virtual: [^]*--pool-node later=NODE/);

  // Killed, it leaves the node marked; the next start goes on with it, and its end gives the node back.
  assert.equal((await run(up)).exitCode, 0);
  await endSimulate(first.child, "SIGKILL");
  assert.equal((await real.node()).metadata.labels["agentpool"], "sandbox");
  const elsewhere = await runCli([
    "simulate",
    ...real.flags.map((flag) => flag.replace("worker-1", "worker-2")),
    ...state,
  ]);
  assert.equal(elsewhere.exitCode, 2);
  assert.match(
    elsewhere.stderr,
    /azure\.state is of a local Azure whose real cluster is: https:\S+ sandbox=worker-1; not: https:\S+ sandbox=worker-2/,
  );
  const { child } = await startSimulate(t, [...real.flags, ...state]);
  assert.deepEqual(marks(await real.node()), wanted);
  assert.match((await run([...up, "-o", "json"])).stdout, /"changed": false/);
  assert.equal(await endSimulate(child, "SIGTERM"), 0);
  const { metadata, ...left } = await real.node();
  assert.deepEqual([marks({ metadata, ...left }), metadata.annotations ?? {}], [untouched, {}]);
  assert.doesNotMatch(readFileSync(join(real.folder, "azure.state"), "utf8"), new RegExp(real.server.token));
});

test("what is wrong with the real cluster is said before anything starts", async (t) => {
  const real = await startReal(t);
  const noContext = join(real.folder, "no-context.yaml");
  writeFileSync(noContext, real.server.kubeconfig.replace(/^current-context: .*$/m, "current-context: gone"));
  const noServer = join(real.folder, "no-server.yaml");
  writeFileSync(noServer, real.server.kubeconfig.replace(/server: .*$/m, "server: https://127.0.0.1:1"));
  const noAccess = join(real.folder, "no-access.yaml");
  writeFileSync(
    noAccess,
    real.server.kubeconfig.replace(/token: .*$/m, "token: wrong").replace(/client-(certificate|key)-data: .*\n/g, ""),
  );
  await mark(real, "worker-2", process.pid);
  const of = (file: string, ...nodes: readonly string[]) => [
    "--kubernetes-kubeconfig",
    file,
    ...nodes.flatMap((node) => ["--pool-node", node]),
  ];
  const rows: readonly [flags: readonly string[], exitCode: number, error: RegExp][] = [
    [of(join(real.folder, "none.yaml"), "sandbox=worker-1"), 2, /there is no kubeconfig at \S+none\.yaml/],
    [of(noContext, "sandbox=worker-1"), 2, /the kubeconfig leads from context "gone" to no server/],
    [of(noServer, "sandbox=worker-1"), 1, /127\.0\.0\.1:1/],
    [of(noAccess, "sandbox=worker-1"), 4, /answered 401/],
    [of(real.file, "sandbox=worker-2"), 7, /node worker-2 serves the local Azure at https:\/\/local \(process \d+\)/],
    [of(real.file, "sandbox=worker-9"), 3, /has no node worker-9\nnext: choose one of its nodes: worker-1, worker-2/],
    [of(real.file, "sandbox"), 2, /--pool-node sandbox is no POOL=NODE/],
    [of(real.file), 2, /a real cluster of which no pool has a node could run nothing/],
    [["--pool-node", "sandbox=worker-1"], 2, /--pool-node says nothing without the kubeconfig of a real cluster/],
  ];
  for (const [flags, exitCode, error] of rows) {
    const run = await runCli(["simulate", ...flags]);
    assert.deepEqual([run.exitCode, error.test(run.stderr), run.stdout], [exitCode, true, ""], run.stderr);
    assert.doesNotMatch(run.stderr, new RegExp(real.server.token));
  }
});

test("the end takes away what a run that is no more has left on a node, of whatever pool", async (t) => {
  const real = await startReal(t);
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  await mark(real, "worker-2", dead);
  assert.equal((await real.node("worker-2")).metadata.labels["agentpool"], "old");
  const { child } = await startSimulate(t, real.flags);
  assert.deepEqual(marks(await real.node("worker-2")), untouched);
  assert.equal(await endSimulate(child, "SIGTERM"), 0);
});

/** What a local Azure of this machine leaves on a node. */
async function mark({ server }: Real, name: string, pid: number): Promise<void> {
  const record = {
    owner: { url: "https://local", pid, host: hostname(), since: "2026-11-02T08:00:00.000Z" },
    machine: "aks-old-1-vmss000000",
    labels: { agentpool: { set: "old", before: null } },
    taints: [],
    taintsBefore: [],
    firstTaints: [],
    cordoned: true,
  };
  const answer = await server.call(
    "PATCH",
    `/api/v1/nodes/${name}`,
    {
      metadata: { labels: { agentpool: "old" }, annotations: { "aks-sandbox/simulate": JSON.stringify(record) } },
      spec: { unschedulable: true },
    },
    { "content-type": "application/merge-patch+json" },
  );
  assert.equal(answer.status, 200);
}
