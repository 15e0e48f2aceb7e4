// The program behind test/kubernetes/run.mjs:
//
//   main.js test [ARGUMENT ...]   brings up a cluster, runs the *.k8s.ts tests on it, takes it down
//   main.js up                    brings up a cluster that stays
//   main.js down [FOLDER ...]     takes down the clusters that `up` left, or one by its run folder
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBinaries } from "./binaries.js";
import { chooseBinaries, descriptionFile, startCluster, type Cluster } from "./cluster.js";
import { listRunFolders, ownerOf, removeCluster, removeLeftovers, removeOwn } from "./run-folders.js";

const [command = "test", ...rest] = process.argv.slice(2);
const began = performance.now();
const log = (line: string) => {
  console.error(line);
};
const phases: (readonly [title: string, seconds: number])[] = [];

async function phase<T>(title: string, work: () => Promise<T>): Promise<T> {
  console.error(`==> ${title}`);
  const started = performance.now();
  try {
    return await work();
  } finally {
    phases.push([title, (performance.now() - started) / 1000]);
  }
}

async function main(): Promise<number> {
  if (command === "binaries") {
    await findBinaries(log);
    return 0;
  }
  if (command === "down") {
    const folders = rest.length > 0 ? rest : listRunFolders().filter((folder) => ownerOf(folder) === undefined);
    for (const folder of folders) await removeCluster(folder);
    log(`taken down: ${folders.length === 0 ? "none" : folders.join(", ")}`);
    return 0;
  }
  if (command !== "up" && command !== "test") {
    log(`no such command: ${command} (there are test, up, down, binaries)`);
    return 2;
  }
  await phase("leftovers of earlier runs", async () => {
    for (const folder of await removeLeftovers()) log(`removed ${folder}`);
  });
  const binaries = await phase("programs", () => chooseBinaries(log));
  const cluster = await phase("cluster", () => startCluster({ binaries, log, outlives: command === "up" }));
  if (command === "up") {
    console.log(cluster.kubeconfig);
    log(`node ${cluster.node.name} at ${cluster.nodeAddress}; logs in ${cluster.folder}/logs`);
    return 0;
  }
  let code = await phase("tests", () => runTests(cluster));
  await phase("tear-down", async () => {
    await cluster.stop();
    // Those of tests that did not end their own.
    for (const folder of await removeLeftovers()) {
      log(`FAILED: a test left the cluster ${folder}`);
      code = 1;
    }
  });
  for (const [title, seconds] of phases) log(`${seconds.toFixed(1).padStart(7)} s  ${title}`);
  log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  in all`);
  return code;
}

/** Their temporary files lie in the cluster's run folder, so that they go with it, however the run ends. */
function runTests({ folder, kubeconfig, binaries }: Cluster): Promise<number> {
  const runner = fileURLToPath(new URL("../../../../test/run.mjs", import.meta.url));
  // Here it is the cluster's own programs that keep the cores busy.
  const jobs = String(Math.max(2, availableParallelism()));
  const suite = ["--suite", "k8s", "--timeout", "600000", "--jobs", jobs];
  const args = [runner, "--no-build", "--tied", ...suite, ...rest];
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const env = {
    ...process.env,
    TMPDIR: temporary,
    AKS_SANDBOX_TEST_CLUSTER: descriptionFile(folder),
    AKS_SANDBOX_TEST_KUBECONFIG: kubeconfig,
    AKS_SANDBOX_KUBECTL: binaries.programs["kubectl"],
  };
  // A process group of its own, to be ended as a whole; it ends itself when the pipe does, with this process.
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "inherit", "inherit"], detached: true });
  endTests = () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => {
      endTests = () => undefined;
      if (!ending) resolve(code ?? 1);
    });
  });
}

/** Ctrl-C and SIGTERM take everything down that this process began. */
let endTests: () => void = () => undefined;
let ending = false;
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    log(`${signal}: taking everything down`);
    endTests();
    void removeOwn()
      .then(removeLeftovers)
      .finally(() => process.exit(code));
  });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // What is taken down while it comes up fails.
    if (ending) return;
    console.error(error);
    process.exitCode = 1;
  },
);
