import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import fc from "fast-check";
import { createSimulator } from "../../../src/simulator/create-simulator.js";
import { createBuiltInBackend } from "../../../src/simulator/kubernetes/built-in-backend.js";
import type { Simulator, SimulatorOptions } from "../../../src/simulator/simulator.js";
import { StateError } from "../../../src/simulator/state/state-error.js";
import {
  armClient,
  clusterBody,
  clusterPath,
  kataPool,
  makeGroup,
  send,
  type ArmClient,
} from "../../helpers/arm-client.js";

const cluster = clusterPath("tenants-rg", "tenants");
const minuteMs = 60_000;

function stateFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "aks-sandbox-state-"));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, "azure.state");
}

async function start(t: TestContext, file: string, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await createSimulator({
    speed: "manual",
    startMs: Date.UTC(2026, 0, 1),
    stateFile: file,
    ...options,
  });
  t.after(() => simulator.close());
  return simulator;
}

interface Kubernetes {
  (method: string, path: string, body?: unknown, type?: string): ReturnType<typeof send>;
  readonly kubeconfig: string;
}

async function kubernetesOf(simulator: Simulator, arm: ArmClient): Promise<Kubernetes> {
  const reply = await arm("POST", `${cluster}/listClusterUserCredential`);
  const { kubeconfigs } = reply.body as unknown as { kubeconfigs: { value: string }[] };
  const kubeconfig = Buffer.from(kubeconfigs[0]?.value ?? "", "base64").toString();
  const server = /server: (\S+)/.exec(kubeconfig)?.[1] ?? "";
  const authorization = `Bearer ${/ token: (\S+)/.exec(kubeconfig)?.[1] ?? ""}`;
  const call = (method: string, path: string, body?: unknown, type = "application/json") =>
    send(simulator, method, `${server}${path}`, { body, headers: { authorization, "content-type": type } });
  return Object.assign(call, { kubeconfig });
}

const pod = (name: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { containers: [{ name: "main", image: "busybox", command: ["sleep", "3600"] }] },
});

/** A cluster, Kubernetes objects, and a pool that is still being made. */
async function fill(simulator: Simulator): Promise<{ arm: ArmClient; kubernetes: Kubernetes; operation: string }> {
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(30 * minuteMs);
  const kubernetes = await kubernetesOf(simulator, arm);
  assert.equal((await kubernetes("POST", "/api/v1/namespaces/default/pods", pod("first"))).status, 201);
  const patch = { metadata: { labels: { team: "a" } } };
  const patched = await kubernetes("PATCH", "/api/v1/namespaces/default", patch, "application/merge-patch+json");
  assert.equal(patched.status, 200, patched.text);
  simulator.advance(minuteMs);
  assert.equal((await kubernetes("POST", "/api/v1/namespaces/default/pods", pod("first"))).status, 409);
  assert.equal(
    (await arm("PUT", `${cluster}/agentPools/other`, { body: kataPool({ vmSize: "Standard_None" }) })).status,
    400,
  );
  simulator.faults.add({ name: "throttled", on: "poll", times: 2 });
  simulator.faults.add({ name: "server-error-after-write", on: "put", path: "sandbox" });
  simulator.faults.add({ name: "pool-failed", path: "never", times: Infinity });
  assert.equal((await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() })).status, 500);
  const busy = await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool({ count: 4 }) });
  assert.equal(busy.status, 409);
  simulator.advance(minuteMs);
  const operation = /operation ([0-9a-f-]{36})$/.exec(
    simulator.events.findLast(({ text }) => /Creating .*sandbox: started/.test(text))?.text ?? "",
  )?.[1];
  const path = `/providers/Microsoft.ContainerService/locations/westus2/operations/${operation ?? ""}`;
  assert.equal((await arm("GET", path, { apiVersion: "2025-03-01" })).status, 429);
  return { arm, kubernetes, operation: path };
}

async function seen({ arm, kubernetes }: { arm: ArmClient; kubernetes: Kubernetes }): Promise<readonly string[]> {
  const replies = [
    await arm("GET", cluster),
    await arm("GET", `${cluster}/agentPools`),
    await kubernetes("GET", "/api/v1/pods"),
    await kubernetes("GET", "/api/v1/nodes"),
    await kubernetes("GET", "/api/v1/namespaces"),
  ];
  for (const { status, text } of replies) assert.equal(status, 200, text);
  return replies.map(({ text }) => text);
}

test("a restart brings everything back: resources, Kubernetes objects, faults, operations under way, tokens, ids", async (t) => {
  const file = stateFile(t);
  const first = await start(t, file);
  const before = await fill(first);
  const all = await seen(before);
  const events = [...first.events];
  await first.close();
  assert.equal(statSync(file).mode & 0o777, 0o600);

  const second = await start(t, file, { startMs: 0 });
  const facts = ({ url, caPem, subscriptionId, clientSecret, clock }: Simulator) => [
    ...[url, caPem, subscriptionId, clientSecret],
    clock.now(),
  ];
  assert.deepEqual(facts(second), facts(first));
  assert.deepEqual(second.events, events);
  // With the access token, the kubeconfig and the addresses of before.
  assert.deepEqual(await seen(before), all);
  const poll = () => before.arm("GET", before.operation, { apiVersion: "2025-03-01" });
  // One of the two faults on polls is left; then the operation is where it was, and ends when it was to.
  assert.equal((await poll()).status, 429);
  assert.match((await poll()).body.status, /^(InProgress|CreatingAgentPool: 0\/3.*)$/);
  second.advance(30 * minuteMs);
  assert.equal((await poll()).body.status, "Succeeded");
  const nodes = JSON.parse((await before.kubernetes("GET", "/api/v1/nodes")).text) as { items: unknown[] };
  assert.equal(nodes.items.length, 5);
});

