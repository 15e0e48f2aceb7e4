import { jsonAt, listOf, stringAt } from "../../../src/json.js";
import type { Scenario, Stage } from "../scenario.js";

const pods = "/api/v1NS/pods";
const image = "localhost/busybox:1";
const merged = { "content-type": "application/merge-patch+json" };

const pod = (name: string, spec: object = {}, command: readonly string[] = ["sleep", "3600"]) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: {
    automountServiceAccountToken: false,
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 0,
    containers: [{ name: "c", image, imagePullPolicy: "Never", command }],
    ...spec,
  },
});

/** Reasons and texts of a pod's events, each once, in the order in which they first came. */
async function eventsOf({ quietly, record }: Stage, name: string): Promise<void> {
  const { body } = await quietly("GET", `/api/v1NS/events?fieldSelector=involvedObject.name=${name}`);
  const told = listOf(jsonAt(body, "items")).map((event) => {
    const source = stringAt(event, "source", "component") ?? stringAt(event, "reportingComponent") ?? "";
    const path = stringAt(event, "involvedObject", "fieldPath");
    return [
      stringAt(event, "type"),
      stringAt(event, "reason"),
      source,
      ...(path === undefined ? [] : [path]),
      stringAt(event, "message"),
    ].join(" | ");
  });
  // How long what took is the machine's.
  record(
    `events of ${name}`,
    [...new Set(told)].sort().map((line) => line.replace(/\d+(\.\d+)?m?s\b/g, "<time>")),
  );
}

const hasEvent = (stage: Stage, name: string, reason: string) =>
  stage.until(
    `/api/v1NS/events?fieldSelector=involvedObject.name=${name},reason=${reason}`,
    ({ body }) => listOf(jsonAt(body, "items")).length > 0,
  );

const hasPhase = (stage: Stage, name: string, phase: string) =>
  stage.until(`${pods}/${name}`, ({ body }) => stringAt(body, "status", "phase") === phase);

/** Of a status what the pod and its containers came to. */
function statusOf(body: unknown) {
  const conditions = listOf(jsonAt(body, "status", "conditions")).map((condition) =>
    ["type", "status", "reason", "message"].map((key) => stringAt(condition, key) ?? "").join(" | "),
  );
  const containers = listOf(jsonAt(body, "status", "containerStatuses")).map((status) => ({
    name: jsonAt(status, "name"),
    ready: jsonAt(status, "ready"),
    started: jsonAt(status, "started"),
    restartCount: jsonAt(status, "restartCount"),
    state: withoutIds(jsonAt(status, "state")),
    image: jsonAt(status, "image"),
  }));
  const { phase, reason, message, qosClass } = Object(jsonAt(body, "status")) as Record<string, unknown>;
  return { phase, reason, message, qosClass, conditions: conditions.sort(), containers };
}

const withoutIds = (state: unknown): unknown =>
  JSON.parse(
    JSON.stringify(state ?? null, (key, value: unknown) =>
      key === "containerID" || key.endsWith("At") ? `<${key}>` : value,
    ),
  );

