import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt, listOf, stringAt } from "../../../src/json.js";
import { addressOf, referenceOf } from "../../../src/kubernetes/object-reference.js";
import { gvisorInstallerContent } from "../../../src/runtimes/gvisor-installer-content.js";
import { items } from "../../helpers/kubernetes-objects.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

const nodePath = "/api/v1/nodes/aks-sandbox-12345678-vmss000000";
const podsPath = "/api/v1/namespaces/aks-sandbox-gvisor/pods";
const initTaint = "aks-sandbox/installing=gvisor:NoSchedule";

/** What the program applies, as it stands or changed, on a cluster with one gVisor node. */
async function applied(t: TestContext, change: (object: object) => object | undefined): Promise<KubernetesServer> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server, {
    labels: { "aks-sandbox/runtime": "gvisor" },
    taints: ["aks-sandbox/runtime=gvisor:NoSchedule"],
    initializationTaints: [initTaint],
    sandbox: "none",
  });
  server.advance(30_000);
  await apply(server, "install", change);
  return server;
}

async function apply(
  server: KubernetesServer,
  job: "install" | "uninstall",
  change: (object: object) => object | undefined,
): Promise<void> {
  const image = `registry.example/installer@sha256:${"1".repeat(64)}`;
  const request = { runtimeId: "gvisor", handler: "runsc", image, job, settings: {} };
  for (const object of (await gvisorInstallerContent.render(request)).objects) {
    const changed = change(object);
    if (changed === undefined) continue;
    const path = `${addressOf(referenceOf(changed)).path}?fieldManager=aks-sandbox`;
    const { status, body } = await server.call("PATCH", path, changed, {
      "content-type": "application/apply-patch+yaml",
    });
    assert.ok(status < 300, JSON.stringify(body));
  }
}

async function seen(server: KubernetesServer) {
  const { body: node } = await server.call("GET", nodePath);
  const [pod] = await items(server, podsPath);
  const { body: log } = await server.call("GET", `${podsPath}/${stringAt(pod, "metadata", "name") ?? ""}/log`);
  const conditions = listOf(jsonAt(pod, "status", "conditions"));
  return {
    handlers: listOf(jsonAt(node, "status", "runtimeHandlers")).map((handler) => stringAt(handler, "name")),
    ready: stringAt(node, "metadata", "labels", "aks-sandbox/ready"),
    taints: listOf(jsonAt(node, "spec", "taints")).map((taint) => stringAt(taint, "key")),
    podReady: stringAt(
      conditions.find((one) => stringAt(one, "type") === "Ready"),
      "status",
    ),
    log: String(log).trimEnd().split("\n").at(-1),
  };
}

test("the handler comes, then label and readiness, and the initialization taint goes; uninstall undoes it", async (t) => {
  const server = await applied(t, (object) => object);
  server.advance(4_000);
  assert.deepEqual(await seen(server), {
    handlers: ["", "runc", "untrusted"],
    ready: undefined,
    taints: ["aks-sandbox/runtime", "aks-sandbox/installing"],
    podReady: "False",
    log: "restart containerd: nsenter -t 1 -m -u -i -n -- systemctl restart containerd",
  });
  server.advance(10_000);
  const node = "aks-sandbox-12345678-vmss000000";
  assert.deepEqual(await seen(server), {
    handlers: ["", "runc", "untrusted", "runsc"],
    ready: "gvisor",
    taints: ["aks-sandbox/runtime"],
    podReady: "True",
    log: `node ${node} is ready for gVisor pods`,
  });

  await apply(server, "uninstall", (object) => object);
  server.advance(60_000);
  assert.deepEqual(await seen(server), {
    handlers: ["", "runc", "untrusted"],
    ready: undefined,
    taints: ["aks-sandbox/runtime"],
    podReady: "True",
    log: `gVisor is off node ${node}`,
  });
});

