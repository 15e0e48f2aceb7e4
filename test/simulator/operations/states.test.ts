import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmClient } from "../../helpers/arm-client.js";
import { createNullBackend } from "../../helpers/null-backend.js";
import { startSimulator } from "../../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;
const hourMs = 3_600_000;
/** Draws depend on the time of their request: a fixed one, so that a short creation is not over before its abort. */
const startMs = Date.UTC(2026, 10, 23);

const shown = async (arm: ArmClient, path: string) => {
  const { provisioningState, powerState, count } = (await arm("GET", path)).body.properties as Record<string, unknown>;
  return [provisioningState, (powerState as { code: string }).code, count];
};

test("a cluster is stopped and started: no machines, no API, and everything back afterwards", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, durations: "recorded", startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(hourMs);
  const early = await arm("POST", `${cluster}/start`);
  assert.deepEqual([early.status, early.body.code], [400, "BadRequest"]);
  const stop = await arm("POST", `${cluster}/stop`);
  assert.deepEqual([stop.status, stop.body], [202, {}]);
  assert.ok(stop.headers["location"] !== undefined && stop.headers["azure-asyncoperation"] !== undefined);
  assert.deepEqual(await shown(arm, cluster), ["Stopping", "Stopped", undefined]);
  simulator.advance(hourMs);
  assert.deepEqual(await shown(arm, cluster), ["Succeeded", "Stopped", undefined]);
  assert.deepEqual([backend.nodes.size, backend.stopped.size], [0, 1]);
  const again = await arm("POST", `${cluster}/stop`);
  assert.deepEqual(
    [again.status, again.body.message],
    [400, "managed cluster is in Provisioning State(Succeeded) and Power State(Stopped), stopping cannot be performed"],
  );
  assert.equal((await arm("PUT", sandbox, { body: kataPool() })).status, 400);
  assert.equal((await arm("POST", `${cluster}/start`)).status, 202);
  assert.deepEqual(await shown(arm, cluster), ["Starting", "Running", undefined]);
  simulator.advance(hourMs);
  assert.deepEqual(await shown(arm, cluster), ["Succeeded", "Running", undefined]);
  assert.deepEqual([backend.nodes.size, backend.stopped.size], [2, 0]);
});

test("a pool is stopped and started: its count is 0 meanwhile and comes back; a system pool cannot", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, durations: "recorded", startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(hourMs);
  await arm("PUT", sandbox, { body: kataPool() });
  simulator.advance(hourMs);
  const put = await arm("PUT", sandbox, { body: kataPool({ powerState: { code: "Stopped" } }) });
  assert.deepEqual(
    [put.status, put.body.properties.provisioningState, put.body.properties.count],
    [200, "Stopping", 0],
  );
  assert.deepEqual(await shown(arm, sandbox), ["Stopping", "Stopped", 3]);
  simulator.advance(hourMs);
  assert.deepEqual(await shown(arm, sandbox), ["Succeeded", "Stopped", 0]);
  const machines = () => [...backend.nodes.values()].filter(({ poolName }) => poolName === "sandbox").length;
  assert.equal(machines(), 0);
  // az puts back what it got, with another power state.
  const got = (await arm("GET", sandbox)).body;
  const start = await arm("PUT", sandbox, {
    body: { properties: { ...got.properties, powerState: { code: "Running" } } },
  });
  assert.deepEqual(
    [start.status, start.body.properties.provisioningState, start.body.properties.count],
    [200, "Starting", 3],
  );
  simulator.advance(hourMs);
  assert.deepEqual([...(await shown(arm, sandbox)), machines()], ["Succeeded", "Running", 3, 3]);
  const system = (await arm("GET", `${cluster}/agentPools/system`)).body;
  const refused = await arm("PUT", `${cluster}/agentPools/system`, {
    body: { properties: { ...system.properties, powerState: { code: "Stopped" } } },
  });
  assert.equal(refused.status, 400);
});

test("an abort half-way: Canceling, then Canceled; what was made stays; a PUT goes on from there", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, durations: "recorded", startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const created = await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(20_000);
  const abort = await arm("POST", `${cluster}/abort`);
  assert.deepEqual([abort.status, abort.body.properties.provisioningState], [202, "Creating"]);
  assert.deepEqual((await shown(arm, cluster))[0], "Canceling");
  const twice = await arm("POST", `${cluster}/abort`);
  assert.deepEqual([twice.status, twice.body.code], [409, "OperationNotAllowed"]);
  simulator.advance(30_000);
  assert.deepEqual((await shown(arm, cluster))[0], "Canceled");
  const { status, error } = (await arm("GET", String(created.headers["azure-asyncoperation"]))).body;
  assert.deepEqual([status, error], ["Canceled", { code: "Canceled", message: "Operation is being canceled by user" }]);
  assert.equal((await arm("GET", String(abort.headers["location"]))).status, 204);
  assert.equal(backend.nodes.size, 0);
  // Nothing runs: nothing to abort.
  assert.equal((await arm("POST", `${cluster}/abort`)).status, 409);
  const again = await arm("PUT", cluster, { body: clusterBody() });
  assert.equal(again.status, 200);
  simulator.advance(2 * hourMs);
  assert.deepEqual([(await shown(arm, cluster))[0], backend.nodes.size], ["Succeeded", 2]);

  // A pool: two of its machines are there when it is aborted.
  await arm("PUT", sandbox, { body: kataPool({ count: 8 }) });
  while ([...backend.nodes.values()].filter(({ poolName }) => poolName === "sandbox").length < 2)
    simulator.advance(1000);
  await arm("POST", `${sandbox}/abort`);
  simulator.advance(hourMs);
  const half = [...backend.nodes.values()].filter(({ poolName }) => poolName === "sandbox").length;
  assert.ok(half >= 2 && half < 8, `${half} machines`);
  assert.deepEqual(await shown(arm, sandbox), ["Canceled", "Running", 8]);
  assert.equal((await arm("PUT", sandbox, { body: kataPool({ count: 8 }) })).status, 200);
  simulator.advance(2 * hourMs);
  assert.equal([...backend.nodes.values()].filter(({ poolName }) => poolName === "sandbox").length, 8);
});

