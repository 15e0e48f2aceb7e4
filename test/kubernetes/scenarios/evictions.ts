import { jsonAt, listOf, stringAt } from "../../../src/json.js";
import type { Scenario, Stage } from "../scenario.js";
import type { ApiAnswer } from "../tested-cluster.js";
import { budget, budgets, gate, gated, isLookedAt, pod } from "./pods-and-budgets.js";

/** What budgets say to evictions. */
export const evictionScenarios: readonly Scenario[] = [
  {
    name: "evictions",
    async run(stage) {
      const { quietly, send, until, record } = stage;
      const eviction = (name: string) => ({ apiVersion: "policy/v1", kind: "Eviction", metadata: { name } });
      const evict = (name: string, query = "") =>
        send("POST", `/api/v1NS/pods/${name}/eviction${query}`, eviction(name));
      const change = async (spec: object) => {
        const headers = { "content-type": "application/merge-patch+json" };
        await quietly("PATCH", `${budgets}/all`, { spec }, headers);
        const { body } = await until(`${budgets}/all`, isLookedAt);
        record("status of the budget", jsonAt(body, "status"));
      };
      for (const name of ["one", "two"]) await quietly("POST", "/api/v1NS/pods", pod(name, { app: "a" }));
      for (const name of ["one", "two"])
        await until(`/api/v1NS/pods/${name}`, ({ body }) => stringAt(body, "status", "phase") === "Running");
      await quietly("POST", budgets, budget("all", { minAvailable: 2 }));
      await until(`${budgets}/all`, ({ body }) => jsonAt(body, "status", "currentHealthy") === 2);
      await evict("one");
      await evict("one", "?dryRun=All");
      await evictBeforeTheBudgetIsSeen(stage);
      await quietly("POST", budgets, budget("second", { maxUnavailable: 1 }));
      await until(`${budgets}/second`, isLookedAt);
      await evict("one");
      await quietly("DELETE", `${budgets}/second`);
      await change({ minAvailable: 3 });
      await evict("one");
      await change({ minAvailable: null, maxUnavailable: 0 });
      await evict("one");
      await change({ minAvailable: "100%", maxUnavailable: null });
      await evict("one");
      await change({ minAvailable: 1 });
      await evict("one", "?dryRun=All");
      record(
        "room after a dry run",
        jsonAt((await quietly("GET", `${budgets}/all`)).body, "status", "disruptionsAllowed"),
      );
      await evict("one");
      await until("/api/v1NS/pods/one", ({ status }) => status === 404);
      await until(`${budgets}/all`, ({ body }) => jsonAt(body, "status", "currentHealthy") === 1);
      await evict("two");
      await quietly("POST", "/api/v1NS/pods", pod("waits", { app: "a" }, { nodeSelector: { no: "such" } }));
      await evict("waits");
      await quietly("POST", "/api/v1NS/pods", pod("unready", { app: "a" }, gated));
      await until("/api/v1NS/pods/unready", ({ body }) => stringAt(body, "status", "phase") === "Running");
      await change({ minAvailable: 2 });
      await evict("unready");
      const readyOf = async (status: string) => {
        const isThat = (item: unknown) => stringAt(item, "type") === "Ready" && stringAt(item, "status") === status;
        const has = ({ body }: ApiAnswer) => listOf(jsonAt(body, "status", "conditions")).some(isThat);
        const { body } = await until("/api/v1NS/pods/unready", has);
        record("whether it is ready", listOf(jsonAt(body, "status", "conditions")).find(isThat));
        const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
        const table = await quietly("GET", "/api/v1NS/pods/unready", undefined, { accept });
        const cells = listOf(jsonAt(listOf(jsonAt(table.body, "rows"))[0], "cells"));
        record("its gates in the table", cells.at(-1));
      };
      const open = async (status: string) => {
        const headers = { "content-type": "application/strategic-merge-patch+json" };
        const body = { status: { conditions: [{ type: gate, status }] } };
        await quietly("PATCH", "/api/v1NS/pods/unready/status", body, headers);
      };
      await readyOf("False");
      await open("True");
      await readyOf("True");
      await until(`${budgets}/all`, ({ body }) => jsonAt(body, "status", "currentHealthy") === 2);
      await evict("unready");
      await open("False");
      await until(`${budgets}/all`, ({ body }) => jsonAt(body, "status", "currentHealthy") === 1);
      await readyOf("False");
      await change({ unhealthyPodEvictionPolicy: "AlwaysAllow" });
      await evict("unready");
      await quietly("DELETE", "/api/v1NS/pods/two?gracePeriodSeconds=0");
    },
  },
];

/**
 * For a moment after its change the controller has not looked at a budget: an eviction is told then to come back later. As often as
 * it takes to meet that moment, with a pod and a budget of its own.
 */
async function evictBeforeTheBudgetIsSeen({ quietly, record }: Stage): Promise<void> {
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "early" } };
  const [path, selector] = [`${budgets}/changing`, { matchLabels: { app: "early" } }];
  await quietly("POST", "/api/v1NS/pods", pod("early", selector.matchLabels));
  await quietly("POST", budgets, { metadata: { name: "changing" }, spec: { selector, minAvailable: 1 } });
  for (let tries = 1; ; tries += 1) {
    const spec = { minAvailable: 1 + (tries % 2) };
    await quietly("PATCH", path, { spec }, { "content-type": "application/merge-patch+json" });
    const { status, body, retryAfter } = await quietly("POST", "/api/v1NS/pods/early/eviction?dryRun=All", eviction);
    if (JSON.stringify(body).includes("still being processed")) {
      record("of a budget that was not looked at yet", [status, body, retryAfter]);
      break;
    }
    if (tries === 200) throw new Error(`no such moment: ${JSON.stringify(body)}`);
  }
  await quietly("DELETE", path);
  await quietly("DELETE", "/api/v1NS/pods/early?gracePeriodSeconds=0");
}
