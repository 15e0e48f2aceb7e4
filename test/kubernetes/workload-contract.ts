import assert from "node:assert/strict";
import { jsonAt } from "../../src/json.js";
import type { CallApi, ContractCase } from "./contract.js";

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const daemonSets = "/apis/apps/v1/namespaces/default/daemonsets";
const jobs = "/apis/batch/v1/namespaces/default/jobs";
const budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const pods = "/api/v1/namespaces/default/pods";
const mergeHeaders = { "content-type": "application/merge-patch+json" };

const containers = [{ name: "c", image: "example.test/i:1" }];
const podDefaults = {
  containers: [
    {
      name: "c",
      image: "example.test/i:1",
      resources: {},
      terminationMessagePath: "/dev/termination-log",
      terminationMessagePolicy: "File",
      imagePullPolicy: "IfNotPresent",
    },
  ],
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  securityContext: {},
  schedulerName: "default-scheduler",
};
const workload = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers } },
    ...spec,
  },
});
/** A deployment that makes no pods, whatever controllers run. */
const empty = (name: string, spec: object = {}) => workload(name, { replicas: 0, ...spec });

/** Status without what differs by object. */
function statusOf(answer: { readonly status: number; readonly body: unknown }) {
  return { status: answer.status, reason: jsonAt(answer.body, "reason"), message: jsonAt(answer.body, "message") };
}

const refusal = (title: string, path: string, body: object, expected: object, status = 422): ContractCase => ({
  title,
  run: async (call) => {
    const answer = await call("POST", path, body);
    assert.deepEqual(statusOf(answer), { status, reason: status === 400 ? "BadRequest" : "Invalid", ...expected });
  },
});

const patch = (call: CallApi, path: string, body: object) => call("PATCH", path, body, mergeHeaders);
const drop = (call: CallApi, path: string) => call("DELETE", path, { propagationPolicy: "Background" });

