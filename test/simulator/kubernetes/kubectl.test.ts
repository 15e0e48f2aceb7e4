import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { needsKubectl, runKubectl } from "../../helpers/kubectl.js";
import { addNode, startKubernetesServer } from "../../helpers/kubernetes-server.js";

const node = "aks-sandbox-12345678-vmss000000";
const runtimeClass = (memory: string) => `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: mine}
handler: kata
overhead: {podFixed: {memory: ${memory}}}
scheduling: {nodeSelector: {kubernetes.azure.com/kata-vm-isolation: "true"}}
`;

async function started(t: TestContext) {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server);
  server.advance(30_000);
  const folder = mkdtempSync(join(tmpdir(), "aks-sandbox-kubectl-"));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, "config");
  writeFileSync(file, server.kubeconfig, { mode: 0o600 });
  const kubectl = (args: readonly string[], input = "") => runKubectl(args, { KUBECONFIG: file, HOME: folder }, input);
  return { server, kubectl };
}

test("kubectl lists nodes and classes with the real columns", needsKubectl, async (t) => {
  const parts = await started(t);
  const nodes = await parts.kubectl(["get", "nodes", "-o", "wide"]);
  assert.equal(nodes.stderr, "");
  assert.deepEqual(
    nodes.stdout.split("\n").map((line) => line.split(/ {2,}/).map((cell) => cell.trim())),
    [
      [
        "NAME",
        "STATUS",
        "ROLES",
        "AGE",
        "VERSION",
        "INTERNAL-IP",
        "EXTERNAL-IP",
        "OS-IMAGE",
        "KERNEL-VERSION",
        "CONTAINER-RUNTIME",
      ],
      [
        node,
        "Ready",
        "<none>",
        "30s",
        "v1.33.5",
        "10.224.0.4",
        "<none>",
        "Microsoft Azure Linux 3.0",
        "6.6.137.mshv2-2.azl3",
        "containerd://2.2.4",
      ],
      [""],
    ],
  );
  const classes = await parts.kubectl(["get", "runtimeclass"]);
  assert.match(classes.stdout, /^NAME +HANDLER +AGE\nkata-vm-isolation +kata +30s\nrunc +runc +30s\n$/);
});

test("kubectl create sends protobuf; the object is the one of its manifest", needsKubectl, async (t) => {
  const { server, kubectl } = await started(t);
  const cases = [
    { path: "/api/v1/configmaps", args: ["configmap", "made", "--from-literal=a=b"] },
    { path: "/api/v1/resourcequotas", args: ["quota", "made", "--hard=pods=3,requests.cpu=500m"] },
    {
      path: "/apis/apps/v1/deployments",
      args: ["deployment", "made", "--image=example.test/i:1", "--replicas=0", "--port=80"],
    },
  ];
  const spec = ({ metadata: _metadata, status: _status, ...rest }: Record<string, unknown>) => rest;
  await Promise.all(
    cases.map(async ({ path, args }) => {
      const dry = await kubectl(["create", ...args, "--dry-run=client", "-o", "json"]);
      const own = path.replace(/[^/]+$/, "namespaces/default/$&");
      const asJson = await server.call("POST", `${own}?dryRun=All`, dry.stdout);
      const made = await kubectl(["create", ...args]);
      assert.equal(made.stdout.trim().endsWith("/made created"), true, made.stderr);
      const live = await server.call("GET", `${own}/made`);
      assert.deepEqual(spec(live.body as Record<string, unknown>), spec(asJson.body as Record<string, unknown>));
    }),
  );
});

test("kubectl applies, conflicts and changes nothing twice", needsKubectl, async (t) => {
  const parts = await started(t);
  const apply = (memory: string, manager: string) =>
    parts.kubectl(["apply", "--server-side", "--field-manager", manager, "-f", "-"], runtimeClass(memory));
  assert.deepEqual(await apply("128Mi", "one"), {
    code: 0,
    stdout: "runtimeclass.node.k8s.io/mine serverside-applied\n",
    stderr: "",
  });
  const conflict = await apply("256Mi", "two");
  assert.equal(conflict.code, 1);
  assert.match(conflict.stderr, /Apply failed with 1 conflict: conflict with "one": \.overhead\.podFixed\.memory/);
  const client = await parts.kubectl(["apply", "-f", "-"], runtimeClass("128Mi"));
  assert.equal(client.stdout, "runtimeclass.node.k8s.io/mine configured\n");
  const again = await parts.kubectl(["apply", "-f", "-"], runtimeClass("128Mi"));
  assert.equal(again.stdout, "runtimeclass.node.k8s.io/mine unchanged\n");
});

test("kubectl labels, taints, cordons and describes a node", needsKubectl, async (t) => {
  const parts = await started(t);
  for (const args of [
    ["label", "node", node, "a=b"],
    ["taint", "node", node, "x=y:NoSchedule"],
    ["cordon", node],
  ])
    assert.equal((await parts.kubectl(args)).code, 0, args.join(" "));
  const described = await parts.kubectl(["describe", "node", node]);
  assert.match(described.stdout, /Labels: +a=b\n/);
  assert.match(described.stdout, /Taints: +x=y:NoSchedule\n/);
  assert.match(described.stdout, /Unschedulable: +true\n/);
});

test("kubectl runs a pod, waits for it, reads its log and deletes it", needsKubectl, async (t) => {
  const parts = await started(t);
  const { server, kubectl } = parts;
  const overrides = JSON.stringify({ spec: { runtimeClassName: "kata-vm-isolation" } });
  const script = "uname -r; sleep 5; echo done";
  const run = ["run", "p", "--image=i:1", "--restart=Never", `--overrides=${overrides}`, "--", "sh", "-c", script];
  assert.equal((await kubectl(run)).stdout, "pod/p created\n");
  const waiting = kubectl(["wait", "pod/p", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=30s"]);
  const ticking = setInterval(() => {
    server.advance(1_000);
  }, 50);
  t.after(() => {
    clearInterval(ticking);
  });
  assert.equal((await waiting).stdout, "pod/p condition met\n");
  assert.equal((await kubectl(["logs", "-f", "p"])).stdout, "6.6.137.mshv1-1.azl3\ndone\n");
  const events = await kubectl([
    "get",
    "events",
    "--field-selector=involvedObject.name=p",
    "-o",
    "jsonpath={.items[*].reason}",
  ]);
  assert.equal(events.stdout, "Scheduled Pulling Pulled Created Started");
  assert.match((await kubectl(["delete", "pod", "p"])).stdout, /^pod "p" deleted/);
});
