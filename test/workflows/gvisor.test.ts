import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { send } from "../helpers/arm-client.js";
import { startLocalAzure, type LocalAzure } from "../helpers/local-azure.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];
const digest = `@sha256:${"1".repeat(64)}`;
const gvisor = ["--runtime", "gvisor", "--node-count", "2", "--installer-image"];
const image = `registry.example/gvisor-installer${digest}`;

/** Asks the cluster's API server as the kubeconfig's user; `rest` follows /api/v1/nodes. */
async function askNodes(azure: LocalAzure, method: string, rest: string, body?: object): Promise<readonly unknown[]> {
  const text = await azure.readKubeconfig();
  const [, server = ""] = /server: (\S+)/.exec(text) ?? [];
  const [, token = ""] = /token: (\S+)/.exec(text) ?? [];
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/merge-patch+json" };
  const reply = await send(azure.simulator, method, `${server}/api/v1/nodes${rest}`, { body, headers });
  return listOf(reply.body["items"]);
}

/** Keys of the taints of a pool's nodes. */
async function taintsOf(azure: LocalAzure, pool: string): Promise<readonly unknown[]> {
  const nodes = await askNodes(azure, "GET", `?labelSelector=agentpool%3D${pool}`);
  return nodes.map((node) => listOf(jsonAt(node, "spec", "taints")).map((one) => stringAt(one, "key")));
}

/** A node of the runtime on which the installer has not come to its end: nothing is proven of it, nor of the whole. */
async function unfinished(azure: LocalAzure): Promise<void> {
  const nodes = await askNodes(azure, "GET", "?labelSelector=aks-sandbox%2Fruntime%3Dgvisor");
  const [late = "", done = ""] = nodes.map((node) => stringAt(node, "metadata", "name") ?? "");
  const ready = (value: string | null) =>
    askNodes(azure, "PATCH", `/${late}`, { metadata: { labels: { "aks-sandbox/ready": value } } });
  await ready(null);
  const verify = ["verify", ...target, "--runtime", "gvisor"];
  const { exitCode, document, stderr } = await azure.json(verify);
  const why = `nothing is proven of node ${late}: the installer of gvisor has not finished there (no label aks-sandbox/ready=gvisor)`;
  assert.deepEqual(
    {
      exitCode,
      verdict: document["verdict"],
      reason: document["reason"],
      coverage: document["coverage"],
      nodes: listOf(document["nodes"]).map((node) => [stringAt(node, "node"), stringAt(node, "verdict")]),
      cure: document["cure"],
    },
    {
      exitCode: 9,
      verdict: "not proven",
      reason: `${why}; the node is isolated; looked at 1 of 2 nodes`,
      coverage: { nodes: 1, of: 2 },
      nodes: [[done, "isolated"]],
      cure: `look at the installer's pod: kubectl get pods -A --field-selector spec.nodeName=${late}`,
    },
    stderr,
  );
  const told = await azure.run(verify);
  assert.equal(told.exitCode, 9);
  assert.ok(told.stdout.includes(`not proven  RuntimeClass gvisor (handler runsc): ${why}`), told.stdout);
  await ready("gvisor");
  assert.equal((await azure.run(verify)).exitCode, 0);
}

