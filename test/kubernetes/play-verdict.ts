import assert from "node:assert/strict";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { eventually, type ExpectedError, type ExpectedVerdict, type VerdictCase } from "./verdict-cases.js";
import {
  must,
  probePods,
  verify,
  withToken,
  type Stage,
  type StagedNode,
  type VerifyOutcome,
} from "./verdict-stage.js";

const classes = "/apis/node.k8s.io/v1/runtimeclasses";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const accounts = "/api/v1/namespaces/default/serviceaccounts";
let count = 0;

/** Brings the cluster into the case's situation, runs `verify`, compares what it says, and undoes everything. */
export async function playVerdict(stage: Stage, each: VerdictCase): Promise<void> {
  const name = `verdict-${++count}`;
  const undo: (() => Promise<unknown>)[] = [() => stage.restore()];
  try {
    const node = await stage.node(each.node ?? "sandbox");
    if (each.runtimeClass !== "none") {
      undo.push(() => must(stage, "DELETE", `${classes}/${name}`));
      await must(stage, "POST", classes, runtimeClass(name, node, each.runtimeClass?.(node)));
    }
    if (each.undo !== undefined) undo.push(async () => each.undo?.(stage, node));
    await each.arrange?.(stage, node);
    const args = ["--runtime-class", name, ...(each.args?.(stage) ?? [])];
    const image = args.includes("--image") ? [] : stage.image;
    const run = (more: readonly string[]) =>
      each.rules === undefined
        ? verify(stage, [...args, ...more], stage.kubeconfig)
        : asUser(stage, name, each.rules, undo, [...args, ...more]);
    const outcome = each.containersAreLost ? await stage.loseContainers(node, run) : await run(image);
    compare(outcome, each.expected);
    await eventually(async () => (await probePods(stage)).length === 0);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function runtimeClass(name: string, node: StagedNode, change: object = {}): object {
  return {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: { name },
    handler: node.handler,
    scheduling: { nodeSelector: { "kubernetes.io/hostname": node.name } },
    ...change,
  };
}

/** A service account with these rights, everywhere. */
async function asUser(
  stage: Stage,
  name: string,
  rules: readonly object[],
  undo: (() => Promise<unknown>)[],
  args: readonly string[],
): Promise<VerifyOutcome> {
  const metadata = { name };
  const apiVersion = "rbac.authorization.k8s.io/v1";
  await must(stage, "POST", accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata });
  await must(stage, "POST", `${rbac}/clusterroles`, { apiVersion, kind: "ClusterRole", metadata, rules });
  await must(stage, "POST", `${rbac}/clusterrolebindings`, {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata,
    subjects: [{ kind: "ServiceAccount", name, namespace: "default" }],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
  });
  for (const path of [`${rbac}/clusterrolebindings`, `${rbac}/clusterroles`, accounts])
    undo.push(() => must(stage, "DELETE", `${path}/${name}`));
  const answer = await must(stage, "POST", `${accounts}/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: 600 },
  });
  const token = stringAt(answer, "status", "token") ?? "";
  const asAccount = { authorization: `Bearer ${token}` };
  // A real API server learns of roles a moment later.
  await eventually(async () => (await stage.call("GET", "/api/v1/nodes", undefined, asAccount)).status === 200);
  return withToken(stage, token, (kubeconfig) => verify(stage, args, kubeconfig));
}

function compare(
  { exitCode, document, stderr, junit }: VerifyOutcome,
  expected: ExpectedVerdict | ExpectedError,
): void {
  const text = `${JSON.stringify(document, undefined, 2)}\n${stderr}`;
  if ("code" in expected) {
    const found = { exitCode, code: stringAt(document, "error", "code"), junit };
    assert.deepEqual(found, { exitCode: expected.exitCode, code: expected.code, junit: undefined }, text);
    assert.match(stringAt(document, "error", "message") ?? "", expected.message);
    return;
  }
  const { verdict } = expected;
  const [node, ...others] = listOf(jsonAt(document, "nodes"));
  assert.deepEqual(others, []);
  const isIsolated = verdict === "isolated";
  const nodes = expected.probes === undefined ? 0 : 1;
  assert.deepEqual(
    {
      exitCode,
      verdict: stringAt(document, "verdict"),
      node: stringAt(node, "verdict"),
      probes: node === undefined ? undefined : { sandbox: told(node, "sandbox"), control: told(node, "control") },
      bootId: stringAt(listOf(jsonAt(node, "signals"))[0], "says"),
      junit,
    },
    {
      exitCode: isIsolated ? 0 : 9,
      verdict,
      node: nodes === 0 ? undefined : verdict,
      probes: expected.probes,
      bootId: expected.bootId,
      junit: `${nodes + 1} tests, ${isIsolated ? 0 : nodes + 1} failures`,
    },
    text,
  );
  assert.match(stringAt(document, "reason") ?? "", expected.reason);
  assert.match(stringAt(document, "event") ?? "", expected.event ?? /^$/);
  const warnings = listOf(jsonAt(document, "warnings")).map((warning) => stringAt(warning, "id"));
  if (expected.warning !== undefined) assert.ok(warnings.includes(expected.warning), text);
  assert.equal(stringAt(document, "cure") === undefined, isIsolated, text);
  for (const role of ["sandbox", "control"] as const) {
    if (expected.probes?.[role] !== "read") continue;
    // The node's own resolution of the tag, by which the image can be asked for again.
    assert.match(stringAt(node, "evidence", role, "imageId") ?? "", /^[^:]+@sha256:[0-9a-f]{64}$/);
  }
}

function told(node: unknown, role: "sandbox" | "control"): string | undefined {
  const hasReading = jsonAt(node, "evidence", role, "reading") !== undefined;
  return hasReading ? "read" : stringAt(node, "evidence", role, "problem", "kind");
}
