import { jsonAt, listOf, stringAt } from "../../../src/json.js";
import type { Scenario } from "../scenario.js";
import { budget, budgets, gated, image, isLookedAt, pod } from "./pods-and-budgets.js";

/** What the real kubectl prints. */
export const kubectlScenarios: readonly Scenario[] = [
  {
    name: "kubectl-tables",
    async run({ kubectl, quietly, until, namespace, name }) {
      name(`${namespace}-class`, "<class>");
      await kubectl("create configmap settings --from-literal=a=1 --from-literal=b=2");
      await kubectl("create secret generic hidden --from-literal=key=value");
      await kubectl("create serviceaccount robot");
      await kubectl("create role reader --verb=get,list --resource=pods,configmaps");
      await kubectl("create rolebinding reader --role=reader --serviceaccount=default:robot --user=jane");
      await kubectl("create quota small --hard=pods=5,requests.memory=1Gi");
      await kubectl("create poddisruptionbudget keep --selector=app=a --min-available=50%");
      await kubectl(`create deployment web --image=${image} --replicas=0 --port=80`);
      await kubectl(
        ["apply", "-f", "-"],
        JSON.stringify({
          apiVersion: "node.k8s.io/v1",
          kind: "RuntimeClass",
          metadata: { name: `${namespace}-class` },
          handler: "kata",
        }),
      );
      await kubectl(
        ["apply", "-f", "-"],
        JSON.stringify({
          apiVersion: "v1",
          kind: "LimitRange",
          metadata: { name: "bounds" },
          spec: { limits: [{ type: "Container", default: { memory: "64Mi" } }] },
        }),
      );
      await quietly("POST", "/api/v1NS/pods", {
        ...pod("waits"),
        spec: {
          ...pod("waits").spec,
          nodeSelector: { no: "such" },
          containers: [{ name: "c", image, resources: { requests: { memory: "1Mi" } } }],
        },
      });
      await until("/api/v1NS/pods/waits", ({ body }) => listOf(jsonAt(body, "status", "conditions")).length > 0);
      await until(
        "/apis/apps/v1NS/deployments/web",
        ({ body }) => listOf(jsonAt(body, "status", "conditions")).length > 1,
      );
      await until(
        "/apis/policy/v1NS/poddisruptionbudgets/keep",
        ({ body }) => jsonAt(body, "status", "observedGeneration") === 1,
      );
      await until("/api/v1NS/resourcequotas/small", ({ body }) => stringAt(body, "status", "used", "pods") === "1");
      for (const kind of [
        "pods",
        "configmaps",
        "secrets",
        "serviceaccounts",
        "roles",
        "rolebindings",
        "limitranges",
        "quota",
        "pdb",
        "deployments",
        `runtimeclass/${namespace}-class`,
      ]) {
        await kubectl(`get ${kind}`);
        await kubectl(`get ${kind} -o wide`);
      }
      await kubectl("get pods --show-labels");
      await kubectl("get pods -L app -l app=none");
      await kubectl("get pods,configmaps -o name");
      await kubectl(
        "get pod waits -o custom-columns=NAME:.metadata.name,PHASE:.status.phase,NODE:.spec.nodeName,NONE:.x.y",
      );
      await kubectl("get pod waits -o jsonpath={.spec.containers[*].image}");
      await kubectl("get configmap settings -o yaml");
      await kubectl("get secret hidden -o yaml");
      await kubectl("get role reader -o yaml");
      await kubectl("get pod none");
      await kubectl("get nothings");
      await kubectl("get pods --field-selector=status.phase=Pending -o name");
      await kubectl("describe configmap settings");
      await kubectl("describe role reader");
      await kubectl("describe quota small");
      await kubectl("describe limitrange bounds");
      await kubectl(`describe runtimeclass ${namespace}-class`);
      await kubectl("auth can-i list pods");
      await kubectl("auth can-i list pods --as=jane");
      await kubectl("auth can-i delete pods --as=jane");
      await kubectl("get secrets --as=jane");
      await kubectl("delete configmap none");
      await kubectl("delete configmap settings");
      await kubectl("delete pod waits --now");
      await kubectl(`delete runtimeclass ${namespace}-class`);
    },
  },
  {
    name: "kubectl-running",
    async run({ kubectl, quietly, until, namespace, cluster, name }) {
      name(`${namespace}-class`, "<class>");
      const node = `/api/v1/nodes/${cluster.nodeName}`;
      const info = jsonAt((await quietly("GET", node)).body, "status", "nodeInfo");
      name(stringAt(info, "osImage"), "<os image>");
      name(stringAt(info, "kernelVersion"), "<kernel>");
      name(stringAt(info, "containerRuntimeVersion"), "<container runtime>");
      await kubectl(`get node ${cluster.nodeName}`);
      await kubectl(`get node ${cluster.nodeName} -o wide`);
      await kubectl(`get node ${cluster.nodeName} -o wide --no-headers`);
      await quietly("POST", "/apis/node.k8s.io/v1/runtimeclasses", {
        metadata: { name: `${namespace}-class` },
        handler: "runc",
        overhead: { podFixed: { memory: "16Mi" } },
        scheduling: { tolerations: [{ key: "k", operator: "Exists", effect: "NoSchedule" }] },
      });
      await kubectl(`get runtimeclass ${namespace}-class`);
      await kubectl(`get runtimeclass ${namespace}-class -o wide`);
      const never = { restartPolicy: "Never" };
      const posts = [
        pod("ends", {}, never, { command: ["true"] }),
        pod("fails", {}, never, { command: ["sh", "-c", "exit 3"] }),
        pod("no-image", {}, never, { image: "localhost/none:1" }),
        pod("not-ready", { app: "a" }, gated),
        pod("runs", { app: "a" }, { runtimeClassName: `${namespace}-class` }),
        pod("waits", { app: "a" }, { nodeSelector: { no: "such" } }),
      ];
      for (const body of posts) await quietly("POST", "/api/v1NS/pods", body);
      const states = { ends: "Succeeded", fails: "Failed", "not-ready": "Running", runs: "Running" };
      for (const [own, phase] of Object.entries(states))
        await until(`/api/v1NS/pods/${own}`, ({ body }) => stringAt(body, "status", "phase") === phase);
      await until(
        "/api/v1NS/pods/no-image",
        ({ body }) =>
          jsonAt(listOf(jsonAt(body, "status", "containerStatuses"))[0], "state", "waiting", "reason") ===
          "ErrImageNeverPull",
      );
      await kubectl("get pods");
      await kubectl("get pods -o wide");
      await kubectl("get pods -o wide -l app=a --show-labels");
      await quietly("POST", budgets, budget("least", { minAvailable: 1 }));
      await quietly("POST", budgets, budget("most", { maxUnavailable: "50%" }));
      await quietly("POST", budgets, budget("room", { minAvailable: 0 }));
      for (const own of ["least", "most", "room"]) await until(`${budgets}/${own}`, isLookedAt);
      await kubectl("get poddisruptionbudgets");
      await kubectl("get poddisruptionbudgets -o wide");
      await kubectl("get pods,pdb");
      await kubectl("describe pdb least");
      for (const { metadata } of posts) await quietly("DELETE", `/api/v1NS/pods/${metadata.name}?gracePeriodSeconds=0`);
      await quietly("DELETE", `/apis/node.k8s.io/v1/runtimeclasses/${namespace}-class`);
    },
  },
  {
    name: "kubectl-changes",
    async run({ kubectl }) {
      await kubectl("create configmap m --from-literal=a=1");
      await kubectl("create configmap m --from-literal=a=1");
      await kubectl("label configmap m x=y");
      await kubectl("label configmap m x=z");
      await kubectl("label configmap m x=z --overwrite");
      await kubectl("label configmap m x-");
      // Entries of one second are sorted by their managers' names, others by time: with this name both orders are the same.
      await kubectl("annotate configmap m note=text --field-manager=kubectl-note");
      await kubectl(["patch", "configmap", "m", "--type=merge", "-p", '{"data":{"b":"2"}}']);
      await kubectl(["patch", "configmap", "m", "--type=json", "-p", '[{"op":"remove","path":"/data/none"}]']);
      const map = (data: object) =>
        JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "n" }, data });
      await kubectl(["apply", "-f", "-"], map({ a: "1" }));
      await kubectl(["apply", "-f", "-"], map({ a: "1" }));
      await kubectl(["apply", "-f", "-"], map({ b: "2" }));
      await kubectl(["apply", "--server-side", "-f", "-"], map({ b: "3" }));
      await kubectl(["apply", "--server-side", "--field-manager=other", "-f", "-"], map({ b: "4" }));
      await kubectl(
        ["apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", "-"],
        map({ b: "4" }),
      );
      await kubectl(["apply", "--dry-run=server", "-f", "-"], map({ b: "5" }));
      await kubectl(
        ["apply", "-f", "-"],
        JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "o" }, datta: {} }),
      );
      await kubectl(
        ["create", "-f", "-"],
        JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "o" }, spec: {} }),
      );
      await kubectl(
        ["create", "-f", "-", "--validate=false"],
        JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "o" }, datta: {} }),
      );
      await kubectl("get configmap m -o yaml --show-managed-fields");
      await kubectl(["replace", "-f", "-"], map({ z: "1" }));
      await kubectl("delete configmap m n o --wait=false");
      await kubectl("create namespace kube-system");
      await kubectl("delete namespace default");
      await kubectl("scale deployment none --replicas=1");
      await kubectl("rollout status deployment/none");
      await kubectl("create token default --duration=1s");
      await kubectl("wait pod/none --for=condition=Ready --timeout=1s");
    },
  },
];
