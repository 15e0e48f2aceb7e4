import { jsonAt, listOf, stringAt } from "../../../src/json.js";
import type { Scenario, Stage } from "../scenario.js";
import type { ApiAnswer } from "../tested-cluster.js";
import { image } from "./pods-and-budgets.js";

const deployments = "/apis/apps/v1NS/deployments";
const sets = "/apis/apps/v1NS/replicasets";
const hashLabel = "pod-template-hash";
const strategic = { "content-type": "application/strategic-merge-patch+json" };

const deployment = {
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        containers: [{ name: "c", image, imagePullPolicy: "Never", command: ["sleep", "3600"] }],
      },
    },
  },
};

/** Conditions in the order of their types: which came first is the controllers' speed. */
function statusOf({ body }: ApiAnswer): unknown {
  const conditions = listOf(jsonAt(body, "status", "conditions")).toSorted((a, b) =>
    (stringAt(a, "type") ?? "") < (stringAt(b, "type") ?? "") ? -1 : 1,
  );
  return { ...(jsonAt(body, "status") as object), conditions };
}

/** The controller has seen the newest spec, and what it shows is as wanted. */
const rolledOut = (wanted: Readonly<Record<string, number>>) => (answer: ApiAnswer) => {
  const status = (name: string) => jsonAt(answer.body, "status", name) ?? 0;
  return (
    status("observedGeneration") === jsonAt(answer.body, "metadata", "generation") &&
    Object.entries(wanted).every(([name, value]) => status(name) === value)
  );
};

/** Writes down the ReplicaSets by their revision, under hashes that are told apart and no more. */
async function recordSets({ quietly, record, name }: Stage, title: string): Promise<void> {
  const { body } = await quietly("GET", sets);
  const found = listOf(jsonAt(body, "items")).map((set) => ({
    revision: stringAt(set, "metadata", "annotations", "deployment.kubernetes.io/revision") ?? "",
    set,
  }));
  for (const { set } of found) {
    const command = JSON.stringify(jsonAt(set, "spec", "template", "spec", "containers"));
    name(
      stringAt(set, "metadata", "labels", hashLabel),
      `<hash ${/missing:1/.test(command) ? 3 : /7200/.test(command) ? 2 : 1}>`,
    );
  }
  record(
    title,
    found
      .toSorted((a, b) => Number(a.revision) - Number(b.revision))
      .map(({ set }) => ({
        name: jsonAt(set, "metadata", "name"),
        labels: jsonAt(set, "metadata", "labels"),
        annotations: jsonAt(set, "metadata", "annotations"),
        owners: jsonAt(set, "metadata", "ownerReferences"),
        replicas: jsonAt(set, "spec", "replicas"),
        selector: jsonAt(set, "spec", "selector"),
        status: jsonAt(set, "status"),
      })),
  );
}

/** Messages of the events about the Deployment, with `<hash>` for the names that differ, in alphabetical order. */
async function eventsOf({ quietly }: Stage): Promise<readonly string[]> {
  const { body } = await quietly("GET", "/api/v1NS/events?fieldSelector=involvedObject.kind=Deployment");
  const words = (event: unknown) => ["type", "reason", "message"].map((key) => stringAt(event, key)).join(" ");
  return listOf(jsonAt(body, "items"))
    .map((event) => words(event).replace(/web-[a-z0-9]+/, "web-<hash>"))
    .toSorted();
}

/** What a Deployment does with its ReplicaSets: a first roll-out, another, one that cannot end, the way back, the end. */
export const rollOutScenarios: readonly Scenario[] = [
  {
    name: "roll-outs",
    async run(stage) {
      const { quietly, record, until, send } = stage;
      const settled = (wanted: Readonly<Record<string, number>>) => until(`${deployments}/web`, rolledOut(wanted));
      const both = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
      const container = async (change: object) => {
        const spec = { template: { spec: { containers: [{ name: "c", ...change }] } } };
        await quietly("PATCH", `${deployments}/web`, { spec }, strategic);
      };
      await quietly("POST", deployments, deployment);
      record("first", statusOf(await settled(both)));
      await recordSets(stage, "its set");

      await container({ command: ["sleep", "7200"] });
      record("second", statusOf(await settled(both)));
      await until(sets, ({ body }) =>
        listOf(jsonAt(body, "items")).some((set) => jsonAt(set, "status", "replicas") === 0),
      );
      await recordSets(stage, "both sets");

      await quietly("PATCH", `${deployments}/web`, { spec: { progressDeadlineSeconds: 1 } }, strategic);
      await container({ image: "localhost/missing:1" });
      const isStuck = ({ body }: ApiAnswer) =>
        listOf(jsonAt(body, "status", "conditions")).some(
          (one) => stringAt(one, "reason") === "ProgressDeadlineExceeded",
        );
      record("one that cannot end", statusOf(await until(`${deployments}/web`, isStuck)));
      await recordSets(stage, "three sets");
      // No later: from the eleventh on they are combined.
      record("its events", await eventsOf(stage));

      await container({ image, command: ["sleep", "3600"] });
      record("the way back", statusOf(await settled(both)));
      const isDown = (set: unknown) => jsonAt(set, "spec", "replicas") === jsonAt(set, "status", "replicas");
      await until(sets, ({ body }) => listOf(jsonAt(body, "items")).every(isDown));
      await recordSets(stage, "the first set again");

      await send(
        "PATCH",
        `${deployments}/web/scale`,
        { spec: { replicas: 1 } },
        { "content-type": "application/merge-patch+json" },
      );
      record("scaled", statusOf(await settled({ replicas: 1, availableReplicas: 1 })));
      await send("DELETE", `${deployments}/web`, { propagationPolicy: "Background" });
      await until(sets, ({ body: list }) => listOf(jsonAt(list, "items")).length === 0);
      await until("/api/v1NS/pods", ({ body: list }) => listOf(jsonAt(list, "items")).length === 0);
    },
  },
];
