import assert from "node:assert/strict";
import { Agent } from "node:https";
import type { TestContext } from "node:test";
import {
  armClient,
  clusterBody,
  clusterPath,
  kataPool,
  makeGroup,
  send,
  signInForm,
} from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";
import { createFuzzer, type Fuzzer } from "./fuzzer.js";
import { describe, sendBytes, sendFuzz, type FuzzRequest } from "./send-raw.js";
import type { Simulator } from "../../../src/simulator/simulator.js";

const seed = "2026";
const provider = "providers/Microsoft.ContainerService";

/** The methods that a path is meant for, and an api-version that it knows. */
const aks = "2025-10-01";
const resources = "2024-11-01";
const inGroup = `subscriptions/SUB/resourceGroups/tenants-rg/${provider}/managedClusters`;
const paths: readonly [Row, ...Row[]] = [
  ["GET", "subscriptions", "2022-12-01"],
  ["GET", "tenants", "2022-12-01"],
  ["GET", "subscriptions/SUB", "2022-12-01"],
  ["GET", "subscriptions/SUB/locations", "2022-12-01"],
  ["GET", "subscriptions/SUB/providers", resources],
  ["GET", "subscriptions/SUB/providers/Microsoft.ContainerService", resources],
  ["POST", "subscriptions/SUB/providers/Microsoft.ContainerService/register", resources],
  ["GET", "subscriptions/SUB/providers/Microsoft.Features/features", "2021-07-01"],
  [
    "GET",
    "subscriptions/SUB/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/KataVMIsolationPreview",
    "2021-07-01",
  ],
  [
    "POST",
    "subscriptions/SUB/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/X/register",
    "2021-07-01",
  ],
  ["GET", "subscriptions/SUB/providers/Microsoft.Compute/skus", "2021-07-01"],
  ["GET", "subscriptions/SUB/providers/Microsoft.Compute/locations/westus2/usages", "2024-07-01"],
  ["GET", "subscriptions/SUB/resourcegroups", resources],
  ["GET HEAD PUT", "subscriptions/SUB/resourcegroups/tenants-rg", resources],
  ["GET HEAD PUT PATCH DELETE", "subscriptions/SUB/resourcegroups/other-rg", resources],
  ["GET", "subscriptions/SUB/operationresults/dGVuYW50cy1yZw", resources],
  ["GET", `subscriptions/SUB/${provider}/managedClusters`, aks],
  [
    "GET",
    `subscriptions/SUB/${provider}/locations/westus2/operations/00000000-0000-4000-8000-000000000000`,
    "2025-03-01",
  ],
  ["GET", `subscriptions/SUB/${provider}/locations/westus2/operationresults/x`, "2025-03-01"],
  ["GET", `subscriptions/SUB/${provider}/locations/westus2/kubernetesVersions`, aks],
  ["GET", inGroup, aks],
  ["GET PUT PATCH PUT", `${inGroup}/tenants`, aks],
  ["GET PUT DELETE", `${inGroup}/second`, aks],
  ["POST", `${inGroup}/tenants/abort`, aks],
  ["POST", `${inGroup}/second/start`, aks],
  ["POST", `${inGroup}/second/stop`, aks],
  ["GET", `${inGroup}/tenants/upgradeProfiles/default`, aks],
  ["POST", `${inGroup}/tenants/listClusterUserCredential`, aks],
  ["POST", `${inGroup}/tenants/listClusterAdminCredential`, aks],
  ["GET", `${inGroup}/tenants/agentPools`, aks],
  ["GET PUT PUT PUT DELETE", `${inGroup}/tenants/agentPools/sandbox`, aks],
  ["GET PUT PUT DELETE", `${inGroup}/tenants/agentPools/other`, aks],
  ["GET", `${inGroup}/tenants/agentPools/sandbox/machines`, aks],
  ["GET", `${inGroup}/tenants/agentPools/sandbox/upgradeProfiles/default`, aks],
  ["GET", `${inGroup}/tenants/availableAgentPoolVersions`, aks],
  ["POST", `${inGroup}/tenants/agentPools/sandbox/deleteMachines`, aks],
  ["POST", `${inGroup}/tenants/agentPools/sandbox/abort`, aks],
  ["POST", `${inGroup}/tenants/agentPools/sandbox/upgradeNodeImageVersion`, aks],
  ["POST", "TENANT/oauth2/v2.0/token", ""],
  ["GET", "TENANT/v2.0/.well-known/openid-configuration", ""],
  ["GET", "adfs/.well-known/openid-configuration", ""],
  ["GET", "common/discovery/instance", ""],
  ["GET POST DELETE", "control/faults", ""],
  ["DELETE", "control/faults/1", ""],
  ["GET", "control/state", ""],
  ["POST", "control/advance", ""],
  ["GET", "page/state", ""],
];
type Row = readonly [methods: string, path: string, apiVersion: string];

