import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MarkedNodes } from "../../../../src/commands/simulate/external/marked-nodes.js";
import type { NodeMarks } from "../../../../src/commands/simulate/external/node-marks.js";
import type { DrainablePod, EditableNode, NodeEditor } from "../../../../src/kubernetes/edit-nodes.js";
import { ApiStatusError } from "../../../../src/kubernetes/kubernetes-error.js";
import { fakeClock } from "../../../helpers/context.js";

const sinceMs = Date.parse("2026-11-23T12:00:00.400Z");
const sandbox: NodeMarks = {
  machine: "vm-0",
  labels: { agentpool: "sandbox" },
  taints: [],
  firstTaints: [],
  cordoned: false,
};
const refusal = (status: number) => new ApiStatusError(status, "Refused", `refused with ${status}`, "", {});

/** A cluster of one node in memory. What is done to it stands in `done`. */
function oneNode(t: TestContext) {
  const done: string[] = [];
  const faults: string[] = [];
  let node: EditableNode = {
    name: "worker-1",
    resourceVersion: "1",
    ready: true,
    unschedulable: false,
    labels: {},
    annotations: {},
    taints: [],
  };
  let failures: Error[] = [];
  let pods: readonly DrainablePod[] = [];
  let told: (nodes: readonly EditableNode[]) => unknown = () => undefined;
  const editor: NodeEditor = {
    server: "https://real",
    list: () => Promise.resolve([node]),
    watch: (onChange, signal) => {
      told = onChange;
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reject(signal.reason as Error);
        });
      });
    },
    patch: (_name, patch) => {
      const failure = failures.shift();
      if (failure !== undefined) return Promise.reject(failure);
      const { metadata, spec } = patch as {
        metadata: { resourceVersion: string; labels: object; annotations?: object };
        spec: { unschedulable?: boolean | null };
      };
      if (metadata.resourceVersion !== node.resourceVersion) return Promise.reject(refusal(409));
      const merged = (before: object, change: object) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null)) as Record<
          string,
          string
        >;
      node = {
        ...node,
        resourceVersion: String(Number(node.resourceVersion) + 1),
        labels: merged(node.labels, metadata.labels),
        annotations: merged(node.annotations, metadata.annotations ?? {}),
        unschedulable: spec.unschedulable === undefined ? node.unschedulable : spec.unschedulable === true,
      };
      done.push(`${node.labels["agentpool"] ?? "bare"}${node.unschedulable ? ", cordoned" : ""}`);
      return Promise.resolve(node);
    },
    podsOn: () => Promise.resolve(pods),
    evict: ({ name }) => {
      done.push(`evict ${name}`);
      if (name !== "held") pods = pods.filter((pod) => pod.name !== name);
      return Promise.resolve(name !== "held");
    },
    remove: ({ name }) => {
      done.push(`remove ${name}`);
      pods = pods.filter((pod) => pod.name !== name);
      return Promise.resolve();
    },
  };
  const nodes = new MarkedNodes({
    editor,
    clock: fakeClock(),
    owner: () => ({ url: "https://local", pid: 1, host: "here", since: new Date(sinceMs).toISOString() }),
    held: new Set(["worker-1"]),
    left: [],
    onFault: (text) => faults.push(text),
  });
  const end = () => nodes.end(new AbortController().signal);
  t.after(end);
  return {
    nodes,
    done,
    faults,
    end,
    fail: (...errors: Error[]) => {
      failures = errors;
    },
    put: (...given: readonly [name: string, createdMs: number, stays?: boolean][]) => {
      pods = given.map(([name, createdMs, stays = false]) => ({ namespace: "default", name, createdMs, stays }));
    },
    meddle: (labels: Record<string, string>) => {
      node = { ...node, labels, resourceVersion: String(Number(node.resourceVersion) + 1) };
      told([node]);
    },
    /** Resolves when so much was done, of this the last. */
    until: async (what: string, count = 0) => {
      for (let turn = 0; done.at(-1) !== what || done.length < count; turn++) {
        if (turn > 1000) throw new Error(`not done: ${what}; but ${done.join("; ")}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

test("nothing is done before it begins; then what is wanted, and what somebody undoes is done again", async (t) => {
  const { nodes, done, until, meddle } = oneNode(t);
  nodes.want("worker-1", { ...sandbox, machine: "vm-of-a-pool-that-is-gone" });
  nodes.want("worker-1", undefined);
  nodes.want("worker-1", sandbox);
  assert.deepEqual([...done], []);
  await nodes.begin();
  assert.deepEqual([...done], ["sandbox"]);
  meddle({});
  await until("sandbox", 2);
  meddle({ agentpool: "else" });
  await until("sandbox", 3);
  assert.deepEqual([...done], ["sandbox", "sandbox", "sandbox"]);
  assert.deepEqual([nodes.isReady("worker-1"), nodes.isReady("worker-2")], [true, false]);
});

test("a machine that goes takes the pods that came with it, and then its marks; others stay", async (t) => {
  const { nodes, done, put, until } = oneNode(t);
  nodes.want("worker-1", sandbox);
  await nodes.begin();
  put(
    ["before", sinceMs - 1_000],
    ["same-second", sinceMs - 400],
    ["later", sinceMs + 9_000],
    ["daemon", sinceMs + 9_000, true],
  );
  nodes.want("worker-1", undefined);
  await until("bare");
  assert.deepEqual([...done], ["sandbox", "sandbox, cordoned", "remove same-second", "remove later", "bare"]);
});

test("a drained machine's pods are evicted; those that a budget holds back are asked again, and go with the machine", async (t) => {
  const { nodes, done, put, until } = oneNode(t);
  nodes.want("worker-1", sandbox);
  await nodes.begin();
  put(["held", sinceMs], ["free", sinceMs]);
  nodes.want("worker-1", { ...sandbox, cordoned: true });
  await until("evict free");
  await until("evict held");
  nodes.want("worker-1", undefined);
  await until("bare");
  assert.deepEqual(
    [done.slice(0, 4), done.slice(-2)],
    [
      ["sandbox", "sandbox, cordoned", "evict held", "evict free"],
      ["remove held", "bare"],
    ],
  );
});

test("a node that changed meanwhile is read again; another fault is told once, and tried again", async (t) => {
  const { nodes, done, faults, fail, until } = oneNode(t);
  fail(refusal(409), refusal(409));
  nodes.want("worker-1", sandbox);
  await nodes.begin();
  fail(refusal(500), refusal(500));
  nodes.want("worker-1", { ...sandbox, labels: { agentpool: "renamed" } });
  await until("renamed");
  assert.deepEqual([[...done], faults], [["sandbox", "renamed"], ["refused with 500"]]);
});

test("the end takes the marks away and leaves the pods; what it cannot do, it throws", async (t) => {
  const { nodes, done, end, fail, put } = oneNode(t);
  nodes.want("worker-1", sandbox);
  await nodes.begin();
  put(["mine", sinceMs + 9_000]);
  fail(refusal(403));
  await assert.rejects(end, /refused with 403/);
  await end();
  assert.deepEqual([...done], ["sandbox", "bare"]);
});
