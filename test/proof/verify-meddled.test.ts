import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { jsonAt, stringAt } from "../../src/json.js";
import { meddle, type Meddling, type Passing } from "../helpers/meddling-proxy.js";
import { shareSandboxCluster, type SandboxCluster } from "../helpers/sandbox-cluster.js";

const isLog = ({ path }: Passing, role: "s" | "c") => path.includes(`-0-${role}/log`);
const isCreation = ({ method, path }: Passing) => method === "POST" && /\/pods(\?|$)/.test(path);
const isOf = ({ body }: Passing, role: "s" | "c") => body.includes(`-0-${role}"`);
const guid = "eeeeeeee-0000-4000-8000-000000000005";
const status = (code: number, message: string) =>
  JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code });

interface Row {
  readonly what: string;
  readonly meddling: (cluster: SandboxCluster) => Meddling;
  readonly verdict: string;
  readonly reason: RegExp;
  readonly event?: RegExp;
  readonly warnings?: readonly string[];
  readonly args?: readonly string[];
}

/** Changes a line of a pod's log. */
const logLine = (role: "s" | "c", key: string, value: string): Meddling => ({
  answer: (request, text) =>
    isLog(request, role) ? text.replace(new RegExp(`^${key} .*$`, "m"), `${key} ${value}`) : text,
});

/** Counts the readings of the class, and changes a part of those after the second: what the end of the run sees. */
function laterClass(part: string, changed: string): Meddling {
  let gets = 0;
  return {
    answer: ({ method, path }, text) => {
      if (method !== "GET" || !path.endsWith("/runtimeclasses/aks-sandbox")) return text;
      gets += 1;
      return gets <= 2 ? text : text.replace(part, changed);
    },
  };
}

/** Counts the lists of nodes, and changes those after the first. */
function laterNodes(change: (text: string) => string): Meddling {
  let lists = 0;
  return {
    answer: ({ path }, text) => {
      if (!/^\/api\/v1\/nodes(\?|$)/.test(path)) return text;
      lists += 1;
      return lists === 1 ? text : change(text);
    },
  };
}

