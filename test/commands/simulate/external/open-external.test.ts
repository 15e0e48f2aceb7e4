import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openExternal } from "../../../../src/commands/simulate/external/open-external.js";
import { CliError } from "../../../../src/errors.js";
import { testContext } from "../../../helpers/context.js";
import { addNode } from "../../../helpers/kubernetes-server.js";
import { mark, marks, startReal, untouched } from "./real-server.js";

test("what is wrong with the real cluster is said before anything starts, and without its secrets", async (t) => {
  const real = await startReal(t);
  const changed = (name: string, change: (text: string) => string) => {
    const file = join(real.folder, name);
    writeFileSync(file, change(real.server.kubeconfig));
    return file;
  };
  const noContext = changed("no-context", (text) => text.replace(/^current-context: .*$/m, "current-context: gone"));
  const noServer = changed("no-server", (text) => text.replace(/server: .*$/m, "server: https://127.0.0.1:1"));
  const noAccess = changed("no-access", (text) =>
    text.replace(/token: .*$/m, "token: wrong").replace(/client-(certificate|key)-data: .*\n/g, ""),
  );
  await mark(real, "worker-2", process.ppid);
  // On a cluster of AKS itself the pools' labels are AKS's.
  const aks = addNode(real.server, {
    labels: { agentpool: "system", "kubernetes.azure.com/agentpool": "system" },
  }).name;
  const rows: readonly [file: string, node: string, exitCode: number, error: RegExp][] = [
    [join(real.folder, "none"), "worker-1", 2, /there is no kubeconfig at \S+none$/],
    [noContext, "worker-1", 2, /the kubeconfig leads from context "gone" to no server/],
    [noServer, "worker-1", 1, /127\.0\.0\.1:1/],
    [noAccess, "worker-1", 4, /answered 401/],
    [real.file, "worker-2", 7, /^node worker-2 serves the local Azure at https:\/\/local \(process \d+\)$/],
    [
      real.file,
      aks,
      1,
      /answered 400 to patch nodes aks-\S+: admission webhook "aks-node-validating-webhook\S*" denied/,
    ],
    [real.file, "worker-9", 3, /^--pool-node sandbox=worker-9: https:\S+ has no node worker-9$/],
  ];
  for (const [kubeconfig, node, exitCode, message] of rows) {
    const context = testContext({ cwd: real.folder });
    const error: unknown = await openExternal(context, { kubeconfig, poolNodes: new Map([["sandbox", node]]) }).catch(
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof CliError, String(error));
    assert.deepEqual([error.exitCode, message.test(error.message)], [exitCode, true], error.message);
    const said = `${error.message} ${error.hint ?? ""} ${context.stderr.text()}`;
    assert.equal(said.includes(real.server.token), false);
  }
});

test("the start takes away what a run that is no more has left on a node, of whatever pool", async (t) => {
  const real = await startReal(t);
  await mark(real, "worker-2", spawnSync(process.execPath, ["--version"]).pid);
  assert.equal((await real.node("worker-2")).metadata.labels["agentpool"], "old");
  const poolNodes = new Map([["sandbox", "worker-1"]]);
  const external = await openExternal(testContext({ cwd: real.folder }), { kubeconfig: real.file, poolNodes });
  t.after(() => external.end());
  await external.begin("https://127.0.0.1:1");
  assert.deepEqual(marks(await real.node("worker-2")), untouched);
});

test("a node that a local Azure has is no other's, also while no pool has it", async (t) => {
  const real = await startReal(t);
  const poolNodes = new Map([["sandbox", "worker-1"]]);
  const external = await openExternal(testContext({ cwd: real.folder }), { kubeconfig: real.file, poolNodes });
  t.after(() => external.end());
  await external.begin("https://127.0.0.1:1");
  const { metadata, spec } = await real.node();
  assert.deepEqual(marks({ metadata, spec }), untouched);
  assert.match(metadata.annotations?.["aks-sandbox/simulate"] ?? "", new RegExp(`"pid":${process.pid},`));
  await external.end();
  assert.deepEqual((await real.node()).metadata.annotations ?? {}, {});
});
