import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { compareBody } from "./compare-body.js";
import { fidelity } from "./fidelity.js";
import { groundwork } from "./groundwork.js";
import { main } from "./main.js";
import { parseRecording, type Json } from "./recording.js";
import { reportShow, reportText } from "./report.js";

const subscription = "00000000-0000-0000-0000-000000000000";
const arm = `https://management.azure.com/subscriptions/${subscription}`;
const group = `${arm}/resourcegroups/tenants-rg`;
const cluster = `${arm}/resourceGroups/tenants-rg/providers/Microsoft.ContainerService/managedClusters/tenants`;
const date = "Tue, 04 Nov 2025 22:33:26 GMT";

interface Interaction {
  readonly t: number;
  readonly request: { readonly method: string; readonly url: string; readonly body?: unknown };
  response: { status: number; headers: Record<string, string>; body: unknown };
}

/** A client that finds its group and no cluster, and asks a network of another provider. */
function small(): Interaction[] {
  const plain = { "cache-control": "no-cache", "content-type": "application/json; charset=utf-8", date };
  return [
    {
      t: 0,
      request: { method: "GET", url: `${cluster}?api-version=2025-10-01` },
      response: {
        status: 404,
        headers: { ...plain, "x-ms-failure-cause": "gateway" },
        body: {
          error: {
            code: "ResourceNotFound",
            message:
              "The Resource 'Microsoft.ContainerService/managedClusters/tenants' under resource group 'tenants-rg' was " +
              "not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
          },
        },
      },
    },
    {
      t: 1,
      request: { method: "GET", url: `${group}?api-version=2024-11-01` },
      response: {
        status: 200,
        headers: plain,
        body: {
          id: `/subscriptions/${subscription}/resourceGroups/tenants-rg`,
          name: "tenants-rg",
          type: "Microsoft.Resources/resourceGroups",
          location: "westeurope",
          tags: { owner: "platform" },
          properties: { provisioningState: "Succeeded" },
        },
      },
    },
    {
      t: 2,
      request: {
        method: "GET",
        url: `${group}/providers/Microsoft.Network/virtualNetworks/hub?api-version=2024-05-01`,
      },
      response: { status: 200, headers: {}, body: {} },
    },
  ];
}

const operation = (status: string) => ({
  name: "9a8e2a35-0f5b-4b7e-8f5e-5f3bb4d1c001",
  status,
  startTime: "2025-11-04T22:33:33.9958015Z",
  ...(status === "Succeeded" ? { endTime: "2025-11-04T22:38:06.3087314Z" } : {}),
});

/** A cluster that is deleted in 95 s: five polls, the last of which says so. */
function deletion(): Interaction[] {
  const provider = { "cache-control": "no-cache", "content-type": "application/json", date };
  const at = (part: string) =>
    `${arm}/providers/Microsoft.ContainerService/locations/westus2/${part}/9a8e2a35-0f5b-4b7e-8f5e-5f3bb4d1c001?api-version=2025-03-01`;
  const poll = (t: number, status: string): Interaction => ({
    t,
    request: { method: "GET", url: at("operations") },
    response: { status: 200, headers: provider, body: operation(status) },
  });
  return [
    {
      t: 0,
      request: { method: "DELETE", url: `${cluster}?api-version=2025-10-01` },
      response: {
        status: 202,
        headers: { "azure-asyncoperation": at("operations"), location: at("operationresults"), date },
        body: "",
      },
    },
    ...[0, 30, 60, 90].map((t) => poll(t, "InProgress")),
    poll(100, "Succeeded"),
    {
      t: 100,
      request: { method: "GET", url: at("operationresults") },
      response: { status: 204, headers: { ...provider, location: at("operationresults") }, body: "" },
    },
  ];
}

const parsed = (interactions: readonly Interaction[], name = "small") =>
  parseRecording(name, JSON.stringify({ source: {}, interactions }));

async function scores(interactions: readonly Interaction[]) {
  const { total, recordings } = await fidelity([parsed(interactions)]);
  return { exchanges: total.exchanges, paths: total.paths, others: recordings[0]?.others };
}

test("a recording that the simulator answers word by word has the full score; other providers are apart", async () => {
  assert.deepEqual(await scores(small()), {
    exchanges: { equal: 2, total: 2 },
    paths: { equal: 8, total: 8 },
    others: new Map([["Microsoft.Network", 1]]),
  });
});

