import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { eventMessages, items } from "../../helpers/kubernetes-objects.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

const podsPath = "/api/v1/namespaces/default/pods";
const node = (index: number) => `aks-sandbox-12345678-vmss00000${index}`;

async function started(t: TestContext): Promise<KubernetesServer> {
  const server = await startKubernetesServer({ kubernetesVersion: "1.35.4" });
  t.after(() => server.close());
  for (const index of [0, 1, 2])
    addNode(server, { name: node(index), labels: { zone: index === 2 ? "b" : "a" }, kubernetesVersion: "1.35.4" });
  server.advance(30_000);
  return server;
}

async function place(server: KubernetesServer, name: string, spec: object): Promise<unknown> {
  const metadata = { name, labels: { app: "web" } };
  const made = await server.call("POST", podsPath, {
    metadata,
    spec: { containers: [{ name: "c", image: "i:1" }], ...spec },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  server.advance(1_000);
  const found = (await items(server, podsPath)).find((pod) => jsonAt(pod, "metadata", "name") === name);
  return jsonAt(found, "spec", "nodeName") ?? (await eventMessages(server, "FailedScheduling")).at(-1);
}

const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } };
const required = "requiredDuringSchedulingIgnoredDuringExecution";
const refusal = (why: string, preemption: string) =>
  `0/3 nodes are available: ${why}. no new claims to deallocate, preemption: 0/3 nodes are available: ${preemption}.`;

test("pods that keep away from each other each get a node, and the fourth none", async (t) => {
  const server = await started(t);
  const affinity = { podAntiAffinity: { [required]: [term] } };
  const places = [];
  for (const name of ["p1", "p2", "p3"]) places.push(await place(server, name, { affinity }));
  assert.deepEqual(places.sort(), [node(0), node(1), node(2)]);
  assert.equal(
    await place(server, "p4", { affinity }),
    refusal("3 node(s) didn't match pod anti-affinity rules", "3 No preemption victims found for incoming pod"),
  );
  assert.equal(
    await place(server, "p5", {}),
    refusal(
      "3 node(s) didn't satisfy existing pods anti-affinity rules",
      "3 No preemption victims found for incoming pod",
    ),
  );
});

test("pods that want to be together follow the first one", async (t) => {
  const server = await started(t);
  const affinity = { podAffinity: { [required]: [{ ...term, topologyKey: "zone" }] } };
  assert.equal(await place(server, "p1", { affinity, nodeSelector: { zone: "b" } }), node(2));
  assert.equal(await place(server, "p2", { affinity }), node(2));
  const alone = { podAffinity: { [required]: [{ ...term, labelSelector: { matchLabels: { app: "none" } } }] } };
  assert.equal(
    await place(server, "p3", { affinity: alone }),
    refusal("3 node(s) didn't match pod affinity rules", "3 Preemption is not helpful for scheduling"),
  );
});

test("required spreading", async (t) => {
  const server = await started(t);
  const topologySpreadConstraints = [
    { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: term.labelSelector },
  ];
  const zones = new Map<string, number>();
  for (const name of ["p1", "p2", "p3", "p4"]) {
    const zone = (await place(server, name, { topologySpreadConstraints })) === node(2) ? "b" : "a";
    zones.set(zone, (zones.get(zone) ?? 0) + 1);
  }
  assert.deepEqual(Object.fromEntries([...zones].sort()), { a: 2, b: 2 });
});

test("a preferred node, a preferred absence, a node by name, a port of the host", async (t) => {
  const server = await started(t);
  const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
  const preference = { matchExpressions: [{ key: "zone", operator: "In", values: ["b"] }] };
  const affinity = { nodeAffinity: { [preferred]: [{ weight: 10, preference }] } };
  assert.equal(await place(server, "p1", { affinity }), node(2));
  const byName = (name: string) => ({
    nodeAffinity: {
      [required]: { nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [name] }] }] },
    },
  });
  assert.equal(await place(server, "p2", { affinity: byName(node(1)) }), node(1));
  const containers = [{ name: "c", image: "i:1", ports: [{ containerPort: 80, hostPort: 80 }] }];
  assert.equal(await place(server, "p3", { affinity: byName(node(1)), containers }), node(1));
  assert.equal(
    await place(server, "p4", { affinity: byName(node(1)), containers }),
    refusal(
      "1 node(s) didn't have free ports for the requested pod ports, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]",
      "1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling",
    ),
  );
});
