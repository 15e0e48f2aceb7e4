import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PodEvent, PodResult } from "../../src/kubernetes/kubernetes.js";
import { killedProblem, obstacleOf, refusedProblem } from "../../src/proof/problems.js";

const pod = (change: Partial<PodResult>): PodResult => ({
  name: "probe",
  uid: "uid",
  labels: {},
  nodeName: undefined,
  phase: "Pending",
  runtimeClassName: "gvisor",
  reason: undefined,
  createdMs: 0,
  finishedMs: undefined,
  imageId: undefined,
  ...change,
});
const warning = (reason: string, message: string): PodEvent => ({ podUid: "uid", type: "Warning", reason, message });

// Texts of a real kubelet and scheduler 1.35.4 with containerd 2.2.9, shortened where dots stand.
const tainted = warning("FailedScheduling", "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new ...");
const shim = warning(
  "FailedCreatePodSandBox",
  "Failed to create pod sandbox: ... failed to start shim: start failed: ...",
);
const noShell = {
  gVisor:
    'StartError: exit code 128: failed to start containerd task "d0bd": OCI runtime start failed: starting container: ' +
    "starting sub-container [/bin/sh -c echo ...\n...\n]: creating process: failed to load /bin/sh: no such file or directory",
  runc:
    "StartError: exit code 128: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc " +
    'create failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory',
};
const open = { untolerated: [], closed: undefined };

interface Row {
  readonly what: string;
  readonly pod?: PodResult;
  readonly events?: readonly PodEvent[];
  readonly node?: { readonly untolerated: readonly string[]; readonly closed: string | undefined };
  readonly expected: object | undefined;
}

const rows: readonly Row[] = [
  {
    what: "a node that is not ready",
    events: [tainted],
    node: { untolerated: [], closed: "it has the taint node.kubernetes.io/not-ready:NoSchedule" },
    expected: {
      kind: "unschedulable",
      isFinal: false,
      cause: "the node takes no pods now: it has the taint node.kubernetes.io/not-ready:NoSchedule",
    },
  },
  {
    what: "a pod that got a node after all, and then did not start there",
    pod: pod({ nodeName: "node-1", reason: "ContainerCreating" }),
    events: [tainted, shim],
    expected: { kind: "sandbox-failed", isFinal: false, cause: "the node could not start the pod" },
  },
  {
    what: "a pod that runs: what kept it from starting is over",
    pod: pod({ nodeName: "node-1", phase: "Running" }),
    events: [tainted, shim, warning("Failed", "Error: ErrImagePull")],
    expected: undefined,
  },
  ...Object.entries(noShell).map(([runtime, reason]) => ({
    what: `an image without a shell, in ${runtime}'s words`,
    pod: pod({ nodeName: "node-1", phase: "Failed", reason }),
    expected: { kind: "image", isFinal: true, cause: "the probe's image has no /bin/sh" },
  })),
];

describe("what stands in the way of a probe", () => {
  for (const row of rows) {
    it(row.what, () => {
      const found = obstacleOf(row.pod ?? pod({}), row.events ?? [], row.node ?? open);
      const { kind, cause } = found?.problem ?? {};
      assert.deepEqual(found && { kind, isFinal: found.isFinal, cause }, row.expected);
    });
  }

  it("says that containerd lost a pod, rather than that somebody ended it", () => {
    const lost = killedProblem(pod({ phase: "Failed", reason: "Unknown: exit code 255" }));
    assert.match(lost.cause, /containerd lost the pod/);
    assert.equal(lost.event, "Unknown: exit code 255");
    assert.match(killedProblem(pod({ phase: "Failed", reason: "OOMKilled: exit code 137" })).cause, /was ended/);
  });

  it("names a namespace that does not exist", () => {
    const { cause, cure } = refusedProblem("gvisor", 'namespaces "nope" not found');
    assert.deepEqual([cause, cure], ["namespace nope does not exist", "name one that does: --namespace NAME"]);
  });
});