/** What the scheduler and the kubelet make of pods, in their own words. */
export const podScenarios: readonly Scenario[] = [
  {
    name: "scheduling-refusals",
    async run(stage) {
      const { quietly } = stage;
      const one = { weight: 1 };
      const cases: Readonly<Record<string, object>> = {
        selector: { nodeSelector: { no: "such" } },
        affinity: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: "no", operator: "Exists" }] }],
              },
              preferredDuringSchedulingIgnoredDuringExecution: [
                { ...one, preference: { matchExpressions: [{ key: "x", operator: "Exists" }] } },
              ],
            },
          },
        },
        memory: { containers: [{ name: "c", image, resources: { requests: { memory: "1Ti" } } }] },
        cpu: { containers: [{ name: "c", image, resources: { requests: { cpu: "1000", memory: "1Ti" } } }] },
        extended: {
          containers: [
            {
              name: "c",
              image,
              resources: { requests: { "example.test/gpu": "1" }, limits: { "example.test/gpu": "1" } },
            },
          ],
        },
        neighbor: {
          affinity: {
            podAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { no: "such" } } },
              ],
            },
          },
        },
        "other-node": {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["other"] }] }],
              },
            },
          },
        },
      };
      for (const [own, spec] of Object.entries(cases)) await quietly("POST", pods, pod(own, spec));
      for (const own of Object.keys(cases)) {
        await hasEvent(stage, own, "FailedScheduling");
        await eventsOf(stage, own);
      }
      const { body } = await quietly("GET", `${pods}/selector`);
      stage.record("status of one that fits nowhere", statusOf(body));
    },
  },
  {
    name: "pod-lives",
    async run(stage) {
      const { quietly, record, send } = stage;
      await quietly("POST", pods, pod("done", {}, ["echo", "hello"]));
      await quietly("POST", pods, pod("fails", {}, ["sh", "-c", "echo bad; exit 3"]));
      await quietly("POST", pods, pod("runs", {}));
      await quietly("POST", pods, pod("again", { restartPolicy: "OnFailure" }, ["sh", "-c", "exit 1"]));
      await quietly("POST", pods, pod("no-command", {}, ["/no/such/program"]));
      await quietly(
        "POST",
        pods,
        pod("no-image", { containers: [{ name: "c", image: "localhost/none:1", imagePullPolicy: "Never" }] }),
      );
      await quietly("POST", pods, pod("bad-image", { containers: [{ name: "c", image: "Bad Image" }] }));
      await quietly("POST", pods, pod("late", { activeDeadlineSeconds: 1 }));
      await quietly(
        "POST",
        pods,
        pod("no-config", {
          containers: [
            {
              name: "c",
              image,
              imagePullPolicy: "Never",
              env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "none", key: "k" } } }],
            },
          ],
        }),
      );
      await hasPhase(stage, "done", "Succeeded");
      await hasPhase(stage, "fails", "Failed");
      await hasPhase(stage, "runs", "Running");
      await hasPhase(stage, "late", "Failed");
      await hasEvent(stage, "again", "BackOff");
      await hasEvent(stage, "no-image", "Failed");
      await hasEvent(stage, "bad-image", "InspectFailed");
      for (const name of ["done", "fails", "runs", "late"]) {
        record(`status of ${name}`, statusOf((await quietly("GET", `${pods}/${name}`)).body));
        await eventsOf(stage, name);
      }
      await eventsOf(stage, "again");
      await send("GET", `${pods}/done/log`);
      await send("GET", `${pods}/fails/log?tailLines=1`);
      await send("GET", `${pods}/runs/log?previous=true`);
      await send("GET", `${pods}/no-image/log`);
      await send("GET", `${pods}/done/log?sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z`);
      const waiting = async (name: string) => {
        const answer = await stage.until(
          `${pods}/${name}`,
          ({ body }) =>
            jsonAt(listOf(jsonAt(body, "status", "containerStatuses"))[0], "state", "waiting", "reason") !==
            "ContainerCreating",
        );
        const { state } = statusOf(answer.body).containers[0] ?? {};
        record(`state of ${name}`, state);
      };
      await waiting("no-image");
      await waiting("bad-image");
      await waiting("no-config");
    },
  },
  {
    name: "pod-validation",
    async run(stage) {
      const { send, quietly, sendFor } = stage;
      const refusals: readonly object[] = [
        { containers: [{ name: "c", image: "" }] },
        { containers: [{ name: "C", image }] },
        {
          containers: [
            { name: "c", image },
            { name: "c", image },
          ],
        },
        { containers: [{ name: "c" }] },
        { containers: [{ name: "c", image, resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } }] },
        { containers: [{ name: "c", image, resources: { requests: { cpu: "x" } } }] },
        { containers: [{ name: "c", image, resources: { requests: { gpu: "1" } } }] },
        {
          containers: [{ name: "c", image, ports: [{ containerPort: 0 }, { containerPort: 70000, name: "Bad Name" }] }],
        },
        { containers: [{ name: "c", image, env: [{ name: "" }, { name: "a=b" }] }] },
        { containers: [{ name: "c", image, volumeMounts: [{ name: "none", mountPath: "" }] }] },
        { containers: [{ name: "c", image, imagePullPolicy: "Sometimes" }] },
        { restartPolicy: "Maybe" },
        { dnsPolicy: "None" },
        { terminationGracePeriodSeconds: -5 },
        { activeDeadlineSeconds: 0 },
        { nodeSelector: { "bad key": "x" } },
        {
          tolerations: [
            { key: "a", operator: "Equal", value: "b", effect: "Nope" },
            { operator: "Equal" },
            { key: "a", operator: "Exists", value: "x" },
            { key: "a", tolerationSeconds: 5 },
          ],
        },
        { runtimeClassName: "Bad Name" },
        { overhead: { memory: "1Mi" } },
        { priority: 5 },
        { serviceAccountName: "none" },
        { hostNetwork: true, containers: [{ name: "c", image, ports: [{ containerPort: 80, hostPort: 81 }] }] },
        {
          volumes: [
            { name: "v", emptyDir: {} },
            { name: "v", emptyDir: {} },
          ],
        },
        { volumes: [{ name: "v", emptyDir: {}, hostPath: { path: "/" } }] },
        { securityContext: { runAsUser: -1 } },
        { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } },
        { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: "", whenUnsatisfiable: "Maybe" }] },
        { containers: [{ name: "c", image, securityContext: { privileged: true, allowPrivilegeEscalation: false } }] },
        { initContainers: [{ name: "c", image }] },
        { schedulingGates: [{ name: "example.test/gate" }] },
      ];
      for (const spec of refusals) {
        await sendFor(["spec"], "POST", `${pods}?dryRun=All`, pod("p", spec));
      }
      await quietly("POST", pods, pod("fixed", { nodeSelector: { no: "such" } }));
      const path = `${pods}/fixed`;
      await hasEvent(stage, "fixed", "FailedScheduling");
      await sendFor(
        ["spec.tolerations", "metadata.managedFields"],
        "PATCH",
        path,
        { spec: { tolerations: [] } },
        merged,
      );
      await send("PATCH", path, { spec: { activeDeadlineSeconds: 0 } }, merged);
      await sendFor(
        ["metadata.generation", "spec.activeDeadlineSeconds"],
        "PATCH",
        path,
        { spec: { activeDeadlineSeconds: 50 } },
        merged,
      );
      await send("PATCH", path, { spec: { activeDeadlineSeconds: 60 } }, merged);
      await quietly("DELETE", path);
    },
  },
];

