import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { aksRoutes } from "../../src/simulator/aks/routes.js";
import { apiVersions } from "../../src/simulator/arm/api-versions.js";
import type { ArmRoute } from "../../src/simulator/arm/context.js";
import { resourceGroupRoutes } from "../../src/simulator/arm/resource-groups.js";
import { subscriptionRoutes } from "../../src/simulator/arm/subscription-routes.js";
import { authorizationRoutes } from "../../src/simulator/authorization/routes.js";
import { computeRoutes } from "../../src/simulator/compute/routes.js";
import { findRoute } from "./routes.js";

test("the README names every operation, the first api-versions that are answered, and which replies Bicep describes", () => {
  const text = readFileSync(new URL("../../../src/simulator/README.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([^`]+)` +\| ([A-Z, ]+?) +\| (\S+) +\| (\S+) +\| (.+?) +\|$/gm)].map(
    ([, path, methods, stable, preview, checked = ""]) =>
      [path, methods, stable, preview, /^B\b( \([^)]*\))?/.exec(checked)?.[0] ?? "-"].join(" | "),
  );
  const byPath = new Map<string, ArmRoute[]>();
  for (const route of [
    ...[...subscriptionRoutes, ...resourceGroupRoutes, ...computeRoutes, ...authorizationRoutes],
    ...aksRoutes,
  ]) {
    const path = shortened(route.pattern);
    byPath.set(path, [...(byPath.get(path) ?? []), route]);
  }
  assert.deepEqual(rows.sort(), [...byPath].map(([path, routes]) => rowOf(path, routes)).sort());
});

const group = "subscriptions/:subscription/resourceGroups/:group";
const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/:cluster`;
const places = [
  [`${cluster}/agentPools/:pool`, "POOL"],
  [cluster, "CLUSTER"],
  [group, "GROUP"],
  ["subscriptions/:subscription", "SUB"],
] as const;

function shortened(pattern: string): string {
  const named = pattern.replace(/^.+\/(?=providers\/Microsoft\.Authorization\/)/, "SCOPE/");
  const [long, short] = places.find(([start]) => named === start || named.startsWith(`${start}/`)) ?? ["", ""];
  const path = short === "" && !named.startsWith("SCOPE") ? `/${named}` : `${short}${named.slice(long.length)}`;
  return path.replace(/:(\w+)/g, "{$1}");
}

function rowOf(path: string, routes: readonly ArmRoute[]): string {
  const type = routes[0]?.type ?? "";
  // ARM serves subscriptions and groups from one list.
  const types = type === "subscriptions" || type === "resources" ? ["subscriptions", "resources"] : [type];
  const versions = types.flatMap((one) => apiVersions[one] ?? []).sort();
  const first = (isPreview: boolean) => versions.find((one) => one.endsWith("-preview") === isPreview) ?? "-";
  const methods = [...new Set(routes.map(({ method }) => method))];
  const described = methods.filter((method) =>
    routes.some((one) => one.method === method && findRoute(method, `/${one.pattern.replace(/:(\w+)/g, "$1")}`)),
  );
  const some = described.length === methods.length ? "B" : `B (${described.join(", ")})`;
  return [path, methods.join(", "), first(false), first(true), described.length === 0 ? "-" : some].join(" | ");
}
