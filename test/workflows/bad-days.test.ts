import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import type { Fault } from "../../src/simulator/faults/fault.js";
import { armClient, clusterPath } from "../helpers/arm-client.js";
import { startLocalAzure, type LocalAzure } from "../helpers/local-azure.js";

// Each test has a local Azure of its own, and waits most of its time.
const target = ["-g", "tenants-rg", "-c", "tenants"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "1"];
const noKubernetes = [...up, "--no-kubernetes"];
const add = (name: string) => ["pool", "add", ...target, "--name", name, "--node-count", "1"];

async function withCluster(t: TestContext): Promise<LocalAzure> {
  const azure = await startLocalAzure(t);
  const made = await azure.run(noKubernetes);
  assert.equal(made.exitCode, 0, made.stderr);
  azure.forget();
  return azure;
}

const statuses = (azure: LocalAzure, method: string, part: string, from: number) =>
  azure.simulator.requests
    .slice(from)
    .filter((request) => request.method === method && request.url.includes(part) && request.area === "arm")
    .map(({ status }) => status);

describe("pool add survives", { concurrency: 3 }, () => {
  const rows: readonly {
    readonly what: string;
    readonly faults: readonly Fault[];
    /** Statuses of the PUTs as the local Azure sent them; 0: the connection was cut. */
    readonly puts: readonly number[];
  }[] = [
    {
      what: "a 500 after the write: it attaches to what was begun",
      faults: [{ name: "server-error-after-write", on: "put", status: 500 }],
      puts: [500],
    },
    {
      what: "a 504 after the write, then a 502 and a cut connection when it looks",
      faults: [
        { name: "server-error-after-write", on: "put", status: 504 },
        { name: "server-error", on: "get", path: "agentPools/", status: 502 },
        { name: "connection-reset", on: "get", path: "agentPools/" },
      ],
      puts: [504],
    },
    {
      what: "a connection cut after the write",
      faults: [{ name: "connection-reset-after-write", on: "put" }],
      puts: [0],
    },
    {
      what: "a connection cut before the write: it looks, and sends the request again",
      faults: [{ name: "connection-reset", on: "put" }],
      puts: [0, 201],
    },
    {
      what: "a token that expires early, at any request",
      faults: [
        { name: "token-expired", on: "get" },
        { name: "token-expired", on: "put" },
        { name: "token-expired", on: "poll" },
      ],
      puts: [401, 201],
    },
    { what: "a lost operation", faults: [{ name: "operation-lost" }], puts: [201] },
    { what: "a clock two hours slow", faults: [{ name: "clock-skew", skewMs: -7_200_000 }], puts: [201] },
    { what: "a clock two hours fast", faults: [{ name: "clock-skew", skewMs: 7_200_000 }], puts: [201] },
  ];

  it("each of them, and makes one pool in the end", async (t) => {
    const azure = await withCluster(t);
    for (const [index, { what, faults, puts }] of rows.entries()) {
      const name = `p${index}`;
      const from = azure.simulator.requests.length;
      faults.forEach((fault) => azure.simulator.faults.add(fault));
      const { exitCode, document, stderr } = await azure.json(add(name));
      azure.simulator.faults.clear();
      assert.equal(exitCode, 0, `${what}\n${stderr}`);
      assert.deepEqual(
        [document["exitReason"], document["changed"], stringAt(document, "pool", "provisioningState")],
        ["done", true, "Succeeded"],
        what,
      );
      assert.deepEqual(statuses(azure, "PUT", `agentPools/${name}?`, from), puts, what);
    }
  });
});

describe("pool delete and up survive", { concurrency: 3 }, () => {
  it("a lost answer, and a lost operation", async (t) => {
    const azure = await startLocalAzure(t);
    const { faults } = azure.simulator;
    faults.add({ name: "connection-reset-after-write", on: "put", path: "managedClusters/tenants" });
    faults.add({ name: "operation-lost" });
    const made = await azure.json(noKubernetes);
    assert.equal(made.exitCode, 0, made.stderr);
    assert.deepEqual(statuses(azure, "PUT", "managedClusters/tenants?", 0), [0]);
    assert.equal((await azure.run(add("one"))).exitCode, 0);
    for (const fault of [
      { name: "server-error-after-write", on: "delete", status: 503 },
      { name: "operation-lost" },
    ] as const) {
      faults.add(fault);
      const gone = await azure.json(["pool", "delete", ...target, "--name", "one", "--yes"]);
      assert.equal(gone.exitCode, 0, `${fault.name}\n${gone.stderr}`);
      assert.equal(gone.document["changed"], true);
      assert.equal((await azure.run(["pool", "show", ...target, "--name", "one"])).exitCode, 3);
      faults.clear();
      assert.equal((await azure.run(add("one"))).exitCode, 0);
    }
  });
});

describe("AKS's token buckets", { concurrency: 3 }, () => {
  it("are waited for: a pool's PUT is sent again after Retry-After", async (t) => {
    const azure = await startLocalAzure(t, { speed: "manual", durations: "none" });
    const { simulator } = azure;
    const made = await azure.run(noKubernetes);
    assert.equal(made.exitCode, 0, made.stderr);
    const arm = await armClient(simulator);
    const pool = `${clusterPath("tenants-rg", "tenants")}/agentPools/busy`;
    // Refused requests take tokens too.
    for (let i = 0; i < 20; i++) {
      assert.equal((await arm("PUT", pool, { body: { properties: { vmSize: "none" } } })).status, 400);
    }
    const from = simulator.requests.length;
    const puts = () => statuses(azure, "PUT", "agentPools/busy?", from);
    const timer = setInterval(() => {
      if (!puts().includes(429)) return;
      clearInterval(timer);
      simulator.advance(60_000);
    }, 5);
    t.after(() => {
      clearInterval(timer);
    });
    const { exitCode, stderr } = await azure.json([...add("busy"), "--no-kubernetes"]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /Azure throttles our requests; waiting/);
    assert.deepEqual([puts()[0], puts().at(-1)], [429, 201]);
  });
});

describe("what cannot be survived is told as it is", { concurrency: 3 }, () => {
  it("capacity gone half-way: exit 6, and the pool that is left behind is named", async (t) => {
    const azure = await withCluster(t);
    azure.simulator.faults.add({ name: "capacity-gone" });
    const { exitCode, document, stderr } = await azure.json(add("big"));
    assert.equal(exitCode, 6, stderr);
    assert.equal(stringAt(document, "error", "code"), "NoCapacity");
    assert.match(JSON.stringify(document["remaining"]), /big/);
  });
});

describe("the Kubernetes half", { concurrency: 3 }, () => {
  it("a class that was put back is made again by the next run", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "runtimeclass-reverted", delayMs: 1 });
    // The proof at the end sees what is live: the class is gone, so nothing is proven.
    const first = await azure.json(up);
    assert.equal(first.exitCode, 9, first.stderr);
    assert.equal(jsonAt(first.document, "isolation"), "not proven");
    const again = await azure.json(up);
    assert.equal(again.exitCode, 0, again.stderr);
    assert.equal(stringAt(again.document, "runtimeClass", "status"), "changed");
  });

  it("nodes that are ten minutes late are waited for; a silent runc is found", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "slow-nodes", times: Infinity });
    azure.simulator.faults.add({ name: "silent-runc", times: Infinity });
    const { exitCode, document, stderr } = await azure.json(up);
    assert.equal(exitCode, 9, stderr);
    assert.equal(jsonAt(document, "isolation"), "not isolated");
    assert.match(stderr, /Isolation on pool sandbox: not isolated/);
  });
});
