import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { assertGolden } from "../helpers/golden.js";
import { runKubectl } from "../helpers/kubectl.js";
import { runCli } from "../helpers/run-cli.js";
import { endSimulate, folderFor, startSimulate } from "../helpers/simulate-process.js";
import { startCluster } from "./cluster/cluster.js";
import { images } from "./cluster/images.js";
import { until } from "./cluster/until.js";
import { realCluster } from "./real-cluster.js";
import { play } from "./scenario.js";
import { nodeScenarios } from "./scenarios/pods.js";

const target = ["-g", "rg", "-c", "demo"];
const classPath = "/apis/node.k8s.io/v1/runtimeclasses/aks-sandbox";
const pods = "/api/v1/namespaces/default/pods";
const mark = "aks-sandbox/runtime";

// ARM is the local Azure's; the API server, the scheduler and the kubelet are real, and so is kubectl.
test("the commands on a real cluster of their own", { timeout: 300_000 }, async (t) => {
  const cluster = await startCluster();
  t.after(() => cluster.stop());
  const nodeName = cluster.node.name;

  const tested = await realCluster(cluster.kubeconfig);
  for (const scenario of nodeScenarios)
    await t.test(`a real cluster: ${scenario.name}`, async () => {
      await assertGolden(await play(scenario, tested), `test/golden/kubernetes/${scenario.name}.txt`);
    });
  await tested.close();

  const folder = folderFor(t);
  const flags = ["--kubernetes-kubeconfig", cluster.kubeconfig, "--pool-node", `sandbox=${nodeName}`, "--speed", "600"];
  const { child, ready } = await startSimulate(t, flags);
  const merged = ready.environment["KUBECONFIG"] ?? "";
  const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { exitCode, stdout, stderr } = await runCli([...args, "-o", "json"], {
      env: { ...ready.environment, ...env },
      timeoutMs: 120_000,
    });
    return { exitCode, stderr, document: (stdout === "" ? undefined : JSON.parse(stdout)) as unknown };
  };
  const kubectl = (args: readonly string[], input = "", file = cluster.kubeconfig) =>
    runKubectl(args, { KUBECONFIG: file, HOME: folder }, input);
  const made = await run(["up", ...target, "--location", "westus3", "--node-count", "1", "--no-verify"]);
  assert.equal(made.exitCode, 0, made.stderr);

  await t.test("runtimeclass apply finds what up applied, owned by us", async () => {
    const again = await run(["runtimeclass", "apply", ...target]);
    assert.deepEqual([again.exitCode, jsonAt(again.document, "changed")], [0, false], again.stderr);
    const { body } = await cluster.call("GET", classPath);
    const owners = listOf(jsonAt(body, "metadata", "managedFields")).map((entry) =>
      ["manager", "operation"].map((key) => stringAt(entry, key)),
    );
    assert.deepEqual(owners, [["aks-sandbox", "Apply"]]);
  });

  await t.test("a field that another manager has set is a conflict, which --force-conflicts ends", async () => {
    const theirs = { overhead: { podFixed: { memory: "1Gi" } } };
    const own = {
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      metadata: { name: "aks-sandbox" },
      handler: "kata",
    };
    const taken = await kubectl(
      ["apply", "--server-side", "--field-manager=somebody", "--force-conflicts", "-f", "-"],
      JSON.stringify({ ...own, ...theirs }),
    );
    assert.equal(taken.code, 0, taken.stderr);
    const refused = await run(["runtimeclass", "apply", ...target]);
    assert.equal(refused.exitCode, 7, refused.stderr);
    assert.match(stringAt(refused.document, "error", "message") ?? "", /somebody/);
    assert.equal(jsonAt(refused.document, "changed"), false);
    const kept = (await cluster.call("GET", classPath)).body;
    assert.equal(stringAt(kept, "overhead", "podFixed", "memory"), "1Gi");
    const forced = await run(["runtimeclass", "apply", ...target, "--force-conflicts"]);
    assert.deepEqual([forced.exitCode, jsonAt(forced.document, "changed")], [0, true], forced.stderr);
    const body = (await cluster.call("GET", classPath)).body;
    assert.notEqual(stringAt(body, "overhead", "podFixed", "memory"), "1Gi");
  });

  await t.test("what runtimeclass render prints is what the API server has", async () => {
    const rendered = await runCli(["runtimeclass", "render"], { env: ready.environment });
    assert.equal(rendered.exitCode, 0, rendered.stderr);
    const dry = await kubectl(
      ["apply", "--server-side", "--dry-run=server", "--field-manager=aks-sandbox", "-f", "-", "-o", "json"],
      rendered.stdout,
    );
    assert.equal(dry.code, 0, dry.stderr);
    const content = (object: unknown) => ["handler", "overhead", "scheduling"].map((key) => jsonAt(object, key));
    assert.deepEqual(content(JSON.parse(dry.stdout)), content((await cluster.call("GET", classPath)).body));
  });

  await t.test("runtimeclass list names every class, ours among them", async () => {
    await kubectl(
      ["apply", "-f", "-"],
      stringify({ apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata: { name: "theirs" }, handler: "runsc" }),
    );
    const { exitCode, document, stderr } = await run(["runtimeclass", "list", ...target]);
    assert.equal(exitCode, 0, stderr);
    const listed = listOf(jsonAt(document, "runtimeClasses")).map((item) => stringAt(item, "name"));
    assert.deepEqual(listed.sort(), ["aks-sandbox", "theirs"]);
  });

  await t.test("the class brings a pod to the tainted node, and nothing else does", async () => {
    const pod = (name: string, spec: object) => ({
      metadata: { name },
      spec: {
        ...spec,
        terminationGracePeriodSeconds: 0,
        containers: [{ name: "c", image: images.busybox, command: ["sleep", "3600"] }],
      },
    });
    assert.equal((await cluster.call("POST", pods, pod("sandboxed", { runtimeClassName: "aks-sandbox" }))).status, 201);
    assert.equal((await cluster.call("POST", pods, pod("plain", {}))).status, 201);
    const contrary = { runtimeClassName: "aks-sandbox", nodeSelector: { [mark]: "gvisor" } };
    const refused = await cluster.call("POST", pods, pod("contrary", contrary));
    assert.deepEqual(
      [refused.status, stringAt(refused.body, "message")],
      [
        403,
        `pods "contrary" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[${mark}] = pod-sandboxing; pod.spec.nodeSelector[${mark}] = gvisor`,
      ],
    );
    await until("the sandboxed pod", async () => {
      const { body } = await cluster.call("GET", `${pods}/sandboxed`);
      return stringAt(body, "status", "phase") === "Running" ? true : undefined;
    });
    const { body } = await cluster.call("GET", `${pods}/sandboxed`);
    assert.equal(stringAt(body, "spec", "nodeName"), nodeName);
    assert.notEqual(jsonAt(body, "spec", "overhead"), undefined);
    const waiting = (await cluster.call("GET", `${pods}/plain`)).body;
    const [condition] = listOf(jsonAt(waiting, "status", "conditions"));
    assert.equal(
      stringAt(condition, "message"),
      "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    );
  });

  await t.test("status by the kubeconfig alone", async () => {
    const { exitCode, document, stderr } = await run(["status", "--context", "demo"]);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(
      listOf(jsonAt(document, "runtimeClasses")).map((item) => [stringAt(item, "name"), stringAt(item, "handler")]),
      [
        ["aks-sandbox", "kata"],
        ["theirs", "runsc"],
      ],
    );
    const [node] = listOf(jsonAt(document, "nodes"));
    assert.deepEqual([stringAt(node, "name"), jsonAt(node, "ready")], [nodeName, true]);
  });

  /** The merged kubeconfig with a service account's token in the place of the administrator's certificate. */
  const withToken = (name: string, token: string) => {
    const config = parse(readFileSync(merged, "utf8")) as { users: { user: object }[] };
    for (const user of config.users) user.user = { token };
    const file = join(folder, name);
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return { KUBECONFIG: file };
  };

  await t.test("a kubeconfig with a token; one that may do nothing; one that nobody knows", async () => {
    await kubectl(["create", "serviceaccount", "reader"]);
    const { stdout: token } = await kubectl(["create", "token", "reader"]);
    const reader = withToken("reader", token.trim());
    const forbidden = await run(["status", "--context", "demo"], reader);
    assert.equal(forbidden.exitCode, 4, forbidden.stderr);
    assert.match(JSON.stringify(forbidden), /User \S+system:serviceaccount:default:reader\S+ cannot list resource/);
    await kubectl([
      "create",
      "clusterrolebinding",
      "reader",
      "--clusterrole=cluster-admin",
      "--serviceaccount=default:reader",
    ]);
    await until("the binding", async () =>
      (await run(["status", "--context", "demo"], reader)).exitCode === 0 ? true : undefined,
    );
    const unknown = await run(["status", "--context", "demo"], withToken("unknown", "nonsense"));
    assert.equal(unknown.exitCode, 4, unknown.stderr);
  });

  await t.test("kubeconfig merge keeps what is there; kubeconfig remove takes only its own", async () => {
    const file = join(folder, "mine");
    writeFileSync(file, readFileSync(cluster.kubeconfig, "utf8"), { mode: 0o600 });
    const before = (await kubectl(["config", "get-contexts", "-o", "name"], "", file)).stdout.trim();
    const added = await run(["kubeconfig", "merge", ...target, "--kubeconfig", file, "--context", "second"]);
    assert.equal(added.exitCode, 0, added.stderr);
    const names = async () =>
      (await kubectl(["config", "get-contexts", "-o", "name"], "", file)).stdout.trim().split("\n").sort();
    assert.deepEqual(await names(), [before, "second"].sort());
    assert.equal((await kubectl(["config", "current-context"], "", file)).stdout.trim(), before);
    const seen = await kubectl(["--context", "second", "get", "nodes", "-o", "name"], "", file);
    assert.deepEqual([seen.code, seen.stdout], [0, `node/${nodeName}\n`], seen.stderr);
    const removed = await run(["kubeconfig", "remove", "--context", "second", "--kubeconfig", file]);
    assert.equal(removed.exitCode, 0, removed.stderr);
    assert.deepEqual(await names(), [before]);
    assert.equal((await kubectl(["get", "nodes", "-o", "name"], "", file)).code, 0);
  });

  await t.test("runtimeclass delete takes ours away, and only once", async () => {
    const removed = await run(["runtimeclass", "delete", ...target, "--yes"]);
    assert.deepEqual([removed.exitCode, jsonAt(removed.document, "changed")], [0, true], removed.stderr);
    assert.equal((await cluster.call("GET", classPath)).status, 404);
    const again = await run(["runtimeclass", "delete", ...target, "--yes"]);
    assert.equal(jsonAt(again.document, "changed"), false, again.stderr);
    assert.equal((await cluster.call("GET", classPath.replace("aks-sandbox", "theirs"))).status, 200);
  });

  // Killed, it would leave its folder of temporary files.
  assert.equal(await endSimulate(child, "SIGTERM"), 0);
});