/** Objects that controllers run from, budgets and evictions, as far as the API server alone answers for them. */
export const workloadContract: readonly ContractCase[] = [
  {
    title: "a deployment's defaults",
    run: async (call) => {
      const made = await call("POST", `${deployments}?dryRun=All`, workload("contract-defaults"));
      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.equal(jsonAt(made.body, "metadata", "generation"), 1);
      assert.deepEqual(jsonAt(made.body, "spec"), {
        replicas: 1,
        selector: { matchLabels: { app: "contract-defaults" } },
        template: { metadata: { labels: { app: "contract-defaults" } }, spec: podDefaults },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      });
      assert.deepEqual(jsonAt(made.body, "status"), {});
    },
  },
  {
    title: "a daemon set's defaults",
    run: async (call) => {
      const made = await call("POST", `${daemonSets}?dryRun=All`, workload("contract-defaults"));
      assert.deepEqual(jsonAt(made.body, "spec"), {
        selector: { matchLabels: { app: "contract-defaults" } },
        template: { metadata: { labels: { app: "contract-defaults" } }, spec: podDefaults },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
        revisionHistoryLimit: 10,
      });
      assert.deepEqual(jsonAt(made.body, "metadata", "annotations"), {
        "deprecated.daemonset.template.generation": "1",
      });
      assert.deepEqual(jsonAt(made.body, "status"), {
        currentNumberScheduled: 0,
        numberMisscheduled: 0,
        desiredNumberScheduled: 0,
        numberReady: 0,
      });
    },
  },
  {
    title: "a job's defaults, its own selector and labels",
    run: async (call) => {
      const template = { metadata: { labels: { a: "b" } }, spec: { restartPolicy: "Never", containers } };
      const body = { metadata: { name: "contract-job" }, spec: { template } };
      const made = await call("POST", `${jobs}?dryRun=All`, body);
      const uid = String(jsonAt(made.body, "metadata", "uid"));
      assert.deepEqual(
        jsonAt(made.body, "metadata", "labels"),
        jsonAt(made.body, "spec", "template", "metadata", "labels"),
      );
      assert.deepEqual(jsonAt(made.body, "spec"), {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
        template: {
          metadata: {
            labels: {
              a: "b",
              "batch.kubernetes.io/controller-uid": uid,
              "batch.kubernetes.io/job-name": "contract-job",
              "controller-uid": uid,
              "job-name": "contract-job",
            },
          },
          spec: { ...podDefaults, restartPolicy: "Never" },
        },
        completionMode: "NonIndexed",
        suspend: false,
        podReplacementPolicy: "TerminatingOrFailed",
        manualSelector: false,
      });
    },
  },
  refusal(
    "a deployment that does not select its own pods",
    deployments,
    empty("contract-bad", { selector: { matchLabels: { app: "other" } } }),
    {
      message:
        'Deployment.apps "contract-bad" is invalid: spec.template.metadata.labels: Invalid value: {"app":"contract-bad"}: `selector` does not match template `labels`',
    },
  ),
  refusal(
    "a deployment whose pods do not restart",
    deployments,
    empty("contract-bad", {
      template: { metadata: { labels: { app: "contract-bad" } }, spec: { restartPolicy: "Never", containers } },
    }),
    {
      message:
        'Deployment.apps "contract-bad" is invalid: spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    },
  ),
  refusal(
    "a rolling update that cannot move",
    deployments,
    empty("contract-bad", {
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
    }),
    {
      message:
        'Deployment.apps "contract-bad" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    },
  ),
  refusal(
    "a job whose pods always restart",
    jobs,
    { metadata: { name: "contract-bad" }, spec: { template: { spec: { containers } } } },
    {
      message:
        'Job.batch "contract-bad" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    },
  ),
  refusal(
    "a budget with both limits",
    budgets,
    { metadata: { name: "contract-bad" }, spec: { minAvailable: 1, maxUnavailable: 1 } },
    {
      message:
        'PodDisruptionBudget.policy "contract-bad" is invalid: spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
    },
  ),
  refusal(
    "a budget of more than everything",
    budgets,
    { metadata: { name: "contract-bad" }, spec: { minAvailable: "101%" } },
    {
      message:
        'PodDisruptionBudget.policy "contract-bad" is invalid: spec.minAvailable: Invalid value: "101%": must not be greater than 100%',
    },
  ),
  {
    title: "what raises a deployment's generation, and what of it never changes",
    run: async (call) => {
      const path = `${deployments}/contract-generation`;
      await call("POST", deployments, empty("contract-generation"));
      const generation = async (change: object) =>
        Number(jsonAt((await patch(call, path, change)).body, "metadata", "generation"));
      assert.equal(await generation({ metadata: { labels: { a: "b" } } }), 1);
      assert.equal(await generation({ metadata: { annotations: { a: "b" } } }), 2);
      assert.equal(await generation({ spec: { minReadySeconds: 5 } }), 3);
      const refused = await patch(call, path, {
        spec: { selector: { matchLabels: { b: "c" } }, template: { metadata: { labels: { b: "c" } } } },
      });
      assert.deepEqual(statusOf(refused), {
        status: 422,
        reason: "Invalid",
        message:
          'Deployment.apps "contract-generation" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"contract-generation","b":"c"}}: field is immutable',
      });
      await drop(call, path);
    },
  },
  {
    title: "the scale of a deployment",
    run: async (call) => {
      const path = `${deployments}/contract-scale`;
      const paused = { paused: true };
      await call("POST", deployments, empty("contract-scale", paused));
      const read = (await call("GET", `${path}/scale`)).body;
      assert.deepEqual(
        [jsonAt(read, "kind"), jsonAt(read, "apiVersion"), jsonAt(read, "spec"), jsonAt(read, "status")],
        ["Scale", "autoscaling/v1", {}, { replicas: 0, selector: "app=contract-scale" }],
      );
      const grown = await patch(call, `${path}/scale`, { spec: { replicas: 3 } });
      assert.deepEqual([grown.status, jsonAt(grown.body, "spec")], [200, { replicas: 3 }]);
      assert.equal(jsonAt((await call("GET", path)).body, "spec", "replicas"), 3);
      assert.deepEqual(statusOf(await patch(call, `${path}/scale`, { spec: { replicas: -1 } })), {
        status: 422,
        reason: "Invalid",
        message:
          'Scale.autoscaling "contract-scale" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      });
      await drop(call, path);
    },
  },
  {
    title: "deletion: policies, and the finalizers that carry them",
    run: async (call) => {
      const path = `${deployments}/contract-delete`;
      await call("POST", deployments, empty("contract-delete"));
      assert.deepEqual(statusOf(await call("DELETE", path, { propagationPolicy: "Sideways" })), {
        status: 422,
        reason: "Invalid",
        message:
          'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"',
      });
      const marked = await call("DELETE", path, { propagationPolicy: "Foreground" });
      assert.equal(marked.status, 200);
      assert.deepEqual(
        [jsonAt(marked.body, "metadata", "finalizers"), jsonAt(marked.body, "metadata", "deletionGracePeriodSeconds")],
        [["foregroundDeletion"], 0],
      );
      assert.equal(jsonAt(marked.body, "metadata", "generation"), 2);
      await patch(call, path, { metadata: { finalizers: null } });
      assert.equal((await call("GET", path)).status, 404);
    },
  },
  {
    title: "evictions: of nothing, of another, of a pod that does not run yet, which its budget does not keep",
    run: async (call) => {
      const eviction = (name: string) => ({ apiVersion: "policy/v1", kind: "Eviction", metadata: { name } });
      assert.deepEqual(statusOf(await call("POST", `${pods}/contract-none/eviction`, eviction("contract-none"))), {
        status: 404,
        reason: "NotFound",
        message: 'pods "contract-none" not found',
      });
      const name = "contract-evicted";
      const spec = { automountServiceAccountToken: false, terminationGracePeriodSeconds: 0, containers };
      const made = await call("POST", pods, { metadata: { name, labels: { app: name } }, spec });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const budget = await call("POST", budgets, {
        metadata: { name },
        spec: { minAvailable: 1, selector: { matchLabels: { app: name } } },
      });
      assert.equal(budget.status, 201, JSON.stringify(budget.body));
      assert.deepEqual(statusOf(await call("POST", `${pods}/${name}/eviction`, eviction("contract-other"))), {
        status: 400,
        reason: "BadRequest",
        message: "name in URL does not match name in Eviction object",
      });
      const dry = await call("POST", `${pods}/${name}/eviction?dryRun=All`, eviction(name));
      assert.deepEqual([dry.status, jsonAt(dry.body, "status")], [201, "Success"]);
      const gone = await call("POST", `${pods}/${name}/eviction`, eviction(name));
      assert.deepEqual(
        [gone.status, gone.body],
        [201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 }],
      );
      assert.equal((await call("GET", `${pods}/${name}`)).status, 404);
      await drop(call, `${budgets}/${name}`);
    },
  },
  {
    title: "what a log request may ask",
    run: async (call) => {
      const name = "contract-log";
      const spec = { automountServiceAccountToken: false, nodeSelector: { no: "such" }, containers };
      await call("POST", pods, { metadata: { name }, spec });
      const log = (query: string) => call("GET", `${pods}/${name}/log?${query}`);
      assert.equal((await log("")).status, 204);
      assert.deepEqual(statusOf(await log("container=other")), {
        status: 400,
        reason: "BadRequest",
        message: `container other is not valid for pod ${name}`,
      });
      assert.deepEqual(statusOf(await log("sinceSeconds=0&limitBytes=0")), {
        status: 422,
        reason: "Invalid",
        message:
          'PodLogOptions "contract-log" is invalid: [limitBytes: Invalid value: 0: must be greater than 0, sinceSeconds: Invalid value: 0: must be greater than 0]',
      });
      await call("DELETE", `${pods}/${name}`, { gracePeriodSeconds: 0 });
    },
  },
];