test("a cluster and a pool whose creation failed take a PUT again", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, durations: "recorded", startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  simulator.faults.add({ name: "operation-fails" });
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(hourMs);
  assert.equal((await shown(arm, cluster))[0], "Failed");
  assert.equal((await arm("PUT", cluster, { body: clusterBody() })).status, 200);
  simulator.advance(hourMs);
  assert.deepEqual([(await shown(arm, cluster))[0], backend.nodes.size], ["Succeeded", 2]);
  simulator.faults.add({ name: "operation-fails" });
  await arm("PUT", sandbox, { body: kataPool() });
  simulator.advance(hourMs);
  assert.equal((await shown(arm, sandbox))[0], "Failed");
  assert.equal((await arm("PUT", sandbox, { body: kataPool() })).status, 200);
  simulator.advance(2 * hourMs);
  assert.deepEqual([await shown(arm, sandbox), backend.nodes.size], [["Succeeded", "Running", 3], 5]);
});

test("a deletion goes before what runs, and says so in the operation that it ends", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded", startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(hourMs);
  const creation = await arm("PUT", sandbox, { body: kataPool() });
  simulator.advance(10_000);
  const deletion = await arm("DELETE", sandbox);
  assert.equal(deletion.status, 202);
  assert.equal((await shown(arm, sandbox))[0], "Deleting");
  const { status, error } = (await arm("GET", String(creation.headers["azure-asyncoperation"]))).body;
  const id = /operations\/([0-9a-f-]{36})/.exec(String(deletion.headers["azure-asyncoperation"]))?.[1];
  assert.deepEqual(
    [status, error],
    [
      "Canceled",
      {
        code: "AKSOperationPreemptedByDelete",
        message: `This operation has been preempted by another operation with ID ${id ?? ""}`,
      },
    ],
  );
  assert.equal((await arm("POST", `${sandbox}/abort`)).status, 409);
  assert.equal((await arm("DELETE", sandbox)).status, 202);
  simulator.advance(hourMs);
  assert.equal((await arm("GET", sandbox)).status, 404);
});

test("tags by PATCH, the records of operations as previews show them, machines and their deletion", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded", startMs });
  const arm = await armClient(simulator);
  const preview = { apiVersion: "2025-09-02-preview" };
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const latest = (await arm("GET", `${cluster}/operations/latest`, preview)).body;
  assert.deepEqual([latest.status, latest["percentComplete"]], ["InProgress", 0]);
  simulator.advance(hourMs);
  const patched = await arm("PATCH", cluster, { body: { tags: { team: "a" } } });
  assert.deepEqual(
    [patched.status, patched.body["tags"], patched.body.properties.provisioningState],
    [200, { team: "a" }, "Updating"],
  );
  simulator.advance(hourMs);
  const records = (await arm("GET", `${cluster}/operations`, preview)).body.value as { status: string }[];
  assert.deepEqual(
    records.map(({ status }) => status),
    ["Succeeded", "Succeeded"],
  );

  await arm("PUT", sandbox, { body: kataPool({ availabilityZones: ["1", "2"] }) });
  simulator.advance(hourMs);
  type Machine = { name: string; zones?: string[]; properties: { resourceId: string; network: unknown } };
  const list = async () => (await arm("GET", `${sandbox}/machines`)).body.value as Machine[];
  const [first, second, third] = await list();
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  assert.match(first.properties.resourceId, /\/virtualMachineScaleSets\/aks-sandbox-\d{8}-vmss\/virtualMachines\/0$/);
  assert.deepEqual([first.zones, second.zones, third.zones], [["1"], ["2"], ["1"]]);
  assert.deepEqual((await arm("GET", `${sandbox}/machines/${second.name}`)).body, second);
  assert.equal((await arm("GET", `${sandbox}/machines/nobody`)).status, 404);
  const wrong = await arm("POST", `${sandbox}/deleteMachines`, { body: { machineNames: ["nobody"] } });
  assert.equal(wrong.status, 400);
  const deletion = await arm("POST", `${sandbox}/deleteMachines`, { body: { machineNames: [second.name] } });
  assert.deepEqual([deletion.status, deletion.body], [202, {}]);
  simulator.advance(hourMs);
  assert.deepEqual(
    (await list()).map(({ name }) => name),
    [first.name, third.name],
  );
  assert.deepEqual(await shown(arm, sandbox), ["Succeeded", "Running", 2]);
});

test("limits: 100 pools, room for the surge", async (t) => {
  const simulator = await startSimulator(t, { throttling: "off" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const small = (count: number, mode: string) => ({ count, mode, vmSize: "Standard_D2s_v3" });
  const pools = Array.from({ length: 101 }, (_, index) => ({
    name: `p${index}`,
    ...small(1, index === 0 ? "System" : "User"),
  }));
  const many = await arm("PUT", cluster, { body: clusterBody({ agentPoolProfiles: pools }) });
  assert.deepEqual([many.status, many.body.code], [400, "MaxAgentPoolCountReached"]);
});
