import { jsonAt, listOf, stringAt } from "../../../src/json.js";
import type { Scenario } from "../scenario.js";
import { pod } from "./pods-and-budgets.js";

const merged = { "content-type": "application/merge-patch+json" };
const finalizer = "example.test/hold";

/** What becomes of a namespace that is deleted while something in it has a finalizer. */
export const namespaceEndScenarios: readonly Scenario[] = [
  {
    name: "namespace-ends",
    async run({ namespace, name, quietly, send, until, record }) {
      const own = `${namespace}-ending`;
      name(own, "<ending>");
      const path = `/api/v1/namespaces/${own}`;
      const send2 = (method: string, rest: string, body?: unknown) => send(method, `${path}${rest}`, body);
      await quietly("POST", "/api/v1/namespaces", { metadata: { name: own } });
      await until(`${path}/serviceaccounts/default`, ({ status }) => status === 200);
      await until(`${path}/configmaps/kube-root-ca.crt`, ({ status }) => status === 200);
      await quietly("POST", `${path}/configmaps`, { metadata: { name: "held", finalizers: [finalizer] } });
      await quietly("POST", `${path}/configmaps`, { metadata: { name: "free" } });
      await quietly("POST", `${path}/pods`, pod("p"));
      await until(`${path}/pods/p`, ({ body }) => stringAt(body, "status", "phase") === "Running");

      const { status, body } = await quietly("DELETE", path);
      record("its deletion", [status, jsonAt(body, "kind"), jsonAt(body, "spec"), jsonAt(body, "status")]);
      await send2("POST", "/configmaps", { metadata: { name: "late" } });
      await send2("POST", "/pods", pod("late"));
      const conditionOf = (answer: unknown, type: string) =>
        listOf(jsonAt(answer, "status", "conditions")).find((one) => stringAt(one, "type") === type);
      const { body: held } = await until(
        path,
        (answer) =>
          stringAt(conditionOf(answer.body, "NamespaceFinalizersRemaining"), "status") === "True" &&
          /configmaps/.test(stringAt(conditionOf(answer.body, "NamespaceContentRemaining"), "message") ?? "") &&
          !/pods/.test(stringAt(conditionOf(answer.body, "NamespaceContentRemaining"), "message") ?? ""),
      );
      record("while it is held", jsonAt(held, "status"));
      await send2("GET", "/configmaps/free");
      await send2("GET", "/pods/p");
      await send2("DELETE", "");
      await quietly("PATCH", `${path}/configmaps/held`, { metadata: { finalizers: null } }, merged);
      await until(path, (answer) => answer.status === 404);
      await send2("GET", "");
      await send2("GET", "/configmaps");
    },
  },
];
