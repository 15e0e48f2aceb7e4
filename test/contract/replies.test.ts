import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aksRoutes } from "../../src/simulator/aks/routes.js";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmClient } from "../helpers/arm-client.js";
import { startExchangeLog, type Exchange } from "../helpers/exchange-log.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";
import { specsSkip } from "../helpers/specs.js";
import { deviations } from "./bicep-types.js";
import { knownDeviations } from "./known-deviations.js";
import { bodiesUnderTest, findRoute } from "./routes.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;

/** Operations whose bodies no Bicep type describes. */
const withoutType = [
  "DELETE managedClusters/:cluster",
  "DELETE agentPools/:pool",
  "GET operations/:operation",
  "GET operationresults/:operation",
  "GET :cluster/availableAgentPoolVersions",
  "GET :location/kubernetesVersions",
];

describe("replies of the local Azure", { skip: specsSkip() }, () => {
  it("are as the Bicep types of their api-version say, but for what real traffic does otherwise", async (t) => {
    const met = new Set<string>();
    for (const apiVersion of ["2025-09-02-preview", "2025-10-01", "2026-05-01"]) {
      const exchanges = await askForEverything(t, apiVersion);
      const found = exchanges.flatMap((exchange) => problems(exchange, apiVersion, met));
      assert.deepEqual(found, [], apiVersion);
      const notAsked = aksRoutes
        .map(({ method, pattern }) => [method, `/${pattern.replace(/:(\w+)/g, "$1")}`] as const)
        .filter(([method, path]) => {
          const route = findRoute(method, path);
          return route !== undefined && !exchanges.some((one) => findRoute(one.method, one.path) === route);
        });
      assert.deepEqual(notAsked, [], "operations whose replies nobody looked at");
    }
    assert.deepEqual([...met].sort(), knownDeviations.map(([line]) => line).sort(), "deviations listed and met");
  });

  it("every operation of AKS is looked at, or has no type", () => {
    const unknown = aksRoutes
      .filter(({ method, pattern }) => findRoute(method, `/${pattern.replace(/:(\w+)/g, "$1")}`) === undefined)
      .map(({ method, pattern }) => `${method} ${pattern.split("/").slice(-2).join("/")}`);
    assert.deepEqual(unknown.sort(), [...withoutType].sort());
  });

  it("a deviation is seen: unknown, wrong, missing, null and read-only", () => {
    const body = {
      name: "sandbox",
      properties: { count: "3", osType: "Linus", nodeTaints: null, maxPodz: 3, upgradeSettings: { maxSurge: 1 } },
    };
    const subject = { resource: "managedClusters/agentPools" };
    assert.deepEqual(deviations("2025-10-01", subject, "reply", body), [
      "null properties.nodeTaints",
      'type properties.count: "3", not integer',
      "type properties.upgradeSettings.maxSurge: 1, not text",
      "unknown properties.maxPodz",
      "value properties.osType: Linus is not one of Linux, Windows",
    ]);
    const located = { resource: "managedClusters" };
    assert.deepEqual(deviations("2025-10-01", located, "reply", { name: "tenants" }), ["missing location"]);
    assert.deepEqual(deviations("2025-10-01", located, "request", { location: "eastus", id: "x" }), ["read-only id"]);
  });
});

async function askForEverything(t: Parameters<typeof startSimulator>[0], apiVersion: string) {
  const simulator = await startSimulator(t, { kubernetes: createNullBackend().factory, throttling: "off" });
  const log = await startExchangeLog(t, simulator);
  const client = await armClient({ ...simulator, url: log.url, caPem: log.caPem });
  await makeGroup(client);
  const arm: ArmClient = (method, path, options) => client(method, path, { apiVersion, ...options });
  const ok = async (...asked: Parameters<ArmClient>) => {
    const reply = await arm(...asked);
    assert.ok(reply.status < 300, `${asked[0]} ${asked[1]}: ${reply.status} ${JSON.stringify(reply.body)}`);
  };
  await ok("PUT", cluster, { body: clusterBody() });
  await ok("PUT", sandbox, { body: kataPool() });
  await ok("PUT", `${cluster}/agentPools/spot`, { body: { properties: spot } });
  await ok("PUT", cluster, { body: { ...clusterBody(), tags: { team: "tenants" } } });
  for (const path of [
    cluster,
    cluster.replace(/\/tenants$/, ""),
    "/providers/Microsoft.ContainerService/managedClusters",
    `${cluster}/agentPools`,
    sandbox,
    `${cluster}/agentPools/spot`,
    `${cluster}/upgradeProfiles/default`,
    `${sandbox}/upgradeProfiles/default`,
  ]) {
    await ok("GET", path);
  }
  await ok("POST", `${cluster}/listClusterUserCredential`);
  await ok("POST", `${cluster}/listClusterAdminCredential`);
  return log.exchanges;
}

const spot = { count: 1, vmSize: "Standard_D4s_v3", scaleSetPriority: "Spot", spotMaxPrice: 0.05 };

/** Deviations that are not known; the known ones are added to `met`. */
function problems(exchange: Exchange, apiVersion: string, met: Set<string>): readonly string[] {
  return bodiesUnderTest(exchange)
    .filter(({ direction }) => direction === "reply")
    .flatMap(({ subject, body }) => deviations(apiVersion, subject, "reply", body) ?? [])
    .filter((line) => {
      const known = knownDeviations.find(([beginning]) => line.startsWith(beginning));
      if (known !== undefined) met.add(known[0]);
      return known === undefined;
    })
    .map((line) => `${exchange.method} ${exchange.path}: ${line}`);
}
