import assert from "node:assert/strict";
import { after, test } from "node:test";
import { parse } from "yaml";
import { jsonAt, stringAt } from "../../src/json.js";
import { allVariants, runtimeName, runtimes } from "../../src/runtimes/index.js";
import type { SandboxRuntime } from "../../src/runtimes/runtime.js";
import { runCli } from "../helpers/run-cli.js";
import { realCluster } from "./real-cluster.js";

// The guests of Kata and Firecracker boot nowhere here: what is written for them is tested up to the API server, whose
// own admission gives a pod its class's overhead, selector and toleration.
const cluster = await realCluster();
after(() => cluster.close());

async function render(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(["runtimeclass", "render", ...args]);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

function apply(manifest: string) {
  return cluster.kubectl(["apply", "--server-side", "--field-manager", "aks-sandbox", "-f", "-"], manifest);
}

/** What the API server's admission makes of a pod of the class; the pod is not kept. */
async function admitted(runtimeClassName: string) {
  const { status, body } = await cluster.call("POST", "/api/v1/namespaces/default/pods?dryRun=All", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `dry-${runtimeClassName}` },
    spec: { runtimeClassName, containers: [{ name: "one", image: "localhost/busybox:1" }] },
  });
  assert.equal(status, 201, JSON.stringify(body));
  const own = (toleration: unknown) => stringAt(toleration, "key") === "aks-sandbox/runtime";
  const tolerations = jsonAt(body, "spec", "tolerations");
  return {
    overhead: jsonAt(body, "spec", "overhead"),
    nodeSelector: jsonAt(body, "spec", "nodeSelector"),
    tolerations: Array.isArray(tolerations) ? tolerations.filter(own) : [],
  };
}

function expected({ id, installer, runtimeClass }: SandboxRuntime) {
  const ready = installer?.readyLabel;
  return {
    overhead: runtimeClass.overhead.podFixed,
    nodeSelector: { "aks-sandbox/runtime": id, ...(ready === undefined ? {} : { [ready.key]: ready.value }) },
    tolerations: [{ key: "aks-sandbox/runtime", operator: "Equal", value: id, effect: "NoSchedule" }],
  };
}

for (const runtime of runtimes.flatMap(allVariants)) {
  const name = runtimeName(runtime);
  test(`a real API server takes the class of ${name}, and gives its pods what it says`, async (t) => {
    const className = `rendered-${name}`;
    const manifest = await render("--runtime", name, "--runtime-class", className);
    t.after(() => cluster.kubectl(["delete", "runtimeclass", className, "--ignore-not-found"]));
    const applied = await apply(manifest);
    assert.equal(applied.code, 0, applied.stderr);
    assert.deepEqual(await admitted(className), expected(runtime));
    // Once more: nothing changes, and nobody else's field is taken.
    assert.equal((await apply(manifest)).code, 0);
  });
}

test("and the class of a custom runtime that kata-deploy's chart writes from our values", async (t) => {
  const settings = ["custom-runtime=rendered", "guest-image=/opt/kata/share/guests/rendered.img"];
  const values: unknown = parse(
    await render("--runtime", "kata", ...settings.flatMap((setting) => ["--installer-setting", setting])),
  );
  const manifest = stringAt(values, "customRuntimes", "runtimes", "rendered", "runtimeClass") ?? "";
  t.after(() => cluster.kubectl(["delete", "runtimeclass", "kata-rendered", "--ignore-not-found"]));
  const applied = await apply(manifest);
  assert.equal(applied.code, 0, applied.stderr);
  const { nodeSelector } = await admitted("kata-rendered");
  assert.deepEqual(nodeSelector, { "aks-sandbox/runtime": "kata", "katacontainers.io/kata-runtime": "true" });
});

test("verify proves nothing of Kata where no node has it, and says so", async (t) => {
  t.after(() => cluster.kubectl(["delete", "runtimeclass", "rendered-nowhere", "--ignore-not-found"]));
  await apply(await render("--runtime", "kata-clh", "--runtime-class", "rendered-nowhere"));
  const kubeconfig = ["--kubeconfig", cluster.kubeconfigPath, "--image", "localhost/busybox:1"];
  const { exitCode, stdout } = await runCli(
    ["verify", ...kubeconfig, "--runtime-class", "rendered-nowhere", "-o", "json"],
    { timeoutMs: 120_000 },
  );
  const document: unknown = JSON.parse(stdout);
  assert.deepEqual([exitCode, stringAt(document, "verdict")], [9, "not proven"], stdout);
  assert.match(stringAt(document, "reason") ?? "", /select/);
});
