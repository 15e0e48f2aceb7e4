import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { it } from "node:test";
import { jsonAt, listOf, stringAt, textsOf } from "../../src/json.js";
import { runtimesText } from "../../src/help/runtimes.js";
import { findRuntime, runtimes } from "../../src/runtimes/index.js";
import { cliPath, runCli } from "../helpers/run-cli.js";
import { sixth } from "./sixth-runtime.js";
import { startSandboxCluster, type SandboxCluster } from "../helpers/sandbox-cluster.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];
const sixthProgram = fileURLToPath(new URL("sixth-program.js", import.meta.url));

/** Runs a program with `-o json`. */
async function run(azure: SandboxCluster, args: readonly string[], program = cliPath) {
  const { exitCode, stdout, stderr } = await runCli([...args, "-o", "json"], {
    env: azure.env,
    timeoutMs: 90_000,
    program,
  });
  return { exitCode, document: JSON.parse(stdout === "" ? "{}" : stdout) as unknown, stderr };
}

/** What kata-deploy, or another installer, leaves on the nodes of a pool: the handler, and then its label. */
async function install(azure: SandboxCluster, pool: string, handler: string, label: readonly [string, string]) {
  const nodes = await azure.kube("GET", `/api/v1/nodes?labelSelector=agentpool%3D${pool}`);
  for (const node of listOf(nodes.body["items"])) {
    const path = `/api/v1/nodes/${stringAt(node, "metadata", "name") ?? ""}`;
    const handlers = [...listOf(jsonAt(node, "status", "runtimeHandlers")), { name: handler }];
    await azure.kube("PATCH", `${path}/status`, { status: { runtimeHandlers: handlers } });
    await azure.kube("PATCH", path, { metadata: { labels: { [label[0]]: label[1] } } });
  }
}

/** Of a status: our class, the pool's runtime, and whether anything is wrong. */
async function statusOf(azure: SandboxCluster, pool: string, className: string, program = cliPath) {
  const { document } = await run(azure, ["status", ...target], program);
  const named = (list: string, name: string) =>
    listOf(jsonAt(document, list)).find((item) => stringAt(item, "name") === name);
  const problems = listOf(jsonAt(document, "findings")).filter((item) => stringAt(item, "severity") === "problem");
  const live = named("runtimeClasses", className);
  return {
    pool: stringAt(named("pools", pool), "runtime"),
    class: [stringAt(live, "handler"), jsonAt(live, "isSandbox"), stringAt(live, "usable")],
    problems: problems.map((item) => stringAt(item, "text")),
  };
}

