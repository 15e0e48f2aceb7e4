import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeNode } from "../../src/proof/judge-node.js";
import type { NodeEvidence, Problem, Verdict } from "../../src/proof/proof.js";
import { evidence, goodNode, guestReading, nodeReading, probe } from "./evidence.js";

const problem: Problem = { kind: "killed", cause: "the pod was ended", event: "OOMKilled", cure: "run verify again" };
const silent = { reading: undefined, problem } as const;
const sandboxReads = (change: Partial<typeof guestReading>) =>
  evidence({ sandbox: probe("sandbox", { reading: { ...guestReading, ...change } }) });
const controlReads = (change: Partial<typeof nodeReading>) =>
  evidence({ control: probe("control", { reading: { ...nodeReading, ...change } }) });

const cases: readonly { what: string; of: NodeEvidence; verdict: Verdict; reason: RegExp }[] = [
  {
    what: "a guest beside an ordinary control",
    of: evidence(),
    verdict: "isolated",
    reason: /boot id, kernel, uptime/,
  },
  {
    what: "silent fallback to runc: everything is the node's",
    of: sandboxReads(nodeReading),
    verdict: "not isolated",
    reason: /node's own kernel/,
  },
  {
    what: "equal boot ids, whatever the other signals say",
    of: sandboxReads({ bootId: goodNode.bootId }),
    verdict: "not isolated",
    reason: /boot id .* is the node's/,
  },
  {
    what: "equal boot ids, and no control",
    of: { ...sandboxReads(nodeReading), control: probe("control", silent) },
    verdict: "not isolated",
    reason: /node's own kernel/,
  },
  {
    what: "equal boot ids, and the node rebooted: it is the new one's",
    of: {
      ...sandboxReads({ bootId: "cccccccc-0000-4000-8000-000000000003" }),
      after: { ...goodNode, bootId: "cccccccc-0000-4000-8000-000000000003" },
    },
    verdict: "not isolated",
    reason: /node's own kernel/,
  },
  {
    what: "the boot id of the control, spelled in capitals in the node's status",
    of: evidence({
      node: { ...goodNode, bootId: goodNode.bootId.toUpperCase() },
      after: { ...goodNode, bootId: goodNode.bootId.toUpperCase() },
      sandbox: probe("sandbox", { reading: nodeReading }),
    }),
    verdict: "not isolated",
    reason: /node's own kernel/,
  },
  {
    what: "equal kernel strings, another boot id, an uptime of its own",
    of: sandboxReads({ kernel: nodeReading.kernel, banner: nodeReading.banner, commandLine: nodeReading.commandLine }),
    verdict: "isolated",
    reason: /boot id and uptime/,
  },
  {
    what: "another boot id, and nothing else that differs",
    of: sandboxReads({ ...nodeReading, bootId: guestReading.bootId }),
    verdict: "not proven",
    reason: /one signal is not enough/,
  },
  {
    what: "a boot id that cannot be read, and two other signals",
    of: sandboxReads({ bootId: undefined, commandLine: undefined }),
    verdict: "isolated",
    reason: /kernel and uptime/,
  },
  {
    what: "a boot id that cannot be read, and one other signal",
    of: sandboxReads({
      bootId: undefined,
      kernel: nodeReading.kernel,
      banner: nodeReading.banner,
      commandLine: undefined,
    }),
    verdict: "not proven",
    reason: /shows no boot id/,
  },
  {
    what: "a control that cannot run",
    of: evidence({ control: probe("control", silent) }),
    verdict: "not proven",
    reason: /the control told nothing.*ended/,
  },
  {
    what: "a control that is itself sandboxed",
    of: controlReads({ ...guestReading, bootId: "eeeeeeee-0000-4000-8000-000000000005" }),
    verdict: "not proven",
    reason: /the control is no comparison/,
  },
  {
    what: "a control that got a class from somebody",
    of: evidence({ control: probe("control", { runtimeClassName: "gvisor" }) }),
    verdict: "not proven",
    reason: /the control got RuntimeClass gvisor/,
  },
  {
    what: "a pod that lost its class on the way",
    of: evidence({ sandbox: probe("sandbox", { runtimeClassName: undefined }) }),
    verdict: "not proven",
    reason: /no RuntimeClass, not with aks-sandbox/,
  },
  {
    what: "a probe that was killed",
    of: evidence({ sandbox: probe("sandbox", silent) }),
    verdict: "not proven",
    reason: /the pod was ended/,
  },
  {
    what: "a node that was restarted meanwhile",
    of: evidence({ after: { ...goodNode, bootId: "dddddddd-0000-4000-8000-000000000004" } }),
    verdict: "not proven",
    reason: /restarted/,
  },
  {
    what: "a class that means another handler at the end",
    of: evidence({ handlerAfter: "runc" }),
    verdict: "not proven",
    reason: /meant handler kata, and runc at the end/,
  },
  {
    what: "a class that was deleted meanwhile",
    of: evidence({ handlerAfter: undefined }),
    verdict: "not proven",
    reason: /was deleted/,
  },
  {
    what: "an uptime that is the node's, against all other signals",
    of: sandboxReads({ uptimeSeconds: nodeReading.uptimeSeconds }),
    verdict: "not proven",
    reason: /contradict each other: the uptime \(90000 s\) is the node's/,
  },
  {
    what: "a kernel that is the control's, whatever the node's status says, and nothing else",
    of: evidence({
      node: { ...goodNode, kernelVersion: "6.6.1-old" },
      after: { ...goodNode, kernelVersion: "6.6.1-old" },
      sandbox: probe("sandbox", {
        reading: { ...nodeReading, bootId: guestReading.bootId, uptimeSeconds: undefined },
      }),
    }),
    verdict: "not proven",
    reason: /one signal is not enough/,
  },
  {
    what: "equal boot ids of a pod that lost its class",
    of: evidence({ sandbox: probe("sandbox", { runtimeClassName: undefined, reading: nodeReading }) }),
    verdict: "not isolated",
    reason: /node's own kernel.*it ran with no RuntimeClass, not with aks-sandbox/,
  },
  { what: "a node that is gone", of: evidence({ after: undefined }), verdict: "not proven", reason: /was gone/ },
  {
    what: "another node of the same name",
    of: evidence({ after: { ...goodNode, uid: "another" } }),
    verdict: "not proven",
    reason: /was gone/,
  },
  {
    what: "a node too young for its uptime to tell, and equal kernels",
    of: evidence({
      sandbox: probe("sandbox", { reading: { ...nodeReading, bootId: guestReading.bootId, uptimeSeconds: 2 } }),
      control: probe("control", { reading: { ...nodeReading, uptimeSeconds: 20 } }),
    }),
    verdict: "not proven",
    reason: /one signal is not enough/,
  },
  {
    what: "an uptime older than the pod is no sign of a kernel of its own",
    of: sandboxReads({ ...nodeReading, bootId: guestReading.bootId, uptimeSeconds: 500 }),
    verdict: "not proven",
    reason: /one signal is not enough/,
  },
];

describe("the verdict on a node", () => {
  for (const { what, of, verdict, reason } of cases) {
    it(`${what}: ${verdict}`, () => {
      const judged = judgeNode(of);
      assert.equal(judged.verdict, verdict, judged.reason);
      assert.match(judged.reason, reason);
    });
  }

  it("compares nothing but the boot id with a control that runs on another kernel", () => {
    const other = { ...guestReading, bootId: "cccccccc-0000-4000-8000-000000000003" };
    const { verdict, signals } = judgeNode(
      evidence({
        sandbox: probe("sandbox", { reading: nodeReading }),
        control: probe("control", { reading: other }),
      }),
    );
    assert.equal(verdict, "not isolated");
    assert.deepEqual(
      signals.map(({ says }) => says),
      ["node's kernel", "unknown", "unknown", "unknown"],
    );
  });

  it("hands on the cluster's own words and what to do", () => {
    const { event, cure } = judgeNode(evidence({ sandbox: probe("sandbox", silent) }));
    assert.deepEqual([event, cure], ["OOMKilled", "run verify again"]);
  });
});
