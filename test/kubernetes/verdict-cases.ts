import { must, type NodeKind, type Stage, type StagedNode } from "./verdict-stage.js";
import { jsonAt, listOf, stringAt } from "../../src/json.js";

/**
 * What `verify` says in a situation that a cluster can be brought into. The same table is played on a real Kubernetes with
 * gVisor (`verdicts.k8s.ts`), and on the local Azure with gVisor (`simulated-verdicts.k8s.ts`) and with Kata
 * (`test/proof/verdicts.test.ts`): all have to bring about the same verdict by the same words.
 */
export interface VerdictCase {
  readonly title: string;
  /** Default: one with a sandbox. */
  readonly node?: NodeKind;
  /** Of the class, besides its handler and, by default, a selector for the node; `none`: no class is written. */
  readonly runtimeClass?: "none" | ((node: StagedNode) => object);
  readonly arrange?: (stage: Stage, node: StagedNode) => Promise<void>;
  /** Undoes what `arrange` did. */
  readonly undo?: (stage: Stage, node: StagedNode) => Promise<void>;
  readonly containersAreLost?: true;
  readonly args?: (stage: Stage) => readonly string[];
  /** Rules of the role of the one who runs it, in every namespace; default: the administrator. */
  readonly rules?: readonly object[];
  readonly expected: ExpectedVerdict | ExpectedError;
}

export interface ExpectedVerdict {
  readonly verdict: string;
  readonly reason: RegExp;
  /** The cluster's own words, in full; undefined: there are none. */
  readonly event?: RegExp;
  /** What each probe told: `read`, or the kind of its problem. Without it no node was looked at. */
  readonly probes?: { readonly sandbox: string; readonly control: string };
  /** What the sandbox pod's boot id says. */
  readonly bootId?: string;
  /** Id of a warning that has to be there. */
  readonly warning?: string;
}

export interface ExpectedError {
  readonly exitCode: number;
  readonly code: string;
  readonly message: RegExp;
}

const ready = /^the node is isolated$/;
const taint = { key: "example.com/tenant", value: "a", effect: "NoSchedule" };
const onOneNode = (text: RegExp) => new RegExp(`^1 of 1 node not proven: \\S+: ${text.source}$`);
/** From Kubernetes 1.34 on; the second reason is there where the cluster has other nodes. */
const unschedulable = (reason: string) =>
  new RegExp(
    String.raw`^(FailedScheduling|Unschedulable): 0/\d+ nodes are available: ${reason}(, \d+ node\(s\) didn't [^.]*)?\. no new claims to deallocate, ` +
      String.raw`preemption: 0/\d+ nodes are available: \d+ Preemption is not helpful for scheduling\.$`,
  );
const noRuntime =
  /^FailedCreatePodSandBox: Failed to create pod sandbox: rpc error: code = Unknown desc = unable to get OCI runtime for sandbox "[0-9a-f]{64}": no runtime for "[a-z-]+" is configured$/;

