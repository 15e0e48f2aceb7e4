import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { needsKubectl, runKubectl } from "../../helpers/kubectl.js";
import { addNode, startKubernetesServer } from "../../helpers/kubernetes-server.js";

const first = "aks-sandbox-12345678-vmss000000";
const second = "aks-sandbox-12345678-vmss000001";

/** A cluster of two nodes whose time runs 20 times as fast as the wall's. */
async function started(t: TestContext) {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  addNode(server);
  addNode(server, { name: second });
  server.advance(30_000);
  const folder = mkdtempSync(join(tmpdir(), "aks-sandbox-kubectl-"));
  const ticking = setInterval(() => {
    server.advance(1_000);
  }, 50);
  t.after(() => {
    clearInterval(ticking);
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, "config");
  writeFileSync(file, server.kubeconfig, { mode: 0o600 });
  const kubectl = async (line: string, input = "") => {
    const result = await runKubectl(line.split(" "), { KUBECONFIG: file, HOME: folder }, input);
    assert.equal(result.code, 0, `kubectl ${line}: ${result.stderr}`);
    return result.stdout;
  };
  return { server, kubectl };
}

const cells = (table: string) =>
  table
    .trim()
    .split("\n")
    .map((line) => line.split(/ {2,}/).map((cell) => cell.trim()));

test("kubectl creates, scales, changes, watches and undoes a deployment", needsKubectl, async (t) => {
  const { kubectl } = await started(t);
  assert.equal(
    await kubectl("create deployment web --image=example.test/web:1 --replicas=3"),
    "deployment.apps/web created\n",
  );
  assert.match(
    await kubectl("rollout status deployment/web --timeout=30s"),
    /deployment "web" successfully rolled out\n$/,
  );
  assert.deepEqual(
    cells(await kubectl("get deployments -o wide")).map((row) => row.filter((_, index) => index !== 4)),
    [
      ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "CONTAINERS", "IMAGES", "SELECTOR"],
      ["web", "3/3", "3", "3", "web", "example.test/web:1", "app=web"],
    ],
  );
  assert.equal(await kubectl("scale deployment web --replicas=5"), "deployment.apps/web scaled\n");
  await kubectl("rollout status deployment/web --timeout=30s");
  await kubectl("set image deployment/web web=example.test/web:2");
  await kubectl("rollout status deployment/web --timeout=30s");
  assert.match(await kubectl("rollout history deployment/web"), /REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/);
  assert.equal(await kubectl("rollout undo deployment/web"), "deployment.apps/web rolled back\n");
  await kubectl("rollout status deployment/web --timeout=30s");
  assert.match(await kubectl("get deployment web -o jsonpath={..image}"), /^example\.test\/web:1/);
  assert.match(await kubectl("describe deployment web"), /Scaled up replica set web-\w+ from 0 to 3/);
  assert.match(await kubectl("delete deployment web"), /^deployment\.apps "web" deleted/);
});

test("kubectl cordons, drains around a budget, and uncordons", needsKubectl, async (t) => {
  const { kubectl } = await started(t);
  await kubectl("create deployment web --image=example.test/web:1 --replicas=4");
  await kubectl("rollout status deployment/web --timeout=30s");
  await kubectl("create poddisruptionbudget web --selector=app=web --min-available=3");
  const budget = cells(await kubectl("get pdb"));
  assert.deepEqual(budget[1]?.slice(0, 3), ["web", "3", "N/A"]);
  assert.equal(await kubectl(`cordon ${first}`), `node/${first} cordoned\n`);
  assert.match(await kubectl("get nodes"), new RegExp(`${first} +Ready,SchedulingDisabled`));
  assert.match(await kubectl(`get node ${first} -o jsonpath={.spec.taints}`), /node\.kubernetes\.io\/unschedulable/);
  const drained = await kubectl(`drain ${first} --timeout=60s`);
  assert.match(drained, new RegExp(`node/${first} drained\n$`));
  const where = await kubectl("get pods -o jsonpath={.items[*].spec.nodeName}");
  assert.deepEqual([...new Set(where.split(" "))], [second]);
  await kubectl(`uncordon ${first}`);
  assert.doesNotMatch(await kubectl("get nodes"), /SchedulingDisabled/);
});