test("uninstall does not wait on one node for the pods of another", async (t) => {
  const server = await applied(t, (object) => object);
  const names = ["aks-sandbox-12345678-vmss000000", "aks-sandbox-12345678-vmss000001"];
  addNode(server, { name: names[1] ?? "", labels: { "aks-sandbox/runtime": "gvisor" }, sandbox: "none" });
  server.advance(60_000);
  const withHandler = async () => {
    const found = (await items(server, "/api/v1/nodes")).filter((node) =>
      listOf(jsonAt(node, "status", "runtimeHandlers")).some((one) => stringAt(one, "name") === "runsc"),
    );
    return found.map((node) => stringAt(node, "metadata", "name"));
  };
  assert.deepEqual(await withHandler(), names);
  const runtimeClass = {
    metadata: { name: "gvisor" },
    handler: "runsc",
    scheduling: { tolerations: [{ operator: "Exists" }] },
  };
  await server.call("POST", "/apis/node.k8s.io/v1/runtimeclasses", runtimeClass);
  const busy = async (nodeName: string) => {
    const containers = [{ name: "c", image: "registry.example/app:1", command: ["sleep", "3600"] }];
    const path = "/api/v1/namespaces/default/pods";
    const spec = { runtimeClassName: "gvisor", nodeName, containers, terminationGracePeriodSeconds: 0 };
    const made = await server.call("POST", path, { metadata: { name: "busy" }, spec });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    server.advance(20_000);
    return `${path}/busy`;
  };
  // The one whose turn would be first.
  const pod = await busy(names[1] ?? "");
  await apply(server, "uninstall", (object) => object);
  server.advance(60_000);
  assert.deepEqual(await withHandler(), [names[1]]);
  await server.call("DELETE", `${pod}?gracePeriodSeconds=0`);
  server.advance(60_000);
  assert.deepEqual(await withHandler(), []);
});

test("its service account may change nothing else of its node, and no other node", async (t) => {
  const server = await applied(t, (object) => object);
  const [own, foreign] = ["aks-sandbox-12345678-vmss000000", "aks-sandbox-12345678-vmss000001"];
  addNode(server, { name: foreign, sandbox: "none" });
  server.advance(30_000);
  const asInstaller = async (name: string, patch: object) => {
    const { status, body } = await server.call("PATCH", `/api/v1/nodes/${name}`, patch, {
      "content-type": "application/merge-patch+json",
      "impersonate-user": "system:serviceaccount:aks-sandbox-gvisor:installer",
      "impersonate-group": "system:serviceaccounts",
      "impersonate-extra-authentication.kubernetes.io%2Fnode-name": own,
    });
    return `${status} ${(stringAt(body, "message") ?? "").split("denied request: the gVisor installer ").at(-1) ?? ""}`;
  };
  const mark = { metadata: { labels: { "aks-sandbox/ready": "gvisor" } } };
  const uid = "00000000-0000-4000-8000-000000000000";
  const metadata = "422 may change no annotation, finalizer or owner of a node";
  for (const [patch, answer] of [
    [{ metadata: { annotations: { other: "x" } } }, metadata],
    [{ metadata: { finalizers: ["example.test/keep"] } }, metadata],
    [{ metadata: { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "c", uid }] } }, metadata],
    [{ metadata: { labels: { other: "x" } } }, "422 may change no label but aks-sandbox/ready"],
  ] as const)
    assert.equal(await asInstaller(own, patch), answer);
  assert.equal(await asInstaller(own, mark), "200 ");
  assert.equal(await asInstaller(foreign, mark), "422 may change its own node alone");
});

test("without its role it ends with the API server's refusal, again and again", async (t) => {
  const server = await applied(t, (object) => (stringAt(object, "kind") === "ClusterRoleBinding" ? undefined : object));
  server.advance(8_000);
  const { log, ready, podReady } = await seen(server);
  assert.deepEqual([ready, podReady], [undefined, "False"]);
  assert.match(
    log ?? "",
    /^Error from server \(Forbidden\): nodes "aks-sandbox-12345678-vmss000000" is forbidden: User "system:serviceaccount:aks-sandbox-gvisor:installer" cannot get resource "nodes"/,
  );
  const [pod] = await items(server, podsPath);
  const [status] = listOf(jsonAt(pod, "status", "containerStatuses"));
  assert.equal(stringAt(status, "state", "waiting", "reason"), "CrashLoopBackOff");
});

test("without the rights of the script's commands nothing is changed", async (t) => {
  const server = await applied(
    t,
    (object) => JSON.parse(JSON.stringify(object).replace('"hostPID":true', '"hostPID":false')) as object,
  );
  server.advance(8_000);
  const { log, handlers } = await seen(server);
  assert.equal(log, "ERROR: containerd cannot be asked for its version: nsenter -t 1 -m -- containerd --version");
  assert.deepEqual(handlers, ["", "runc", "untrusted"]);
});

test("another program with other variables is not taken for it", async (t) => {
  const server = await applied(
    t,
    (object) => JSON.parse(JSON.stringify(object).replace('"RUNSC_FLAGS"', '"OTHER"')) as object,
  );
  server.advance(8_000);
  assert.match((await seen(server)).log ?? "", /^the local Azure does not model/);
});