test("a second and a third restart go on where the one before ended", async (t) => {
  const file = stateFile(t);
  let count = 0;
  for (const name of ["a", "b", "c"]) {
    const simulator = await start(t, file);
    const arm = await armClient(simulator);
    await makeGroup(arm, name);
    simulator.advance(1000);
    const groups = await arm("GET", "/resourcegroups", { apiVersion: "2024-11-01" });
    assert.equal(groups.body.value.length, (count += 1));
    assert.equal(simulator.clock.now(), Date.UTC(2026, 0, 1) + count * 1000);
    await simulator.close();
  }
});

test("wherever a crash cuts the file, what is before the cut comes back, and the file can be gone on with", async (t) => {
  const file = stateFile(t);
  const first = await start(t, file);
  await fill(first);
  const events = [...first.events];
  await first.close();
  const whole = readFileSync(file);
  const headerBytes = whole.indexOf(0x0a) + 1;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: headerBytes, max: whole.length }), async (bytes) => {
      writeFileSync(file, whole.subarray(0, bytes));
      const simulator = await start(t, file);
      try {
        assert.deepEqual(simulator.events, events.slice(0, simulator.events.length));
        await makeGroup(await armClient(simulator), "after");
      } finally {
        await simulator.close();
      }
      const again = await start(t, file);
      const arm = await armClient(again);
      const group = await arm("GET", "/resourcegroups/after", { apiVersion: "2024-11-01" });
      await again.close();
      assert.equal(group.status, 200);
    }),
    { numRuns: 25 },
  );
});

test("what is no state file of this version, or another's, is refused and left as it was", async (t) => {
  const file = stateFile(t);
  const first = await start(t, file);
  const arm = await armClient(first);
  await makeGroup(arm);
  await first.close();
  const whole = readFileSync(file, "utf8");
  const [header = "", ...lines] = whole.split("\n");
  const otherPort = first.port === 65535 ? 1024 : first.port + 1;
  const rows: readonly [text: string, options: Partial<SimulatorOptions>, code: string, message: RegExp][] = [
    ["groceries: milk\n", {}, "StateFileInvalid", /does not begin as a state file does/],
    ["groceries", {}, "StateFileInvalid", /does not begin as a state file does/],
    [whole.replace('"version":1', '"version":2'), {}, "StateFileInvalid", /of version 2, this program reads version 1/],
    [`${header}\n{"t":\n${lines.join("\n")}`, {}, "StateFileInvalid", /line 2 is damaged/],
    [whole.replace('"status":201', '"status":200'), {}, "StateFileDiverged", /line 2, .*answer 201, then 200/],
    [whole.replace(/"seed":"1"/, '"seed":"2"'), {}, "StateFileDiverged", /line 2/],
    [whole, { port: otherPort }, "StateFileMismatch", new RegExp(`port ${first.port}, not ${otherPort}`)],
    [whole, { seed: "7" }, "StateFileMismatch", /seed 1, not 7/],
  ];
  for (const [text, options, code, message] of rows) {
    writeFileSync(file, text);
    await assert.rejects(start(t, file, options), (error) => {
      assert.ok(error instanceof StateError, String(error));
      assert.deepEqual([error.code, message.test(error.message)], [code, true], error.message);
      return true;
    });
    assert.equal(readFileSync(file, "utf8"), text);
  }
});

test("many writers at once, with time that runs: a replay still leads to the same", async (t) => {
  const file = stateFile(t);
  const first = await start(t, file, { speed: 600, throttling: "off" });
  const arm = await armClient(first);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  for (;;) if ((await arm("GET", cluster)).body.properties.provisioningState === "Succeeded") break;
  const kubernetes = await kubernetesOf(first, arm);
  const statuses = await Promise.all(
    Array.from({ length: 120 }, async (_, index) => {
      if (index % 4 === 0) await makeGroup(arm, `group-${index}`);
      if (index % 4 === 1) return (await kubernetes("GET", "/api/v1/pods")).status;
      return (await kubernetes("POST", "/api/v1/namespaces/default/pods", pod(`pod-${index}`))).status;
    }),
  );
  assert.deepEqual([...new Set(statuses)].sort(), [200, 201]);
  await first.close();
  const second = await start(t, file, { speed: "manual" });
  assert.deepEqual(second.events, first.events);
  const pods = JSON.parse((await kubernetes("GET", "/api/v1/pods")).text) as { items: unknown[] };
  assert.ok(pods.items.length >= 90);
});

test("an empty file is begun; one that grows while it is read is refused", async (t) => {
  const file = stateFile(t);
  writeFileSync(file, "");
  const first = await start(t, file);
  await first.close();
  assert.match(readFileSync(file, "utf8"), /^\{"kind":"aks-sandbox simulator state"/);
  const growing = createSimulator({
    stateFile: file,
    kubernetes: (parts) => {
      appendFileSync(file, "{}\n");
      return createBuiltInBackend(parts);
    },
  });
  await assert.rejects(growing, { code: "StateFileInUse" });
});