const versions = [aks, "2026-05-01", "2025-09-02-preview", resources, "2022-12-01", "2021-07-01"] as const;
const methods = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "MERGE"] as const;

/** Bodies that would be good, by what a path ends with. */
function goodBody(path: string, fuzz: Fuzzer, simulator: Simulator): unknown {
  if (path.endsWith("/token")) return undefined;
  if (/agentPools\/[^/]+$/.test(path)) {
    return fuzz.pick([
      kataPool(),
      kataPool({ count: 2, nodeLabels: { a: "b" }, nodeTaints: ["a=b:NoSchedule"], availabilityZones: ["1", "2"] }),
      kataPool({ enableAutoScaling: true, minCount: 1, maxCount: 3, upgradeSettings: { maxSurge: "33%" } }),
    ]);
  }
  if (/managedClusters\/[^/]+$/.test(path)) {
    return { ...clusterBody(fuzz.chance(0.5) ? {} : { aadProfile: { managed: true } }), tags: { a: "b" } };
  }
  if (path.includes("control/")) return { name: "pool-failed", times: 1, path: simulator.clientId };
  return fuzz.pick<object>([{ location: "westus2", tags: {} }, { machineNames: ["a"] }, { ms: 1 }]);
}

function makeRequest(fuzz: Fuzzer, simulator: Simulator, token: string, operations: readonly string[]): FuzzRequest {
  const [meant, template, apiVersion] =
    operations.length > 0 && fuzz.chance(0.05)
      ? ["GET", operations[fuzz.below(operations.length)] ?? "", "2025-03-01"]
      : fuzz.pick(paths);
  const parts = template
    .split("/")
    .map((part) => part.replace("SUB", simulator.subscriptionId).replace("TENANT", simulator.tenantId));
  const bent = fuzz.chance(0.2) ? fuzz.below(parts.length) : -1;
  const path = `/${parts.map((part, index) => (index === bent ? fuzz.value() : part)).join("/")}`;
  const version = fuzz.chance(0.9) ? apiVersion : fuzz.chance(0.5) ? fuzz.pick(versions) : fuzz.value();
  const parameters = [
    ...(version === "" ? [] : [`api-version=${version}`]),
    ...(fuzz.chance(0.1)
      ? [`${fuzz.pick(["$filter", "$skiptoken", "$top", "$expand", "format"])}=${fuzz.value()}`]
      : []),
    ...(fuzz.chance(0.05) ? [fuzz.value()] : []),
  ];
  const [first = "GET", ...others] = meant.split(" ");
  const method = fuzz.chance(0.9) ? fuzz.pick([first, ...others]) : fuzz.pick(methods);
  const good = goodBody(template, fuzz, simulator);
  const body =
    method === "GET" || method === "HEAD"
      ? undefined
      : good === undefined
        ? signInForm(
            simulator,
            fuzz.chance(0.5) ? {} : { [fuzz.pick(["scope", "client_id", "grant_type"])]: fuzz.value() },
          )
        : fuzz.body(good);
  const headers: Record<string, string> = {
    authorization: fuzz.chance(0.97) ? `Bearer ${token}` : fuzz.pick(["", "Bearer", "Basic x", `Bearer ${token}x`]),
    "content-type": fuzz.chance(0.9)
      ? "application/json"
      : fuzz.pick(["", "text/plain", "application/xml", "a/b; c=d"]),
  };
  if (fuzz.chance(0.1)) headers[fuzz.pick(["if-match", "if-none-match"])] = fuzz.pick(["*", '"x"', "x", "", '""']);
  if (fuzz.chance(0.05)) headers[fuzz.pick(["accept", "x-ms-client-request-id", "user-agent"])] = fuzz.value();
  if (path.includes("control")) headers["x-local-azure-secret"] = simulator.clientSecret;
  return { method, path: parameters.length === 0 ? path : `${path}?${parameters.join("&")}`, headers, body };
}