describe("--runtime gvisor", () => {
  it("installs it on the nodes of an ordinary pool, proves it, finds it again, and takes it off", async (t) => {
    const azure = await startLocalAzure(t);
    const up = ["up", ...target, "--location", "westus3", ...gvisor];

    const refused = await azure.json([...up, "registry.example/gvisor-installer:1"]);
    assert.equal(refused.exitCode, 2);
    assert.deepEqual(azure.armRequests(), []);

    const first = await azure.json([...up, image]);
    assert.equal(first.exitCode, 0, first.stderr);
    const { document } = first;
    assert.deepEqual(
      {
        isolation: document["isolation"],
        workloadRuntime: stringAt(document, "pool", "workloadRuntime"),
        labels: jsonAt(document, "pool", "nodeLabels"),
        runtimeClass: document["runtimeClass"],
        installer: document["installer"],
      },
      {
        isolation: "isolated",
        workloadRuntime: "OCIContainer",
        labels: { "aks-sandbox/runtime": "gvisor" },
        runtimeClass: { name: "gvisor", handler: "runsc", status: "changed" },
        installer: {
          image,
          settings: {},
          status: "changed",
          support:
            "Microsoft supports the pool, not gVisor on it: an upgrade of Kubernetes or of the node image can break it, and new nodes come without it",
        },
      },
    );
    assert.match(first.stderr, /gvisor is not supported by Microsoft/);

    const second = await azure.json([...up, image]);
    assert.deepEqual([second.exitCode, second.document["changed"]], [0, false], second.stderr);

    // The nodes still have the handler and the label of the installer before it.
    const unpulled = await azure.json([...up, `nowhere.invalid/gvisor-installer${digest}`]);
    assert.equal(unpulled.exitCode, 1, unpulled.stderr);
    assert.match(
      stringAt(unpulled.document, "error", "message") ?? "",
      /the installer's newest pods are not ready everywhere: \S+: the installer's pod \S+ is Pending, (ImagePullBackOff|ErrImagePull).*nowhere\.invalid/,
    );
    const mended = await azure.json([...up, image]);
    assert.deepEqual([mended.exitCode, mended.document["isolation"]], [0, "isolated"], mended.stderr);

    await unfinished(azure);

    const removal = ["runtimeclass", "delete", ...target, "--runtime", "gvisor", "--uninstall", "--yes"];
    const removed = await azure.json(removal);
    assert.deepEqual(
      [removed.exitCode, removed.document["status"], removed.document["installer"]],
      [0, "changed", { status: "removed", nodes: 2 }],
      removed.stderr,
    );
    const again = await azure.json(removal);
    assert.deepEqual(
      [again.exitCode, again.document["changed"], again.document["installer"]],
      [0, false, { status: "not installed", nodes: 0 }],
    );

    const broken = await azure.json([...up, `nowhere.invalid/gvisor-installer${digest}`]);
    assert.equal(broken.exitCode, 1);
    const message = stringAt(broken.document, "error", "message") ?? "";
    assert.match(message, /ready, but without the handler runsc \(it has runc, untrusted\)/);
    assert.match(
      message,
      /the installer's pod aks-sandbox-gvisor\/installer-\w+ is Pending, (ImagePullBackOff|ErrImagePull)/,
    );
    assert.match(message, /nowhere\.invalid/);
    assert.equal(broken.document["changed"], true);
    assert.ok(listOf(broken.document["remaining"]).some((line) => String(line).includes("apply RuntimeClass gvisor")));
  });

  it("with a preview api-version, a new cluster's nodes are held by a taint that the installer removes", async (t) => {
    const azure = await startLocalAzure(t);
    const up = ["up", ...target, "--location", "westus3", ...gvisor, image, "--api-version", "2025-09-02-preview"];
    const taint = "aks-sandbox/installing=gvisor:NoSchedule";

    const plan = await azure.json(["plan", ...up.slice(1)]);
    const notes = listOf(plan.document["notes"]).map(String);
    assert.ok(notes.some((note) => note.includes(`removed its taint ${taint} (nodeInitializationTaints)`)));
    const planned = listOf(jsonAt(plan.document, "requests", "newCluster", "properties", "agentPoolProfiles"));
    assert.deepEqual(jsonAt(planned[1], "nodeInitializationTaints"), [taint]);

    const unasked = await azure.json(up);
    assert.deepEqual([unasked.exitCode, stringAt(unasked.document, "error", "code")], [2, "ConfirmationNeeded"]);

    const first = await azure.json([...up, "--yes"]);
    assert.deepEqual([first.exitCode, first.document["isolation"]], [0, "isolated"], first.stderr);
    const asked = azure.simulator.requests.find(({ method, url }) => method === "PUT" && /managedClusters/.test(url));
    assert.match(asked?.url ?? "", /api-version=2025-09-02-preview/);
    assert.deepEqual(await taintsOf(azure, "sandbox"), [["aks-sandbox/runtime"], ["aks-sandbox/runtime"]]);

    // That a second run changes nothing is seen on a real node (test/kubernetes/up.k8s.ts).
    const later = await azure.json(["pool", "add", ...target, "--name", "later", ...gvisor, image, "--dry-run"]);
    const laterNotes = listOf(later.document["notes"]).map(String);
    assert.ok(laterNotes.some((note) => note.includes("nodeInitializationTaints are not asked for: up --api-version")));
  });
});