const namespaces = "/api/v1/namespaces";
const policies = "/apis/admissionregistration.k8s.io/v1";
const space = (name: string, labels: object = {}): Required<Pick<VerdictCase, "arrange" | "undo">> => ({
  arrange: async (stage) => {
    await must(stage, "POST", namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
    // The service account comes a moment later, and pods need it.
    await eventually(async () => {
      const { status } = await stage.call("GET", `${namespaces}/${name}/serviceaccounts/default`);
      return status === 200;
    });
  },
  undo: async (stage) => {
    await must(stage, "DELETE", `${namespaces}/${name}`);
  },
});

/** The rights that docs/verify.md names, and those that let it no further than to its pods. */
export const readingRules = [
  { apiGroups: [""], resources: ["nodes"], verbs: ["list"] },
  { apiGroups: ["node.k8s.io"], resources: ["runtimeclasses"], verbs: ["get"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch", "deletecollection"] },
  { apiGroups: [""], resources: ["events"], verbs: ["list", "watch"] },
];
export const neededRules = [
  ...readingRules,
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete"] },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
];

export const verdictCases: readonly VerdictCase[] = [
  {
    title: "a sandbox",
    expected: {
      verdict: "isolated",
      reason: ready,
      probes: { sandbox: "read", control: "read" },
      bootId: "own kernel",
    },
  },
  {
    title: "a handler that is runc: the silent fallback",
    node: "silent fallback",
    expected: {
      verdict: "not isolated",
      reason:
        /^1 of 1 node not isolated: \S+: the pod runs on the node's own kernel: boot id [0-9a-f-]{36} is the node's$/,
      probes: { sandbox: "read", control: "read" },
      bootId: "node's kernel",
    },
  },
  {
    title: "a handler that does not exist",
    node: "no handler",
    expected: {
      verdict: "not proven",
      reason: onOneNode(/the node's containerd does not know the class's handler/),
      event: noRuntime,
      probes: { sandbox: "handler-missing", control: "read" },
      warning: "handler-not-listed",
    },
  },
  {
    title: "a class that selects no node",
    runtimeClass: () => ({ scheduling: { nodeSelector: { "example.com/none": "1" } } }),
    expected: {
      verdict: "not proven",
      reason: /^RuntimeClass \S+ has no sandbox nodes: no node has example\.com\/none=1, which it selects$/,
      event: unschedulable(String.raw`\d+ node\(s\) didn't match Pod's node affinity/selector`),
    },
  },
  {
    title: "a node with a taint that the class does not tolerate",
    arrange: async (stage, { name }) => {
      const path = `/api/v1/nodes/${name}`;
      const taints = listOf(jsonAt(await must(stage, "GET", path), "spec", "taints"));
      await must(stage, "PATCH", path, { spec: { taints: [...taints, taint] } });
    },
    undo: async (stage, { name }) => {
      const path = `/api/v1/nodes/${name}`;
      const taints = listOf(jsonAt(await must(stage, "GET", path), "spec", "taints"));
      await must(stage, "PATCH", path, {
        spec: { taints: taints.filter((each) => stringAt(each, "key") !== taint.key) },
      });
    },
    expected: {
      verdict: "not proven",
      reason: onOneNode(
        /the node's taint example\.com\/tenant=a:NoSchedule keeps the pod away, and the class does not tolerate that/,
      ),
      event: unschedulable(String.raw`1 node\(s\) had untolerated taint\(s\)`),
      probes: { sandbox: "taint", control: "read" },
    },
  },
  {
    title: "a control that is itself sandboxed: the node's default runtime was changed",
    node: "sandbox by default",
    expected: {
      verdict: "not proven",
      reason: onOneNode(
        /the control is no comparison: its boot id \([0-9a-f-]{36}\) is not the node's \([0-9a-f-]{36}\), so it does not run on the node's kernel/,
      ),
      probes: { sandbox: "read", control: "read" },
      bootId: "own kernel",
    },
  },
  {
    title: "containerd restarted while the probes run, their containers lost",
    containersAreLost: true,
    expected: {
      verdict: "not proven",
      reason: onOneNode(
        /the node's containerd lost the pod before it had told everything, as when containerd is restarted/,
      ),
      event: /^Unknown: exit code 255$/,
      probes: { sandbox: "killed", control: "killed" },
    },
  },
  {
    title: "a class that does not exist",
    runtimeClass: "none",
    expected: {
      verdict: "not proven",
      reason: /^RuntimeClass verdict-\d+ does not exist$/,
      event: /^pods "aks-sandbox-probe-[0-9a-f]{8}" is forbidden: pod rejected: RuntimeClass "verdict-\d+" not found$/,
    },
  },
  {
    title: "an image that no registry answers for",
    args: ({ missingImage }) => ["--image", missingImage],
    expected: {
      verdict: "not proven",
      reason: onOneNode(/the probe's image cannot be pulled/),
      event:
        /^ImagePullBackOff: Back-off pulling image "(\S+)": ErrImagePull: failed to pull and unpack image "\1": failed to resolve image: failed to do request: Head "https?:\/\/\S+\/manifests\/1": dial tcp.*: .+$/,
      probes: { sandbox: "image", control: "image" },
    },
  },
  {
    title: "a cordoned node",
    arrange: async (stage, { name }) => {
      await must(stage, "PATCH", `/api/v1/nodes/${name}`, { spec: { unschedulable: true } });
    },
    undo: async (stage, { name }) => {
      await must(stage, "PATCH", `/api/v1/nodes/${name}`, { spec: { unschedulable: false } });
    },
    args: ({ shortWait }) => ["--pod-timeout", shortWait],
    expected: {
      verdict: "not proven",
      reason: onOneNode(/the node takes no pods now: it is cordoned/),
      event: unschedulable(String.raw`1 node\(s\) were unschedulable`),
      probes: { sandbox: "unschedulable", control: "unschedulable" },
    },
  },
  {
    title: "a namespace of the restricted Pod Security level",
    ...space("strict", {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "latest",
    }),
    args: () => ["--namespace", "strict"],
    expected: {
      verdict: "isolated",
      reason: ready,
      probes: { sandbox: "read", control: "read" },
      bootId: "own kernel",
    },
  },
  {
    title: "an admission policy that asks every pod for a class",
    arrange: async (stage, node) => {
      await space("policed").arrange(stage, node);
      await must(stage, "POST", `${policies}/validatingadmissionpolicies`, {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata: { name: "needs-class" },
        spec: {
          matchConstraints: {
            resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
          },
          validations: [{ expression: "has(object.spec.runtimeClassName)", message: "pods need a RuntimeClass" }],
        },
      });
      await must(stage, "POST", `${policies}/validatingadmissionpolicybindings`, {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicyBinding",
        metadata: { name: "needs-class" },
        spec: {
          policyName: "needs-class",
          validationActions: ["Deny"],
          matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "policed" } } },
        },
      });
      // A real API server learns of a policy a moment later.
      const pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "p" },
        spec: { containers: [{ name: "c", image: "c" }] },
      };
      await eventually(async () => {
        const { status } = await stage.call("POST", `${namespaces}/policed/pods?dryRun=All`, pod);
        return status === 422;
      });
    },
    undo: async (stage, node) => {
      await must(stage, "DELETE", `${policies}/validatingadmissionpolicybindings/needs-class`);
      await must(stage, "DELETE", `${policies}/validatingadmissionpolicies/needs-class`);
      await space("policed").undo(stage, node);
    },
    args: () => ["--namespace", "policed"],
    expected: {
      verdict: "not proven",
      reason: onOneNode(
        /the control told nothing, so there is nothing to compare with: the cluster does not admit the pod/,
      ),
      event:
        /^pods "aks-sandbox-probe-[0-9a-f]{8}-0-c" is forbidden: ValidatingAdmissionPolicy 'needs-class' with binding 'needs-class' denied request: pods need a RuntimeClass$/,
      probes: { sandbox: "read", control: "refused" },
      bootId: "own kernel",
    },
  },
  {
    title: "a namespace whose quota is used up",
    arrange: async (stage, node) => {
      await space("full").arrange(stage, node);
      await must(stage, "POST", `${namespaces}/full/resourcequotas`, {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: "none" },
        spec: { hard: { pods: "0" } },
      });
      await eventually(async () => {
        const found = await must(stage, "GET", `${namespaces}/full/resourcequotas/none`);
        return stringAt(found, "status", "hard", "pods") === "0";
      });
    },
    undo: space("full").undo,
    args: () => ["--namespace", "full"],
    expected: {
      verdict: "not proven",
      reason: onOneNode(/the cluster does not admit the pod/),
      event:
        /^pods "aks-sandbox-probe-[0-9a-f]{8}-0-s" is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0$/,
      probes: { sandbox: "refused", control: "refused" },
    },
  },
  {
    title: "a user with the rights that it needs, and no others",
    rules: neededRules,
    expected: {
      verdict: "isolated",
      reason: ready,
      probes: { sandbox: "read", control: "read" },
      bootId: "own kernel",
    },
  },
  {
    title: "a user who may read and not create pods",
    rules: readingRules,
    expected: {
      exitCode: 4,
      code: "KubernetesForbidden",
      message: /User "system:serviceaccount:default:verdict-\d+" cannot create resource "pods" in API group ""/,
    },
  },
];

/** Asks until it is so, at most ten seconds. */
export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error("what was waited for did not come");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