test("every altered response is seen", async (t) => {
  const alter = (change: (response: Interaction["response"]) => void, index: number) => {
    const altered = small();
    const one = altered[index];
    if (one !== undefined) change(one.response);
    return scores(altered);
  };
  const body = (change: object) => (response: Interaction["response"]) => {
    response.body = { ...(response.body as object), ...change };
  };
  const rows: readonly (readonly [
    string,
    number,
    (response: Interaction["response"]) => void,
    number,
    number,
    number,
  ])[] = [
    ["another status", 1, (response) => (response.status = 202), 1, 8, 8],
    ["a header more", 1, (response) => (response.headers["retry-after"] = "15"), 1, 8, 8],
    ["a header less", 0, (response) => delete response.headers["x-ms-failure-cause"], 1, 8, 8],
    ["another error code", 0, body({ error: { code: "NotFound", message: "gone" } }), 1, 6, 8],
    ["a flat envelope", 0, body({ error: undefined, code: "ResourceNotFound", message: "gone" }), 1, 6, 10],
    ["another state", 1, body({ properties: { provisioningState: "Deleting" } }), 1, 7, 8],
    ["a value of another type", 1, body({ name: 7 }), 2, 7, 8],
    ["a spelling", 1, body({ type: "Microsoft.Resources/resourcegroups" }), 2, 7, 8],
    ["a path more", 1, body({ kind: "Base" }), 2, 8, 9],
    ["a path less", 1, body({ type: undefined }), 2, 7, 8],
  ];
  for (const [name, index, change, exchanges, equal, total] of rows) {
    await t.test(name, async () => {
      const altered = await alter(change, index);
      assert.deepEqual(
        [altered.exchanges, altered.paths],
        [
          { equal: exchanges, total: 2 },
          { equal, total },
        ],
      );
    });
  }
});

test("catalogues: the form of what is offered, and the values of what both sides have", () => {
  const versions = (...names: readonly string[]) => ({
    values: [
      { version: "1.32", patchVersions: Object.fromEntries(names.map((name) => [name, { upgrades: ["1.33.0"] }])) },
    ],
  });
  const counts = (recorded: Json, simulated: Json) => {
    const { equal, missing, surplus, wrong } = compareBody(recorded, simulated, { isCatalogue: true });
    return [equal, missing, surplus, wrong];
  };
  assert.deepEqual(counts(versions("1.32.7", "1.32.6"), versions("1.32.7", "1.32.9")), [3, 0, 0, 0]);
  const feature = (name: string, state: string) => ({ value: [{ name, properties: { state } }] });
  assert.deepEqual(counts(feature("a", "Registered"), feature("a", "NotRegistered")), [1, 0, 0, 1]);
  assert.deepEqual(counts(feature("a", "Registered"), feature("b", "NotRegistered")), [2, 0, 0, 0]);
  assert.deepEqual(counts(feature("a", "Registered"), { value: [{ name: "a" }] }), [1, 1, 0, 0]);
});

test("polls are followed at their recorded times and count once for each expected status", async () => {
  const recording = parsed(deletion());
  const ground = groundwork(recording);
  assert.deepEqual(
    ground.clusters.map(({ name, pools }) => [name, pools]),
    [["tenants", [{ name: "nodepool1", mode: "System", count: 1 }]]],
  );
  const duration = ground.durationsS.get(0) ?? 0;
  assert.ok(duration > 90 && duration < 100, `${duration} s is between the last running poll and the first ended one`);
  const { total, recordings } = await fidelity([recording]);
  assert.deepEqual(total.exchanges, { equal: 4, total: 4 });
  assert.deepEqual(
    recordings[0]?.entries.map(({ kind, times }) => [kind, times]),
    [
      ["DELETE managedClusters", 1],
      ["GET locations/operations", 4],
      ["GET locations/operations", 1],
      ["GET locations/operationresults", 1],
    ],
  );
  const late = deletion();
  const last = late[5];
  if (last !== undefined) last.response.body = operation("InProgress");
  const { exchanges } = (await fidelity([parsed(late)])).total;
  assert.deepEqual(exchanges, { equal: 3, total: 3 }, "one run of five, ended by operationresults");
});

