import assert from "node:assert/strict";
import { test } from "node:test";
import {
  markPatch,
  ownerOf,
  recordAnnotation,
  type NodeMarks,
} from "../../../../src/commands/simulate/external/node-marks.js";
import type { EditableNode } from "../../../../src/kubernetes/edit-nodes.js";

const owner = { url: "https://127.0.0.1:1", pid: 7, host: "here", since: "2026-11-23T12:00:00.000Z" };
const gpu = { key: "gpu", value: "yes", effect: "NoSchedule" };
const bare: EditableNode = {
  name: "worker-1",
  resourceVersion: "5",
  ready: true,
  unschedulable: false,
  labels: { "kubernetes.io/os": "linux", agentpool: "mine" },
  annotations: { note: "kept" },
  taints: [gpu],
};
const sandbox: NodeMarks = {
  machine: "aks-sandbox-1-vmss000000",
  labels: { agentpool: "sandbox", "kubernetes.azure.com/mode": "user" },
  taints: [{ key: "aks-sandbox/runtime", value: "gvisor", effect: "NoSchedule" }],
  firstTaints: [],
  cordoned: false,
};

/** What the API server makes of a merge patch. */
function patched(node: EditableNode, wanted: NodeMarks | undefined, by = owner): EditableNode {
  const patch = markPatch(node, wanted, by) as
    | {
        metadata: {
          resourceVersion: string;
          labels: Record<string, string | null>;
          annotations?: Record<string, string | null>;
        };
        spec: { taints?: EditableNode["taints"] | null; unschedulable?: boolean | null };
      }
    | undefined;
  if (patch === undefined) return node;
  assert.equal(patch.metadata.resourceVersion, node.resourceVersion);
  const merged = (before: Readonly<Record<string, string>>, change: Record<string, string | null> = {}) =>
    Object.fromEntries(
      Object.entries({ ...before, ...change }).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
    );
  const { taints, unschedulable } = patch.spec;
  return {
    ...node,
    resourceVersion: String(Number(node.resourceVersion) + 1),
    labels: merged(node.labels, patch.metadata.labels),
    annotations: merged(node.annotations, patch.metadata.annotations),
    taints: taints === undefined ? node.taints : (taints ?? []),
    unschedulable: unschedulable === undefined ? node.unschedulable : unschedulable === true,
  };
}

const shown = ({ labels, taints, unschedulable }: EditableNode) => ({
  labels,
  taints: taints.map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`),
  unschedulable,
});

test("a marked node has its pool's labels and taints beside its own, and is right then", () => {
  const marked = patched(bare, sandbox);
  assert.deepEqual(shown(marked), {
    labels: { "kubernetes.io/os": "linux", agentpool: "sandbox", "kubernetes.azure.com/mode": "user" },
    taints: ["gpu=yes:NoSchedule", "aks-sandbox/runtime=gvisor:NoSchedule"],
    unschedulable: false,
  });
  assert.equal(marked.annotations["note"], "kept");
  assert.deepEqual(ownerOf(marked), owner);
  assert.equal(markPatch(marked, sandbox, owner), undefined);
});

test("without a pool the node is what it was: labels that were there before included", () => {
  const { resourceVersion: _version, ...back } = patched(patched(bare, { ...sandbox, cordoned: true }), undefined);
  const { resourceVersion: _first, ...before } = bare;
  assert.deepEqual(back, before);
  assert.equal(markPatch(bare, undefined, owner), undefined);
});

test("it follows its pool: what the pool no longer asks for goes", () => {
  const changed = { ...sandbox, labels: { agentpool: "sandbox", tier: "gold" }, taints: [] };
  const now = patched(patched(bare, sandbox), changed);
  assert.deepEqual(shown(now), {
    labels: { "kubernetes.io/os": "linux", agentpool: "sandbox", tier: "gold" },
    taints: ["gpu=yes:NoSchedule"],
    unschedulable: false,
  });
  assert.deepEqual(shown(patched(now, undefined)), shown(bare));
});

test("what somebody else changed meanwhile is put right while the pool has the node, and left when it has not", () => {
  const marked = patched(bare, sandbox);
  const meddled = { ...marked, labels: { ...marked.labels, agentpool: "else", extra: "1" }, taints: [] };
  const right = patched(meddled, sandbox);
  assert.deepEqual(right.labels, { ...marked.labels, extra: "1" });
  assert.deepEqual(shown(right).taints, ["aks-sandbox/runtime=gvisor:NoSchedule"]);
  // The value of before, not that of the meddler.
  assert.deepEqual(patched(right, undefined).labels, { ...bare.labels, extra: "1" });
  assert.deepEqual(patched(meddled, undefined).labels, { "kubernetes.io/os": "linux", agentpool: "else", extra: "1" });
});

test("a taint in the place of one that the node had gives it back", () => {
  const other = { ...sandbox, taints: [{ key: "gpu", value: "no", effect: "NoSchedule" }] };
  const marked = patched(bare, other);
  assert.deepEqual(shown(marked).taints, ["gpu=no:NoSchedule"]);
  assert.deepEqual(shown(patched(marked, undefined)).taints, ["gpu=yes:NoSchedule"]);
});

test("a taint that the node has anyway is not taken away with the pool", () => {
  const marked = patched(bare, { ...sandbox, taints: [gpu] });
  assert.deepEqual(shown(patched(marked, undefined)).taints, ["gpu=yes:NoSchedule"]);
});

test("initialization taints come once a machine: taken away, they stay away; a new machine brings them again", () => {
  const first = { key: "init", effect: "NoSchedule" };
  const wanted = { ...sandbox, firstTaints: [first] };
  const joined = patched(bare, wanted);
  assert.deepEqual(shown(joined).taints.at(-1), "init=:NoSchedule");
  assert.equal(markPatch(joined, wanted, owner), undefined);
  const initialized = { ...joined, taints: joined.taints.filter(({ key }) => key !== "init") };
  const later = patched(initialized, wanted, { ...owner, pid: 8 });
  assert.doesNotMatch(JSON.stringify(later.taints), /init/);
  assert.match(JSON.stringify(patched(later, { ...wanted, machine: "another" }).taints), /init/);
  assert.deepEqual(shown(patched(joined, undefined)), shown(bare));
});

test("a cordon of somebody else's outlasts a drain", () => {
  const closed = { ...bare, unschedulable: true };
  const drained = patched(patched(closed, sandbox), { ...sandbox, cordoned: true });
  assert.equal(patched(drained, undefined).unschedulable, true);
  const own = patched(patched(bare, sandbox), { ...sandbox, cordoned: true });
  assert.equal(own.unschedulable, true);
  assert.equal(patched(own, sandbox).unschedulable, false);
});

test("who takes a marked node over knows since when it is marked, and what was there before", () => {
  const later = { url: "https://127.0.0.1:2", pid: 9, host: "here", since: "2026-11-24T12:00:00.000Z" };
  const taken = patched(patched(bare, sandbox), sandbox, later);
  assert.deepEqual(ownerOf(taken), { ...later, since: owner.since });
  assert.deepEqual(shown(patched(taken, undefined, later)), shown(bare));
});

test("an annotation that is none of ours is none", () => {
  for (const text of ["", "{", "7", '{"machine":"x"}']) {
    const node = { ...bare, annotations: { [recordAnnotation]: text } };
    assert.equal(ownerOf(node), undefined);
    assert.equal(markPatch(node, undefined, owner), undefined);
  }
});
