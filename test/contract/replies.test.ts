import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aksRoutes } from "../../src/simulator/aks/routes.js";
import { isPreview } from "../../src/simulator/aks/contract/contract.js";
import { apiVersions } from "../../src/simulator/arm/api-versions.js";
import type { Exchange } from "../helpers/exchange-log.js";
import { specsSkip } from "../helpers/specs.js";
import { askAks } from "./ask.js";
import { deviations } from "./bicep-types.js";
import { knownDeviations } from "./known-deviations.js";
import { bodiesUnderTest, findRoute } from "./routes.js";

/** Operations whose bodies no Bicep type describes. */
const withoutType = [
  "DELETE managedClusters/:cluster",
  "DELETE agentPools/:pool",
  "GET operations/:operation",
  // Of a cluster, of a pool, of the provider.
  "GET operations/:operation",
  "GET operations/:operation",
  "GET :cluster/operations",
  "GET osOptions/default",
  "POST :cluster/runCommand",
  "POST :cluster/start",
  "POST :cluster/stop",
  "POST :pool/deleteMachines",
  "GET operationresults/:operation",
  "GET :cluster/availableAgentPoolVersions",
  "GET :cluster/outboundNetworkDependenciesEndpoints",
  "GET :location/kubernetesVersions",
  "GET :location/trustedAccessRoles",
  "DELETE maintenanceConfigurations/:name",
  "DELETE trustedAccessRoleBindings/:name",
  "DELETE loadBalancers/:name",
  "DELETE jwtAuthenticators/:name",
  "DELETE managedNamespaces/:name",
  "POST :name/listCredential",
  "DELETE snapshots/:name",
  "DELETE managedclustersnapshots/:name",
  // Of a document that is not among the contracts.
  "GET Microsoft.ContainerService/deploymentSafeguards",
  "GET commandResults/:command",
  "GET deploymentSafeguards/:name",
  "PUT deploymentSafeguards/:name",
  "DELETE deploymentSafeguards/:name",
];

describe("replies of the local Azure", { skip: specsSkip() }, () => {
  it("are as the Bicep types of their api-version say, but for what real traffic does otherwise", async (t) => {
    const met = new Set<string>();
    for (const apiVersion of ["2025-09-02-preview", "2025-10-01", "2026-05-01"]) {
      const exchanges = await askAks(t, apiVersion);
      const found = exchanges.flatMap((exchange) => problems(exchange, apiVersion, met));
      assert.deepEqual(found, [], apiVersion);
      const notAsked = aksRoutes
        .filter(({ type }) => type === "locations/operations" || apiVersions[type]?.includes(apiVersion) === true)
        .map(({ method, pattern }) => [method, `/${pattern.replace(/:(\w+)/g, "$1")}`] as const)
        // Stable versions read machines and have none to write.
        .filter(([method, path]) => isPreview(apiVersion) || method !== "PUT" || !path.endsWith("/machines/machine"))
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
