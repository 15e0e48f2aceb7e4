import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonAt, listOf, stringAt } from "../../../src/json.js";
import { apiOf, type CallApi } from "./api.js";
import type { Binaries } from "./binaries.js";
import type { ClusterDescription } from "./cluster.js";
import { startContainerd, type ContainerdSettings } from "./containerd.js";
import { createControlGroups } from "./control-groups.js";
import { serviceAddress, startApiServer, startControllerManager, startScheduler } from "./control-plane.js";
import { writeCredentials } from "./credentials.js";
import { startEtcd } from "./etcd.js";
import { busyboxFiles, images, importImages } from "./images.js";
import { startKubelet } from "./kubelet.js";
import { connectNode } from "./network.js";
import { mustRunInNode, startNode, type Node } from "./node.js";
import { noteInit, noteLink } from "./run-folders.js";
import { until } from "./until.js";

export interface Plan {
  readonly name: string;
  readonly folder: string;
  readonly nodeName: string;
  readonly containerd: ContainerdSettings;
  readonly outlives: boolean;
  readonly binaries: Binaries;
  readonly log: (line: string) => void;
}

/** All parts of a cluster in their order, until its node takes pods. What they print goes to `folder`/logs. */
export async function bringUp(plan: Plan): Promise<ClusterDescription> {
  const { name, folder, binaries, log } = plan;
  const logs = join(folder, "logs");
  mkdirSync(logs);
  const logFile = (part: string) => join(logs, `${part}.log`);
  const program = (part: string) => {
    const path = binaries.programs[part];
    if (path === undefined) throw new Error(`no ${part} among the programs`);
    return path;
  };
  const started = performance.now();
  const reached = (title: string) => {
    log(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${title}`);
  };

  const { node, address } = await makeNode(plan);
  reached("node made: namespaces, control groups, network");
  startEtcd(node, program("etcd"), logFile("etcd"));
  const containerd = startContainerd(node, plan.containerd, logFile("containerd"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, await writeCredentials(node, address, name), { mode: 0o600 });
  const call = apiOf(kubeconfig);
  startApiServer(node, program("kube-apiserver"), address, logFile("kube-apiserver"));
  const withImages = containerd.then(async () => {
    reached("containerd answers");
    await giveImages(node, program("busybox"));
    reached("images imported");
  });
  // Whichever part fails first is the one that is told.
  await Promise.all([containerd, until("the API server", () => isReady(call))]);
  reached("kube-apiserver ready");
  startKubelet(node, program("kubelet"), address, logFile("kubelet"));
  startControllerManager(node, program("kube-controller-manager"), logFile("kube-controller-manager"));
  startScheduler(node, program("kube-scheduler"), logFile("kube-scheduler"));
  await Promise.all([withImages, until("a Ready node", () => takesPods(call, node.name))]);
  reached("node Ready, and open for pods");
  const server = `https://${address}:443`;
  return { name, folder, kubeconfig, server, node, nodeAddress: address, containerd: plan.containerd, binaries };
}

async function giveImages(node: Node, busybox: string): Promise<void> {
  const files = await busyboxFiles(busybox);
  await importImages(node, [
    { reference: images.busybox, files, command: ["/bin/sh"] },
    { reference: images.pause, files, entrypoint: ["/bin/sleep", "2147483647"] },
  ]);
}

async function makeNode(plan: Plan): Promise<{ readonly node: Node; readonly address: string }> {
  const controlGroups = createControlGroups(plan.name);
  const node = await startNode(plan.nodeName, controlGroups, plan.folder, plan.outlives);
  noteInit(plan.folder, node.init);
  const connected = connectNode(node, serviceAddress, (link) => {
    noteLink(plan.folder, link);
  });
  const [address] = await Promise.all([connected, installPrograms(node, plan)]);
  return { node, address };
}

/** What a node has on its PATH. gVisor is there only where a handler stands for it. */
async function installPrograms(node: Node, { binaries, containerd }: Plan): Promise<void> {
  const gvisor = ["runsc", "containerd-shim-runsc-v1"];
  const wanted = ["containerd", "containerd-shim-runc-v2", "ctr", "kubelet", "kubectl", "runc"];
  if (Object.values(containerd.handlers).includes("runsc")) wanted.push(...gvisor);
  const script = `set -eu
    cni=$1; shift
    if [ "$cni" != /opt/cni/bin ]; then mkdir -p /opt/cni; rm -rf /opt/cni/bin; ln -s "$cni" /opt/cni/bin; fi
    if [ "$1" = no ]; then rm -f /usr/{local/,}{s,}bin/{${gvisor.join()}}; fi
    shift
    for path; do
      place=/usr/local/bin/\${path##*/}
      [ "$path" = "$place" ] || ln -sf "$path" "$place"
    done`;
  const keep = wanted.includes("runsc") ? "yes" : "no";
  const paths = wanted.flatMap((name) => binaries.programs[name] ?? []);
  await mustRunInNode(node, ["bash", "-c", script, "bash", binaries.cniFolder, keep, ...paths]);
}

async function isReady(call: CallApi): Promise<true | undefined> {
  return (await call("GET", "/readyz")).status === 200 ? true : undefined;
}

/** Ready, without the taint of a new node, with its handlers known; and pods can be created in `default`. */
async function takesPods(call: CallApi, name: string): Promise<true | undefined> {
  const { body } = await call("GET", `/api/v1/nodes/${name}`);
  const ready = listOf(jsonAt(body, "status", "conditions")).some(
    (condition) => stringAt(condition, "type") === "Ready" && stringAt(condition, "status") === "True",
  );
  const open = listOf(jsonAt(body, "spec", "taints")).length === 0;
  const handlers = listOf(jsonAt(body, "status", "runtimeHandlers")).length > 0;
  if (!ready || !open || !handlers) return undefined;
  return (await call("GET", "/api/v1/namespaces/default/serviceaccounts/default")).status === 200 ? true : undefined;
}