it("runtimes that are put on an ordinary pool", async (t) => {
  const azure = await startSandboxCluster(t, { nodes: 0, runtimeClass: undefined });

  await t.test("kata: ends with the command that installs it, and goes on once it is there", async () => {
    const add = ["pool", "add", ...target, "--name", "kata", "--node-count", "1", "--runtime", "kata-clh"];
    const first = await run(azure, add);
    assert.equal(first.exitCode, 1, first.stderr);
    assert.equal(stringAt(first.document, "error", "code"), "RuntimeNotInstalled");
    const [todo, ...left] = textsOf(jsonAt(first.document, "remaining"));
    assert.match(
      todo ?? "",
      /^put kata on the nodes: aks-sandbox runtimeclass render --runtime kata-clh --installer \| helm upgrade --install kata-deploy /,
    );
    assert.match(left.join("\n"), /still to do: apply RuntimeClass kata-clh/);
    assert.match(first.stderr, /kata is not supported by Microsoft/);
    assert.deepEqual(azure.writes().filter((line) => line.includes("agentPools")).length, 1);

    await install(azure, "kata", "kata-clh", ["katacontainers.io/kata-runtime", "true"]);
    const second = await run(azure, add);
    assert.equal(second.exitCode, 0, second.stderr);
    const { body } = await azure.kube("GET", "/apis/node.k8s.io/v1/runtimeclasses/kata-clh");
    assert.deepEqual(
      [body["handler"], body["overhead"], jsonAt(body, "scheduling", "nodeSelector")],
      [
        "kata-clh",
        { podFixed: { memory: "130Mi", cpu: "250m" } },
        { "aks-sandbox/runtime": "kata", "katacontainers.io/kata-runtime": "true" },
      ],
    );
    const verified = await run(azure, ["verify", ...target, "--runtime", "kata-clh"]);
    assert.deepEqual(
      [verified.exitCode, stringAt(verified.document, "verdict")],
      [0, "isolated"],
      stringAt(verified.document, "reason"),
    );
    assert.deepEqual(await statusOf(azure, "kata", "kata-clh"), {
      pool: "kata",
      class: ["kata-clh", true, "yes"],
      problems: [],
    });
  });

  await t.test("gvisor is never had of a pool that has another runtime", async () => {
    const image = `registry.example/gvisor@sha256:${"0".repeat(64)}`;
    const flags = ["--name", "kata", "--node-count", "1", "--runtime", "gvisor", "--installer-image", image];
    const refused = await run(azure, ["pool", "add", ...target, ...flags]);
    assert.equal(refused.exitCode, 5, refused.stderr);
    assert.match(
      stringAt(refused.document, "error", "message") ?? "",
      /the label aks-sandbox\/runtime is kata, asked for is gvisor/,
    );
  });

  await t.test("a sixth one, of which the program's code knows nothing", async () => {
    const image = `registry.example/sixth@sha256:${"0".repeat(64)}`;
    const bare = ["pool", "add", ...target, "--name", "sixth", "--node-count", "1", "--runtime", "sixth"];
    const add = [...bare, "--installer-image", image, "--installer-setting", "colour=green"];
    const unnamed = await run(azure, bare, sixthProgram);
    assert.match(
      stringAt(unnamed.document, "error", "hint") ?? unnamed.stderr,
      /build and push one as https:\/\/sixth\.example\/install says/,
    );
    const refused = await run(azure, [...add, "--set-pool", "properties.podSubnetID=/subnet"], sixthProgram);
    assert.equal(refused.exitCode, 5, refused.stderr);
    assert.match(stringAt(refused.document, "error", "message") ?? "", /podSubnetID cannot be combined with sixth/);

    const named = [...add, "--runtime-class", "sixth-of-aks"];
    const ofAks = await run(azure, named, sixthProgram);
    assert.deepEqual([ofAks.exitCode, stringAt(ofAks.document, "error", "code")], [5, "RuntimeClassOfAks"]);

    const running = run(azure, add, sixthProgram);
    await until(
      async () => (await azure.kube("GET", "/api/v1/namespaces/kube-system/configmaps/sixth-installer")).status,
    );
    const applied = await azure.kube("GET", "/api/v1/namespaces/kube-system/configmaps/sixth-installer");
    assert.deepEqual(applied.body["data"], { handler: "kata-sixth", image, colour: "green" });
    await install(azure, "sixth", "kata-sixth", ["sixth.example/ready", "yes"]);
    const added = await running;
    assert.equal(added.exitCode, 0, added.stderr);
    assert.match(added.stderr, /sixth is not supported by Microsoft: Microsoft supports the pool alone/);
    const pool = jsonAt(added.document, "pool");
    assert.deepEqual(
      [stringAt(pool, "workloadRuntime"), jsonAt(pool, "nodeTaints")],
      ["OCIContainer", ["aks-sandbox/runtime=sixth:NoSchedule"]],
    );
    const verified = await run(azure, ["verify", ...target, "--runtime", "sixth"], sixthProgram);
    assert.deepEqual(
      [verified.exitCode, stringAt(verified.document, "verdict")],
      [0, "isolated"],
      stringAt(verified.document, "reason"),
    );
    assert.equal(stringAt(verified.document, "runtimeClass", "name") ?? "sixth-class", "sixth-class");
    assert.deepEqual(await statusOf(azure, "sixth", "sixth-class", sixthProgram), {
      pool: "sixth",
      class: ["kata-sixth", true, "yes"],
      problems: [],
    });
    const help = runtimesText([...runtimes, sixth]);
    assert.match(help, /^sixth$/m);
    assert.match(help, /colour: its colour \(red\)/);
    // The program as it is does not know it.
    assert.equal(findRuntime("sixth"), undefined);
  });
});

/** Asks until the answer is 200, at most 30 s of the wall. */
async function until(ask: () => Promise<number>): Promise<void> {
  const endMs = performance.now() + 30_000;
  while ((await ask()) !== 200) {
    if (performance.now() > endMs) throw new Error("what was waited for did not come");
    await setTimeout(50);
  }
}
