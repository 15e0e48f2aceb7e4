import { jsonAt, listOf } from "../../../src/json.js";
import { runtimeClass } from "../runtime-class.js";
import type { Scenario } from "../scenario.js";

const classes = "/apis/node.k8s.io/v1/runtimeclasses";
const applied = { "content-type": "application/apply-patch+yaml" };
const merged = { "content-type": "application/merge-patch+json" };

/** Server-side apply: owners, conflicts, force, and what an apply may not say. */
export const applyScenarios: readonly Scenario[] = [
  {
    name: "apply-runtime-class",
    async run({ namespace, send, name }) {
      const own = `${namespace}-class`;
      name(own, "<class>");
      const path = `${classes}/${own}`;
      const apply = (manager: string, body: unknown, query = "") =>
        send("PATCH", `${path}?fieldManager=${manager}${query}`, body, applied);
      await apply("one", runtimeClass(own), "&dryRun=All");
      await send("GET", path);
      await apply("one", runtimeClass(own));
      await apply("one", runtimeClass(own));
      await apply("two", runtimeClass(own));
      await apply("two", runtimeClass(own, { overhead: { podFixed: { memory: "256Mi", cpu: "250m" } } }));
      await apply(
        "three",
        runtimeClass(own, { overhead: { podFixed: { memory: "512Mi" } }, scheduling: { nodeSelector: { a: "c" } } }),
      );
      await apply("three", runtimeClass(own, { overhead: { podFixed: { memory: "512Mi" } } }), "&force=true");
      await apply("one", { ...runtimeClass(own), overhead: undefined, scheduling: undefined }, "&force=true");
      await send("PATCH", `${path}?fieldManager=editor`, { metadata: { labels: { x: "y" } } }, merged);
      await apply("one", { ...runtimeClass(own), metadata: { name: own, labels: { x: "z" } } });
      await apply("one", runtimeClass(own, { handler: "runc" }));
      await apply("one", runtimeClass(own, { handler: "runc" }), "&force=true");
      await send("DELETE", path);
    },
  },
  {
    name: "apply-mistakes",
    async run({ namespace, send, name }) {
      const own = `${namespace}-class`;
      name(own, "<class>");
      const path = `${classes}/${own}`;
      await send("PATCH", path, runtimeClass(own), applied);
      await send("PATCH", `${path}?fieldManager=one`, runtimeClass("other"), applied);
      await send("PATCH", `${path}?fieldManager=one`, { ...runtimeClass(own), kind: "Pod", apiVersion: "v1" }, applied);
      await send("PATCH", `${path}?fieldManager=one`, { ...runtimeClass(own), apiVersion: undefined }, applied);
      await send("PATCH", `${path}?fieldManager=one`, { ...runtimeClass(own), unknown: 1 }, applied);
      await send(
        "PATCH",
        `${path}?fieldManager=one&fieldValidation=Strict`,
        { ...runtimeClass(own), unknown: 1 },
        applied,
      );
      await send(
        "PATCH",
        `${path}?fieldManager=one`,
        { ...runtimeClass(own), metadata: { name: own, managedFields: [{ manager: "one", operation: "Apply" }] } },
        applied,
      );
      await send("PATCH", `${path}?fieldManager=one`, { ...runtimeClass(own), handler: 5 }, applied);
      await send(
        "PATCH",
        `${path}?fieldManager=one`,
        { ...runtimeClass(own), overhead: { podFixed: { memory: "x" } } },
        applied,
      );
      await send("PATCH", `${path}?fieldManager=one`, "[]", applied);
      await send("PATCH", `${path}?fieldManager=one`, '"text"', applied);
      await send("PATCH", `${path}?fieldManager=one`, "", applied);
      await send("PATCH", `${path}?fieldManager=${"x".repeat(129)}`, runtimeClass(own), applied);
      await send("PATCH", `${path}?fieldManager=a%07b`, runtimeClass(own), applied);
      await send("PATCH", `${path}?fieldManager=one&force=true`, {}, merged);
      await send("PATCH", `${path}?fieldManager=one&force=x`, runtimeClass(own), applied);
      await send("PATCH", `${path}?fieldManager=one`, {}, { "content-type": "text/plain" });
      await send("PATCH", `${path}?fieldManager=one&dryRun=Some`, runtimeClass(own), applied);
      await send("PATCH", `${path}?fieldManager=one&fieldValidation=Some`, runtimeClass(own), applied);
      await send("DELETE", path);
    },
  },
  {
    name: "apply-lists-by-key",
    async run({ send, quietly, record }) {
      const path = "/apis/apps/v1NS/deployments/web";
      const deployment = (containers: readonly object[], more: object = {}) => ({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } }, spec: { containers, ...more } },
        },
      });
      // What the controllers add to the deployment meanwhile is left out.
      const apply = async (manager: string, body: unknown) => {
        const answer = await quietly("PATCH", `${path}?fieldManager=${manager}`, body, applied);
        const owners = listOf(jsonAt(answer.body, "metadata", "managedFields"));
        const isOurs = (owner: unknown) => ["one", "two"].includes(String(jsonAt(owner, "manager")));
        const template = jsonAt(answer.body, "spec", "template");
        record(
          `${manager} applies: ${answer.status}`,
          answer.status < 300 ? { template, managedFields: owners.filter(isOurs) } : answer.body,
        );
      };
      const ports = [{ containerPort: 80 }, { containerPort: 80, protocol: "UDP", name: "dns" }];
      const env = [{ name: "A", value: "1" }];
      await apply("one", deployment([{ name: "c", image: "i:1", ports, env }]));
      await apply(
        "two",
        deployment([
          { name: "c", image: "i:1", env: [{ name: "B", value: "2" }] },
          { name: "d", image: "j:1" },
        ]),
      );
      await apply(
        "two",
        deployment([
          { name: "c", image: "i:2" },
          { name: "d", image: "j:1" },
        ]),
      );
      await apply("one", deployment([{ name: "c", image: "i:1", ports: ports.slice(0, 1) }]));
      await apply(
        "two",
        deployment([{ name: "c", image: "i:1" }], {
          tolerations: [{ key: "a", operator: "Exists" }],
          volumes: [{ name: "v", emptyDir: {} }],
        }),
      );
      await apply(
        "one",
        deployment([
          { name: "c", image: "i:1" },
          { name: "c", image: "i:2" },
        ]),
      );
      await apply("one", deployment([{ image: "i:1" }]));
      await send("DELETE", path);
    },
  },
  {
    name: "managed-fields",
    async run({ send }) {
      const path = "/api/v1NS/configmaps";
      const map = (data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m" }, data });
      await send("POST", `${path}?fieldManager=maker`, map({ a: "1", b: "2" }));
      await send("PUT", `${path}/m?fieldManager=putter`, map({ a: "1", b: "3", c: "4" }));
      await send(
        "PATCH",
        `${path}/m`,
        { data: { a: null, d: "5" } },
        { ...merged, "user-agent": "some-client/1.2 (linux)" },
      );
      await send("PATCH", `${path}/m?fieldManager=json`, [{ op: "replace", path: "/data/b", value: "6" }], {
        "content-type": "application/json-patch+json",
      });
      await send(
        "PATCH",
        `${path}/m?fieldManager=strategic`,
        { metadata: { annotations: { x: "y" } } },
        { "content-type": "application/strategic-merge-patch+json" },
      );
      await send("PATCH", `${path}/m?fieldManager=applier`, map({ b: "6", c: "other" }), applied);
      await send("PATCH", `${path}/m?fieldManager=applier&force=true`, map({ b: "6", c: "other" }), applied);
      await send("PATCH", `${path}/m?fieldManager=applier`, map({}), applied);
      await send("PUT", `${path}/m?fieldManager=putter`, {
        ...map({ z: "1" }),
        metadata: { name: "m", managedFields: [] },
      });
      await send("PATCH", `${path}/m?fieldManager=x`, { metadata: { managedFields: [{}] } }, merged);
      await send("DELETE", `${path}/m`);
    },
  },
];