const rows: readonly Row[] = [
  {
    what: "nothing in between but a proxy",
    meddling: () => ({}),
    verdict: "isolated",
    reason: /^the node is isolated$/,
  },
  {
    what: "the node's default runtime was changed: the control has a kernel of its own",
    meddling: () => logLine("c", "boot-id", guid),
    verdict: "not proven",
    reason: new RegExp(`the control is no comparison: its boot id \\(${guid}\\) is not the node's`),
  },
  {
    what: "a webhook gives every pod a class",
    meddling: () => ({
      body: (request) =>
        isCreation(request) && isOf(request, "c")
          ? request.body.replace('"spec":{', '"spec":{"runtimeClassName":"kata-vm-isolation",')
          : undefined,
    }),
    verdict: "not proven",
    reason: /the control/,
  },
  {
    what: "a webhook takes the class away",
    meddling: () => ({
      body: (request) =>
        isCreation(request) && isOf(request, "s")
          ? request.body
              .replace('"runtimeClassName":"aks-sandbox",', "")
              .replace('"spec":{', '"spec":{"tolerations":[{"operator":"Exists"}],')
          : undefined,
    }),
    verdict: "not isolated",
    reason: /the pod runs on the node's own kernel.*it ran with no RuntimeClass, not with aks-sandbox/,
  },
  {
    what: "a node with our mark, and without AKS's own label",
    meddling: () => ({
      answer: ({ path }, text) =>
        /^\/api\/v1\/nodes(\?|$)/.test(path)
          ? text.replaceAll('"kubernetes.azure.com/kata-', '"other.example/kata-')
          : text,
    }),
    verdict: "isolated",
    reason: /^the node is isolated$/,
    warnings: ["aks-label-missing"],
  },
  {
    what: "the log of the pod cannot be read",
    meddling: () => ({
      instead: (request) =>
        isLog(request, "s")
          ? { status: 500, body: status(500, "Get containerLogs: dial tcp 10.224.0.5:10250: i/o timeout") }
          : undefined,
    }),
    verdict: "not proven",
    reason: /the pod's log cannot be read/,
    event: /i\/o timeout/,
  },
  {
    what: "the log of the control cannot be read",
    meddling: () => ({
      instead: (request) => (isLog(request, "c") ? { status: 404, body: status(404, "not found") } : undefined),
    }),
    verdict: "not proven",
    reason: /the control told nothing.*the pod's log cannot be read/,
    event: /not found/,
  },
  {
    what: "the nonce of another run",
    meddling: () => ({
      answer: (request, text) =>
        isLog(request, "s") ? text.replaceAll(/^(aks-sandbox-probe 1|end) .*$/gm, "$1 another") : text,
    }),
    verdict: "not proven",
    reason: /the log carries the nonce of another run \(another\)/,
  },
  {
    what: "the log of another pod",
    meddling: () => logLine("s", "pod-uid", guid),
    verdict: "not proven",
    reason: new RegExp(`the log is of pod-uid ${guid}`),
  },
  {
    what: "a log that comes late: empty as the pod has ended, then there",
    meddling: () => {
      const read = new Set<string>();
      return {
        answer: (request, text) => {
          if (!request.path.includes("/log") || read.has(request.path)) return text;
          read.add(request.path);
          return "";
        },
      };
    },
    verdict: "isolated",
    reason: /^the node is isolated$/,
  },
  {
    what: "a log that ends early",
    meddling: () => ({ answer: (request, text) => (isLog(request, "s") ? text.replace(/^end .*\n/m, "") : text) }),
    verdict: "not proven",
    reason: /the log ends early/,
  },
  {
    what: "the node was restarted meanwhile",
    meddling: () => laterNodes((text) => text.replace(/"bootID":"[^"]*"/g, `"bootID":"${guid}"`)),
    verdict: "not proven",
    reason: /was restarted while it was looked at/,
  },
  {
    what: "the node was replaced by another of its name",
    meddling: () => laterNodes((text) => text.replace(/"uid":"[^"]*"/g, `"uid":"${guid}"`)),
    verdict: "not proven",
    reason: /was gone/,
  },
  {
    what: "equal boot ids, whatever the other signals say",
    meddling: (cluster) => ({
      answer: (request, text) =>
        isLog(request, "s")
          ? text.replace(/^boot-id .*$/m, `boot-id ${bootIds.get(cluster) ?? ""}`)
          : remember(cluster, request, text),
    }),
    verdict: "not isolated",
    reason: /boot id .* is the node's/,
  },
  {
    what: "another boot id, and all else the node's",
    meddling: (cluster) => copied(cluster, ["kernel", "banner", "command-line", "uptime"]),
    verdict: "not proven",
    reason: /one signal is not enough/,
  },
  {
    what: "equal kernels, different boot ids, independent uptime",
    meddling: (cluster) => copied(cluster, ["kernel", "banner", "command-line"]),
    verdict: "isolated",
    reason: /^the node is isolated$/,
  },
  {
    what: "the class was reverted by the addon manager during the run",
    meddling: (cluster) => {
      const path = "/apis/node.k8s.io/v1/runtimeclasses/aks-sandbox";
      const overhead = async () => jsonAt((await cluster.kube("GET", path)).body, "overhead", "podFixed", "memory");
      let isPatched = false;
      return {
        before: async ({ method, path: asked }) => {
          if (asked.endsWith("/runtimeclasses/aks-sandbox") && !isPatched) {
            isPatched = true;
            // Half a second of the wall: read once, and put back before a pod is made.
            cluster.simulator.faults.add({ name: "runtimeclass-reverted", delayMs: 30_000 });
            await cluster.kube("PATCH", path, { overhead: { podFixed: { memory: "650Mi" } } });
          }
          if (method === "POST") while ((await overhead()) !== "600Mi") await setTimeout(20);
        },
      };
    },
    verdict: "isolated",
    reason: /^the node is isolated$/,
    warnings: ["class-changed"],
  },
  {
    what: "the pod is deleted half-way",
    meddling: (cluster) => {
      let isDeleted = false;
      return {
        before: async (request) => {
          // Its log is asked for where it has ended by then; it comes too late.
          if (isLog(request, "s")) while (!isDeleted) await setTimeout(5);
          if (!isCreation(request) || !isOf(request, "c")) return;
          const sandbox = /"name":"(aks-sandbox-probe-[0-9a-f]+-0)-c"/.exec(request.body)?.[1] ?? "";
          while (!isDeleted) {
            const { status } = await cluster.kube("DELETE", `/api/v1/namespaces/default/pods/${sandbox}-s`);
            isDeleted = status === 200;
          }
        },
      };
    },
    verdict: "not proven",
    reason: /the pod was deleted while it was waited for|the pod's log cannot be read/,
    event: /^$|not found/,
  },
  {
    what: "the class was put back by the addon manager during the run",
    meddling: () => laterClass('"memory":"600Mi"', '"memory":"700Mi"'),
    verdict: "isolated",
    reason: /^the node is isolated$/,
    warnings: ["class-changed"],
  },
  {
    what: "the class means another handler at the end",
    meddling: () => laterClass('"handler":"kata"', '"handler":"runc"'),
    verdict: "not proven",
    reason: /RuntimeClass aks-sandbox meant handler kata, and runc at the end/,
    warnings: ["class-changed"],
  },
  {
    what: "gVisor: a class of any name, whose pods show no boot id and gVisor's kernel",
    meddling: () => ({
      answer: (request, text) =>
        isLog(request, "s")
          ? text
              .replace(/^boot-id .*$/m, "boot-id ")
              .replace(/^kernel .*$/m, "kernel 4.4.0")
              .replace(/^command-line .*$/m, "command-line BOOT_IMAGE=/vmlinuz-4.4.0-gvisor quiet")
          : text,
    }),
    verdict: "isolated",
    reason: /^the node is isolated$/,
  },
];

/** The pod's log has these lines of the control's. */
function copied(cluster: SandboxCluster, keys: readonly string[]): Meddling {
  logs.delete(cluster);
  return {
    answer: (request, text) =>
      isLog(request, "s") ? likeHost(cluster, text, keys) : rememberLog(cluster, request, text),
    before: async (request) => {
      // The control's log comes first, so that there is something to copy.
      if (isLog(request, "s")) await logOf(cluster);
    },
  };
}

const bootIds = new WeakMap<SandboxCluster, string>();
function remember(cluster: SandboxCluster, { path }: Passing, text: string): string {
  if (!/^\/api\/v1\/nodes(\?|$)/.test(path)) return text;
  const nodes = JSON.parse(text) as {
    items: { metadata: { name: string }; status: { nodeInfo: { bootID: string } } }[];
  };
  const own = nodes.items.find(({ metadata }) => metadata.name === cluster.nodes[0]);
  bootIds.set(cluster, own?.status.nodeInfo.bootID ?? "");
  return text;
}

const logs = new WeakMap<SandboxCluster, string>();
function rememberLog(cluster: SandboxCluster, request: Passing, text: string): string {
  if (isLog(request, "c")) logs.set(cluster, text);
  return text;
}
async function logOf(cluster: SandboxCluster): Promise<string> {
  for (;;) {
    const text = logs.get(cluster);
    if (text !== undefined) return text;
    await setTimeout(5);
  }
}
/** These lines of the control's. */
function likeHost(cluster: SandboxCluster, text: string, keys: readonly string[]): string {
  const host = logs.get(cluster) ?? "";
  return keys.reduce((now, key) => {
    const line = new RegExp(`^${key} .*$`, "m");
    return now.replace(line, line.exec(host)?.[0] ?? "");
  }, text);
}

async function check(t: TestContext, cluster: SandboxCluster, row: Row): Promise<void> {
  const kubeconfig = await meddle(t, cluster, row.meddling(cluster));
  const run = await cluster.json(["verify", "--kubeconfig", kubeconfig, ...(row.args ?? [])]);
  const reason = stringAt(run.document, "reason") ?? "";
  const warnings = run.document["warnings"] as readonly { readonly id: string }[];
  assert.deepEqual(
    { exitCode: run.exitCode, verdict: run.document["verdict"], warnings: warnings.map(({ id }) => id) },
    { exitCode: row.verdict === "isolated" ? 0 : 9, verdict: row.verdict, warnings: row.warnings ?? [] },
    `${reason}\n${run.stderr}`,
  );
  assert.match(reason, row.reason);
  assert.match(stringAt(run.document, "event") ?? "", row.event ?? /^$/);
  assert.deepEqual(await cluster.probePods(), []);
}

describe("verify, when somebody stands between", () => {
  const cluster = shareSandboxCluster();
  for (const row of rows) it(`${row.what}: ${row.verdict}`, async (t) => check(t, await cluster(), row));
});