/** The same about a node that takes no pods: to be played on a cluster whose node nobody else needs. */
export const nodeScenarios: readonly Scenario[] = [
  {
    name: "nodes-refuse-pods",
    async run(stage) {
      const { quietly, namespace, cluster, name } = stage;
      const own = `${namespace}.example.test/taint`;
      name(own, "<taint>");
      const node = `/api/v1/nodes/${cluster.nodeName}`;
      await quietly("PATCH", node, { spec: { taints: [{ key: own, value: "yes", effect: "NoSchedule" }] } }, merged);
      await quietly("POST", pods, pod("tainted"));
      await quietly(
        "POST",
        pods,
        pod("tolerates", { tolerations: [{ key: own, operator: "Exists" }], schedulerName: "default-scheduler" }),
      );
      await hasEvent(stage, "tainted", "FailedScheduling");
      await hasEvent(stage, "tolerates", "Scheduled");
      await eventsOf(stage, "tainted");
      await quietly("PATCH", node, { spec: { taints: null } }, merged);
      await hasEvent(stage, "tainted", "Scheduled");
      await quietly("PATCH", node, { spec: { unschedulable: true } }, merged);
      await stage.until(node, ({ body }) => listOf(jsonAt(body, "spec", "taints")).length > 0);
      await quietly("POST", pods, pod("cordoned"));
      await hasEvent(stage, "cordoned", "FailedScheduling");
      await eventsOf(stage, "cordoned");
      const table = await quietly("GET", node, undefined, { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" });
      stage.record(
        "status that kubectl prints of it",
        listOf(jsonAt(listOf(jsonAt(table.body, "rows"))[0], "cells"))[1],
      );
      await quietly("PATCH", node, { spec: { unschedulable: null } }, merged);
    },
  },
];
