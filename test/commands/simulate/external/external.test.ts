import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { runCli } from "../../../helpers/run-cli.js";
import { endSimulate, startSimulate } from "../../../helpers/simulate-process.js";
import { marks, startReal, untouched } from "./real-server.js";

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
  // Nobody waits for the nodes of a pool that has none; a second run has made nothing more.
  for (const changed of [true, false]) {
    const later = (await json(["pool", "add", ...target, "--name", "later", "--node-count", "3"])) as {
      changed: boolean;
      remaining: string[];
      error: { code: string; message: string; hint: string };
    };
    assert.deepEqual(
      [later.error.code, later.changed, later.error.hint],
      ["PoolVirtual", changed, "start the local Azure with --pool-node later=NODE"],
    );
    assert.match(later.error.message, /^pool later is virtual: /);
    assert.ok(later.remaining.includes("pool later is there, without nodes"), later.remaining.join("\n"));
  }
  const removed = await run(["pool", "delete", ...target, "--name", "sandbox", "--yes"]);
  assert.equal(removed.exitCode, 0, removed.stderr);
  await until(async () => {
    assert.deepEqual(marks(await real.node()), untouched);
  });

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

test("half of the flags is no real cluster", async () => {
  const rows: readonly [flags: readonly string[], error: RegExp][] = [
    [["--kubernetes-kubeconfig", "real.yaml"], /a real cluster of which no pool has a node could run nothing/],
    [["--pool-node", "sandbox=worker-1"], /--pool-node says nothing without the kubeconfig of a real cluster/],
    [["--pool-node", "a=worker-1", "--kubernetes-kubeconfig", "none.yaml"], /there is no kubeconfig at none\.yaml/],
  ];
  for (const [flags, error] of rows) {
    const run = await runCli(["simulate", ...flags]);
    assert.deepEqual([run.exitCode, error.test(run.stderr), run.stdout], [2, true, ""], run.stderr);
  }
});
