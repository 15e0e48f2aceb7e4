import { after, before, describe, test } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { startCluster, type Cluster } from "./cluster/cluster.js";
import { busyboxFiles } from "./cluster/images.js";
import { until } from "./cluster/until.js";
import { playVerdict } from "./play-verdict.js";
import { eventually, verdictCases } from "./verdict-cases.js";
import { labelSelector, must, type NodeKind, type Stage } from "./verdict-stage.js";

/** gVisor is the sandbox; `kata` is runc here; containerd knows nothing of `kata-qemu`. */
const handlers: Readonly<Record<NodeKind, string>> = {
  sandbox: "runsc",
  "silent fallback": "kata",
  "no handler": "kata-qemu",
  "sandbox by default": "runsc",
};
/** Known to the node by digest, too, as an image out of a registry is. */
const probeImage = "localhost/probe:1";
const slowImage = "localhost/slow-probe:1";
/** Waits in the middle of what a probe does, until it is lost. */
const slowShell = `#!/bin/busybox sh
exec /bin/busybox sh -c "$(echo "$2" | sed 's/^echo "kernel/sleep 60; &/')"
`;

describe("verdicts on a real cluster", () => {
  let cluster: Cluster;
  let stage: Stage;
  before(async () => {
    // One of its own: its containerd is changed and ended.
    cluster = await startCluster();
    const files = await busyboxFiles(cluster.binaries.programs["busybox"] ?? "");
    await cluster.importImage({ reference: probeImage, files });
    await cluster.importImage({
      reference: slowImage,
      files: [
        ...files.filter(({ path }) => path !== "bin/sh"),
        { path: "bin/sh", kind: "file", mode: 0o755, content: slowShell },
      ],
    });
    stage = stageOf(cluster);
  });
  after(() => cluster.stop());

  for (const each of verdictCases) test(each.title, { timeout: 120_000 }, () => playVerdict(stage, each));
});

function stageOf(cluster: Cluster): Stage {
  const { name } = cluster.node;
  let isChanged = false;
  const stage: Stage = {
    call: cluster.call,
    kubeconfig: cluster.kubeconfig,
    env: {},
    image: ["--image", probeImage],
    // Nothing listens there: refused at once. (The API server listens on the registry's usual port.)
    missingImage: "localhost:1/missing:1",
    shortWait: "3s",
    node: async (kind) => {
      if (kind === "sandbox by default") {
        isChanged = true;
        await cluster.configureContainerd({ defaultHandler: handlers[kind] });
      }
      return { name, handler: handlers[kind] };
    },
    loseContainers: async (_node, verify) => {
      const outcome = verify(["--image", slowImage]);
      await Promise.race([bothRun(stage), outcome]);
      await loseContainers(cluster);
      return await outcome;
    },
    restore: async () => {
      if (isChanged) await cluster.configureContainerd({});
      isChanged = false;
      await until("a Ready node", async () => {
        const { body } = await cluster.call("GET", `/api/v1/nodes/${name}`);
        const ready = listOf(jsonAt(body, "status", "conditions")).find((one) => stringAt(one, "type") === "Ready");
        return stringAt(ready, "status") === "True" ? true : undefined;
      });
    },
  };
  return stage;
}

async function bothRun(stage: Stage): Promise<void> {
  await eventually(async () => {
    const body = await must(
      stage,
      "GET",
      `/api/v1/pods?labelSelector=${labelSelector}&fieldSelector=status.phase%3DRunning`,
    );
    return listOf(jsonAt(body, "items")).length === 2;
  });
}

/** As where a service manager ends all of containerd's control group: shims and what they run go with it. */
async function loseContainers(cluster: Cluster): Promise<void> {
  // Only the node's processes are seen by it; the name of a process has 15 characters. Stopped, containerd sees no end.
  const script = `
    kill -STOP $(cat /run/containerd.pid)
    for shim in $(pgrep -x containerd-shim); do
      pkill -KILL -P $shim
      kill -KILL $shim
    done
    kill -KILL $(cat /run/containerd.pid)`;
  const { code, stderr } = await cluster.run(["bash", "-c", script]);
  if (code !== 0) throw new Error(`containerd and its shims could not be ended: ${stderr}`);
}