/** Sends `cases` fuzzed requests to ARM, Entra and the control endpoint; none may hang or be answered with a 500. */
export async function fuzzArm(t: TestContext, cases: number): Promise<void> {
  const simulator = await startSimulator(t, {
    durations: "recorded",
    throttling: "off",
    seed,
    startMs: Date.UTC(2026, 0, 1),
  });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const token = (
    await send(simulator, "POST", `/${simulator.tenantId}/oauth2/v2.0/token`, { body: signInForm(simulator) })
  ).body.access_token;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => {
    agent.destroy();
  });
  const statuses = new Map<number, number>();
  let operations: string[] = [];
  for (let index = 0; index < cases; index++) {
    const fuzz = createFuzzer(`${seed}/arm/${index}`);
    // The world goes on meanwhile, and is made anew where the fuzz has taken it away.
    if (index % 100 === 0) {
      simulator.advance(fuzz.below(600_000));
      simulator.faults.clear();
      await makeGroup(arm);
      await arm("PUT", clusterPath("tenants-rg", "tenants"), { body: clusterBody() });
      const all = /\/(subscriptions\/[^?]+\/operations\/[^?]+)/;
      operations = [
        ...operations,
        ...simulator.requests.slice(-200).flatMap(({ url }) => all.exec(url)?.[1] ?? []),
      ].slice(-20);
    }
    const sent = makeRequest(fuzz, simulator, token, operations);
    const { status, text } = await sendFuzz(simulator, agent, sent);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const isFine = (status >= 200 && status < 500) || status === 501;
    assert.ok(isFine, `case ${index} of seed ${seed}: status ${status} ${text.slice(0, 300)}\n${describe(sent)}`);
  }
  const share = (status: number) => (statuses.get(status) ?? 0) / cases;
  // A fuzz that is only refused at the door would test the door alone.
  const shares = [...statuses].map(([status, count]) => `${status}: ${count}`).join(", ");
  assert.ok(share(200) + share(201) + share(202) > 0.15 && share(400) > 0.1, shares);
  const polluted: object = {};
  assert.equal("polluted" in polluted, false);
  await makeGroup(arm);
  assert.equal((await arm("GET", "/resourcegroups", { apiVersion: "2024-11-01" })).status, 200);
}

/** Bytes that are no HTTP, or bad HTTP, end in a 4xx or a closed connection. */
export async function fuzzBytes(t: TestContext): Promise<void> {
  const simulator = await startSimulator(t);
  const host = "Host: 127.0.0.1\r\n";
  const token = "Content-Length: 5\r\n\r\n";
  const fixed = [
    "",
    "\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    `GET /${"x".repeat(100_000)} HTTP/1.1\r\n${host}\r\n`,
    `GET / HTTP/1.1\r\n${host}A: ${"x".repeat(100_000)}\r\n\r\n`,
    `GET / HTTP/1.1\r\n${host}Bad Header: 1\r\n\r\n`,
    `GET / HTTP/1.1\r\n${host}A:\u0000\r\n\r\n`,
    `PUT /x HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
    `PUT /x HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `PUT /x HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `PUT /x HTTP/1.1\r\n${host}${token}ab`,
    `CONNECT elsewhere:443 HTTP/1.1\r\n${host}\r\n`,
    `GET http://elsewhere/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET //// HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET /kubernetes HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET /kubernetes/none//../x HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    `GET /subscriptions HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    `PUT /subscriptions HTTP/1.1\r\n${host}Expect: tea\r\nConnection: close\r\n${token}hello`,
  ];
  const fuzz = createFuzzer(`${seed}/bytes`);
  const alphabet = "GETPU /HTTP1.1\r\n\r\n:;%?&=\u0000\u00ffxyz{}[]\"'";
  const noise = Array.from({ length: 80 }, () =>
    Array.from({ length: fuzz.below(200) }, () => alphabet.charAt(fuzz.below(alphabet.length))).join(""),
  );
  for (const bytes of [...fixed, ...noise]) {
    const line = await sendBytes(simulator, bytes);
    assert.match(line, /^$|^HTTP\/1\.1 (2\d\d|4\d\d|501) /, JSON.stringify(bytes.slice(0, 300)));
  }
  assert.equal((await send(simulator, "GET", "/subscriptions?api-version=2022-12-01")).status, 401);
}
