import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { runCli } from "../helpers/run-cli.js";
import { installerCases } from "../templates/gvisor/installer-cases.js";
import { sharedCluster, startCluster, type Cluster } from "./cluster/cluster.js";
import { images } from "./cluster/images.js";
import { until } from "./cluster/until.js";
import { installerFlags } from "./gvisor/installer-image.js";

// The script alone: a real containerd takes what it writes.
const { containerd, busybox } = sharedCluster().binaries.programs;
installerCases("busybox sh, with a real containerd", [busybox ?? "", "sh"], containerd);

/** The tables of AKS's nodes: the new name in a file of version 2, and no imports (AgentBaker, 2026-08). */
const aksConfig = `version = 2
oom_score = 0
[plugins."io.containerd.nri.v1.nri"]
  disable = true
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${images.pause}"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["/opt/cni/bin"]
  conf_dir = "/etc/cni/net.d"
[plugins."io.containerd.cri.v1.runtime".containerd]
  default_runtime_name = "runc"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`;
const daemonSetPath = "/apis/apps/v1/namespaces/aks-sandbox-gvisor/daemonsets/installer";

test("the installer's DaemonSet on a node without gVisor", { timeout: 300_000 }, async (t) => {
  const cluster = await startCluster({ containerd: { handlers: { runc: "runc" }, configVersion: 2 } });
  t.after(() => cluster.stop());
  const node = nodeOf(cluster);
  await node.label({ "aks-sandbox/runtime": "gvisor" });
  const objects = await render(cluster);

  for (const [title, config] of [
    ["a drop-in folder and the old table", undefined],
    ["the configuration of AKS's nodes", aksConfig],
  ] as const) {
    await t.test(title, async (t2) => {
      if (config !== undefined) {
        await node.shell(`cat >/etc/containerd/config.toml`, config);
        await cluster.restartContainerd();
      }
      const before = await node.files();
      assert.deepEqual(await node.handlers(), ["runc"]);

      await t2.test("brings the handler, then the label, then the pod's readiness", async () => {
        for (const object of objects) await apply(cluster, object);
        await until("the installer's end", () => ready(cluster, 1), 60_000);
        assert.deepEqual(await node.handlers(), ["runc", "runsc"]);
        assert.equal((await node.labels())["aks-sandbox/ready"], "gvisor");
        assert.equal(await node.containerdStarts(), config === undefined ? 2 : 5);
      });

      await t2.test("a pod of the class runs in gVisor", async () => {
        const printed = await runPod(cluster, "sandboxed", "cat /proc/version; dmesg | head -n 1");
        assert.match(printed, /^Linux version 4\.4\.0 #1 SMP Sun Jan 10 15:06:54 PST 2016/);
        assert.match(printed, /Starting gVisor/);
      });

      await t2.test("a second run changes nothing and does not restart containerd", async () => {
        const [files, starts] = [await node.files(), await node.containerdStarts()];
        const [pod] = await installerPods(cluster);
        await cluster.call("DELETE", `/api/v1/namespaces/aks-sandbox-gvisor/pods/${pod ?? ""}`);
        await until("the installer's next pod", async () => {
          const [next] = await installerPods(cluster);
          return next !== undefined && next !== pod && (await ready(cluster, 1)) === true ? true : undefined;
        });
        assert.deepEqual(await node.files(), files);
        assert.equal(await node.containerdStarts(), starts);
      });

      await t2.test("its service account may change nothing else of the node, and no other node", async () => {
        const asInstaller = (name: string, patch: object) =>
          cluster.call("PATCH", `/api/v1/nodes/${name}`, patch, {
            "content-type": "application/merge-patch+json",
            "impersonate-user": "system:serviceaccount:aks-sandbox-gvisor:installer",
            "impersonate-group": "system:serviceaccounts",
            "impersonate-extra-authentication.kubernetes.io%2Fnode-name": cluster.node.name,
          });
        const refused = async (name: string, patch: object, says: RegExp) => {
          const { status, body } = await asInstaller(name, patch);
          assert.equal(status, 422, JSON.stringify([patch, body]));
          assert.match(stringAt(body, "message") ?? "", says);
        };
        const owner = { apiVersion: "v1", kind: "ConfigMap", name: "c", uid: "00000000-0000-4000-8000-000000000000" };
        for (const [patch, says] of [
          [{ metadata: { labels: { other: "x" } } }, /may change no label but aks-sandbox\/ready/],
          [{ spec: { taints: [{ key: "a", effect: "NoSchedule" }] } }, /may remove no taint .* and add none/],
          [{ spec: { unschedulable: true } }, /may not cordon/],
          [{ metadata: { annotations: { other: "x" } } }, /may change no annotation, finalizer or owner/],
          [{ metadata: { annotations: null } }, /may change no annotation, finalizer or owner/],
          [{ metadata: { finalizers: ["example.test/keep"] } }, /may change no annotation, finalizer or owner/],
          [{ metadata: { ownerReferences: [owner] } }, /may change no annotation, finalizer or owner/],
          [{ spec: { providerID: "other:///node" } }, /may change nothing else of a node|may not change providerID/],
        ] as const)
          await refused(cluster.node.name, patch, says);
        const mark = { metadata: { labels: { "aks-sandbox/ready": "gvisor" } } };
        assert.equal((await asInstaller(cluster.node.name, mark)).status, 200);

        const foreign = { apiVersion: "v1", kind: "Node", metadata: { name: "foreign" } };
        assert.equal((await cluster.call("POST", "/api/v1/nodes", foreign)).status, 201);
        t2.after(() => cluster.call("DELETE", "/api/v1/nodes/foreign"));
        await refused("foreign", mark, /may change its own node alone/);
      });

      await t2.test("uninstall puts back every byte", async () => {
        for (const object of objects) await apply(cluster, uninstalling(object));
        await until("the uninstaller's end", () => ready(cluster, 1), 60_000);
        assert.equal((await node.labels())["aks-sandbox/ready"], undefined);
        await until("the node's handlers", async () => ((await node.handlers()).join() === "runc" ? true : undefined));
        assert.deepEqual(await node.files(), before);
        await cluster.call("DELETE", daemonSetPath);
        await until("the installer's pods to go", async () =>
          (await installerPods(cluster)).length === 0 ? true : undefined,
        );
      });
    });
  }
});

function nodeOf(cluster: Cluster) {
  const path = `/api/v1/nodes/${cluster.node.name}`;
  const shell = async (command: string, input?: string) => {
    const { code, stdout, stderr } = await cluster.run(["bash", "-c", command], input);
    assert.equal(code, 0, `${command}: ${stderr}`);
    return stdout;
  };
  const now = async () => (await cluster.call("GET", path)).body;
  return {
    shell,
    label: (labels: object) =>
      cluster.call("PATCH", path, { metadata: { labels } }, { "content-type": "application/merge-patch+json" }),
    labels: async () => jsonAt(await now(), "metadata", "labels") as Readonly<Record<string, string | undefined>>,
    handlers: async () =>
      listOf(jsonAt(await now(), "status", "runtimeHandlers"))
        .map((handler) => stringAt(handler, "name") ?? "")
        .filter((name) => name !== "")
        .sort(),
    /** Path, mode and content of everything that the installer may touch. */
    files: () =>
      shell(
        `cd /; find etc/containerd opt -path opt/cni -prune -o -type f -printf '%p %m ' -exec sha256sum {} \\; 2>/dev/null | cut -d' ' -f1-3 | sort`,
      ),
    /** How often containerd has started since the node was made. */
    containerdStarts: async () => {
      const printed = await shell(`grep -c 'containerd successfully booted' ${cluster.folder}/logs/containerd.log`);
      return Number(printed);
    },
  };
}

async function render(cluster: Cluster): Promise<readonly object[]> {
  const flags = await installerFlags(cluster);
  const { exitCode, stdout, stderr } = await runCli([
    "runtimeclass",
    "render",
    "--runtime",
    "gvisor",
    ...flags,
    "-o",
    "json",
  ]);
  assert.equal(exitCode, 0, stderr);
  const document: unknown = JSON.parse(stdout);
  return [...listOf(jsonAt(document, "installer")), jsonAt(document, "manifest")] as readonly object[];
}

async function apply(cluster: Cluster, object: object): Promise<void> {
  const [kind = "", name = ""] = [stringAt(object, "kind"), stringAt(object, "metadata", "name")];
  const version = stringAt(object, "apiVersion") ?? "";
  const namespace = stringAt(object, "metadata", "namespace");
  const plural =
    kind === "ValidatingAdmissionPolicy"
      ? "validatingadmissionpolicies"
      : `${kind.toLowerCase()}${kind.endsWith("s") ? "es" : "s"}`;
  const root = version.includes("/") ? `/apis/${version}` : `/api/${version}`;
  const path = `${root}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}/${name}`;
  const { status, body } = await cluster.call("PATCH", `${path}?fieldManager=aks-sandbox`, object, {
    "content-type": "application/apply-patch+yaml",
  });
  assert.ok(status === 200 || status === 201, `${path}: ${status} ${JSON.stringify(body)}`);
}

function uninstalling(object: object): object {
  return stringAt(object, "kind") === "DaemonSet"
    ? (JSON.parse(JSON.stringify(object).replace('"args":["install"]', '"args":["uninstall"]')) as object)
    : object;
}

async function ready(cluster: Cluster, wanted: number): Promise<true | undefined> {
  const { body } = await cluster.call("GET", daemonSetPath);
  const isSeen = jsonAt(body, "status", "observedGeneration") === jsonAt(body, "metadata", "generation");
  const counts = ["numberReady", "updatedNumberScheduled"].map((field) => jsonAt(body, "status", field));
  return isSeen && counts.every((count) => count === wanted) ? true : undefined;
}

async function installerPods(cluster: Cluster): Promise<readonly string[]> {
  const { body } = await cluster.call("GET", "/api/v1/namespaces/aks-sandbox-gvisor/pods");
  return listOf(jsonAt(body, "items")).map((pod) => stringAt(pod, "metadata", "name") ?? "");
}

/** Runs a command in a pod of the class; answers with what it printed. */
async function runPod(cluster: Cluster, name: string, command: string): Promise<string> {
  const path = "/api/v1/namespaces/default/pods";
  const made = await cluster.call("POST", path, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      runtimeClassName: "gvisor",
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "c", image: images.busybox, imagePullPolicy: "Never", command: ["sh", "-c", command] }],
    },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const pod = await until(
    "the pod's end",
    async () => {
      const { body } = await cluster.call("GET", `${path}/${name}`);
      return ["Succeeded", "Failed"].includes(stringAt(body, "status", "phase") ?? "") ? body : undefined;
    },
    60_000,
  );
  const { body: log } = await cluster.call("GET", `${path}/${name}/log`);
  assert.equal(stringAt(pod, "status", "phase"), "Succeeded", String(log));
  await cluster.call("DELETE", `${path}/${name}`);
  await until("the pod to go", async () =>
    (await cluster.call("GET", `${path}/${name}`)).status === 404 ? true : undefined,
  );
  return String(log);
}
