import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { apiOf, type CallApi } from "./api.js";
import { findBinaries, type Binaries } from "./binaries.js";
import { configureContainerd, restartContainerd, type ContainerdSettings } from "./containerd.js";
import { importArchive, importImage, type ImageSpec } from "./images.js";
import { bringUp } from "./bring-up.js";
import { runInNode, type CommandResult, type Node } from "./node.js";
import { isAlive } from "./processes.js";
import { createRunFolder, ownerOf, removeCluster } from "./run-folders.js";

/** What a cluster is, as its run folder's cluster.json holds it. */
export interface ClusterDescription {
  readonly name: string;
  /** With kubeconfig, cluster.json and `logs/`. */
  readonly folder: string;
  /** File of an administrator (system:masters), good on this machine. */
  readonly kubeconfig: string;
  /** URL of the API server. */
  readonly server: string;
  readonly node: Node;
  readonly nodeAddress: string;
  readonly containerd: ContainerdSettings;
  readonly binaries: Binaries;
}

export interface ClusterOptions {
  /** Default `node-1`. */
  readonly nodeName?: string;
  /** Default: `runc` (without a class), `runsc` (gVisor), and `kata`, which is runc: the silent fallback. */
  readonly containerd?: Partial<ContainerdSettings>;
  /** It does not end with this process, but by `aks-sandbox`'s `down`. */
  readonly outlives?: boolean;
  /** Default: those of the cluster that this test run was given, else found. */
  readonly binaries?: Binaries;
  /** Is told what goes on, a line at a time. */
  readonly log?: (line: string) => void;
}

/** A real Kubernetes with one node. */
export interface Cluster extends ClusterDescription {
  /** As the administrator. */
  readonly call: CallApi;
  /** Runs a command in the node, as its root; does not fail where the command does. */
  readonly run: (command: readonly string[], input?: string | Uint8Array) => Promise<CommandResult>;
  /** Builds an image and gives it to the node; returns `name@sha256:...`, which a pod can name too. */
  readonly importImage: (image: ImageSpec) => Promise<string>;
  /** The same with a docker-archive that is there. */
  readonly importArchive: (reference: string, archive: Uint8Array) => Promise<string>;
  /** Writes containerd's configuration anew, with these changes to the first one, and restarts it. */
  readonly configureContainerd: (change: Partial<ContainerdSettings>) => Promise<void>;
  /** Pods go on meanwhile. Returns when the next containerd answers. */
  readonly restartContainerd: () => Promise<void>;
  /** Ends all its processes and removes what is left of it. */
  readonly stop: () => Promise<void>;
}

const usual: ContainerdSettings = {
  handlers: { runc: "runc", runsc: "runsc", kata: "runc" },
  defaultHandler: "runc",
  configVersion: 3,
};

/** Brings up a cluster of its own; it ends at `stop`, or with this process. Needs Linux and root. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error("a test cluster needs Linux and root: namespaces, mounts and control groups");
  }
  const log = options.log ?? (() => undefined);
  const binaries = options.binaries ?? (await chooseBinaries(log));
  const folder = createRunFolder(options.outlives === true);
  try {
    const description = await bringUp({
      name: basename(folder),
      folder,
      nodeName: options.nodeName ?? "node-1",
      containerd: { ...usual, ...options.containerd },
      outlives: options.outlives === true,
      binaries,
      log,
    });
    writeFileSync(descriptionFile(folder), JSON.stringify(description, undefined, 2));
    return asCluster(description);
  } catch (error) {
    if (process.env["AKS_SANDBOX_TEST_KEEP"] === undefined) await removeCluster(folder);
    throw error;
  }
}

/** Those of the cluster that this test run was given, else what `findBinaries` finds. */
export async function chooseBinaries(log: (line: string) => void): Promise<Binaries> {
  return givenCluster()?.binaries ?? (await findBinaries(log));
}

/** The cluster that this test run was given, which all its files share. */
export function sharedCluster(): Cluster {
  const given = givenCluster();
  if (given === undefined) throw new Error(`no test cluster: run this by \`npm run test:kubernetes\``);
  return asCluster(given);
}

/** The cluster of a run folder. */
export function openCluster(folder: string): Cluster {
  return asCluster(readDescription(descriptionFile(folder)));
}

export function descriptionFile(folder: string): string {
  return join(folder, "cluster.json");
}

function givenCluster(): ClusterDescription | undefined {
  const file = process.env["AKS_SANDBOX_TEST_CLUSTER"];
  if (file === undefined) return undefined;
  endWithOwner(dirname(file));
  return readDescription(file);
}

let watches = false;
/** A test whose run was killed has nothing to work on any more; clusters of its own end with it. */
function endWithOwner(folder: string): void {
  const owner = ownerOf(folder);
  if (owner === undefined || watches) return;
  watches = true;
  setInterval(() => {
    if (!isAlive(owner)) process.exit(1);
  }, 1000).unref();
}

/** The file is ours. */
function readDescription(file: string): ClusterDescription {
  return JSON.parse(readFileSync(file, "utf8")) as ClusterDescription;
}

function asCluster(description: ClusterDescription): Cluster {
  const { node, folder, kubeconfig, containerd } = description;
  return {
    ...description,
    call: apiOf(kubeconfig),
    run: (command, input) => runInNode(node, command, input),
    importImage: (image) => importImage(node, image),
    importArchive: (reference, archive) => importArchive(node, reference, archive),
    configureContainerd: async (change) => {
      configureContainerd(node, { ...containerd, ...change });
      await restartContainerd(node);
    },
    restartContainerd: () => restartContainerd(node),
    stop: () => removeCluster(folder),
  };
}