test("a 5xx is told to the simulator by status and place alone", async () => {
  const interactions = deletion();
  const gateway = { "cache-control": "no-cache", "content-type": "application/json; charset=utf-8", date };
  interactions.splice(3, 0, {
    t: 45,
    request: interactions[2]?.request ?? assert.fail(),
    response: {
      status: 504,
      headers: { ...gateway, "x-ms-failure-cause": "service" },
      body: { error: { code: "GatewayTimeout", message: "The gateway did not receive a response." } },
    },
  });
  const recording = parsed(interactions);
  assert.deepEqual([...groundwork(recording).turnedAway], [[3, 504]]);
  const { total, recordings } = await fidelity([recording]);
  assert.deepEqual(total.exchanges, { equal: 6, total: 6 });
  const shown = reportShow({ total, recordings });
  assert.match(shown.join("\n"), /#3 at 45 s: GET .*\n +path wrong error\.message/, "its text is the simulator's own");
});

test("report: a line a recording, the total, the means, the verdict", async () => {
  const result = await fidelity([parsed(small())]);
  assert.deepEqual(reportText(result, { exchanges: 0.98, paths: 0.95 }, { kinds: false }), [
    "small: exchanges 2/2 100.00 %, paths 8/8 100.00 %",
    "",
    "not counted, other providers:",
    "  Microsoft.Network 1",
    "",
    "total: exchanges 2/2 100.00 %, paths 8/8 100.00 %",
    "mean over kinds of operation: exchanges 100.00 %, paths 100.00 %",
    "exchanges: at least 98.00 % wanted, met",
    "paths: at least 95.00 % wanted, met",
  ]);
});

test("program: exit code 1 under a threshold, 2 for wrong usage, JSON on request", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "fidelity-"));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const altered = small();
  if (altered[1] !== undefined) altered[1].response.status = 202;
  writeFileSync(join(folder, "good.json"), JSON.stringify({ interactions: small() }));
  writeFileSync(join(folder, "bad.json"), JSON.stringify({ interactions: altered }));
  const lines: string[] = [];
  const run = (...args: readonly string[]) => main(args, (line) => lines.push(line));
  assert.equal(await run(folder, "--show", "good.json"), 0);
  assert.equal(await run(folder), 1);
  assert.equal(await run(folder, "--threshold-exchanges", "0.5"), 0);
  assert.equal(await run(), 2);
  assert.equal(await run(folder, "--show", "other"), 2);
  lines.length = 0;
  assert.equal(await run(folder, "--json", "--show", "bad"), 1);
  const document = JSON.parse(lines.join("\n")) as { recordings: readonly { differences: readonly unknown[] }[] };
  assert.deepEqual(document.recordings[0]?.differences, [
    {
      number: 1,
      seconds: 1,
      request: "GET /resourcegroups/tenants-rg",
      kind: "GET resourceGroup",
      times: 1,
      differences: ["status: recorded 202, simulated 200"],
    },
  ]);
});

test("who wrote something is compared by its form: then a person, here a service principal", () => {
  const by = (name: string, type: string) => ({ systemData: { createdBy: name, createdByType: type } });
  const compare = (recorded: Json, simulated: Json) =>
    compareBody(recorded, simulated, { isCatalogue: false }).differences;
  assert.deepEqual(compare(by("someone", "User"), by("46799f72", "Application")), []);
  assert.deepEqual(compare({ createdBy: "a" }, { createdBy: "b" }).length, 1);
  assert.deepEqual(compare(by("someone", "User"), { systemData: { createdBy: "x" } }).length, 1);
});

test("a provider that is at once what it was asked to be was so before", () => {
  const post = (state: string) => ({
    t: 0,
    request: { method: "POST", url: `${arm}/providers/Microsoft.Monitor/register?api-version=2022-01-01` },
    response: { status: 200, headers: { date }, body: { registrationState: state } },
  });
  const before = (state: string) => Object.values(groundwork(parsed([post(state)])).providers);
  assert.deepEqual([before("Registered"), before("Registering")], [["Registered"], ["NotRegistered"]]);
});

test("a Windows pool that the recorder gave a long name has a short one here, and is compared by the long one", async () => {
  const pool = `${cluster}/agentPools/c000003`;
  const query = "?api-version=2025-10-01";
  const wanted = { count: 1, vmSize: "Standard_D2s_v3", osType: "windows", mode: "User" };
  const result = await fidelity([
    parsed([
      {
        t: 0,
        request: { method: "GET", url: `${cluster}${query}` },
        response: { status: 200, headers: { date }, body: { location: "westus2", properties: {} } },
      },
      {
        t: 1,
        request: { method: "PUT", url: `${pool}${query}`, body: { properties: wanted } },
        response: { status: 201, headers: { date }, body: { name: "c000003" } },
      },
    ]),
  ]);
  const [, put] = result.recordings[0]?.entries ?? [];
  assert.equal(put?.shown.reply.status, 201);
  assert.equal((put.shown.reply.body as { readonly name: string }).name, "c000003");
});
