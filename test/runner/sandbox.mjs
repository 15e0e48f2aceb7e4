// A place of its own for a test run: empty HOME, empty temporary folder, and none of the variables by which the machine
// of a developer could change a result. What the tests leave there is a failure.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const dropped = /^(AZURE_|ARM_|AKS_SANDBOX_|KUBE|XDG_|ACTIONS_|GITHUB_|SYSTEM_|IDENTITY_|MSI_)/;
const droppedNames =
  "TF_BUILD NO_COLOR FORCE_COLOR NODE_OPTIONS NODE_EXTRA_CA_CERTS SSL_CERT_FILE HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY".split(
    " ",
  );
/** Where tests find data and programs that are not in the repository. */
const kept = "RECORDINGS SPECS KUBECTL AZ TEST_CLUSTER TEST_KUBECONFIG".split(" ").map((name) => `AKS_SANDBOX_${name}`);

/** Changes this process's environment, which the test processes inherit; `leftovers` tells what they left and removes all. */
export function enterSandbox() {
  const base = mkdtempSync(join(tmpdir(), "aks-sandbox-tests-"));
  const marker = `AKS_SANDBOX_TEST_RUN=${base}`;
  for (const name of Object.keys(process.env)) {
    const known = droppedNames.includes(name.toUpperCase()) || dropped.test(name);
    if (known && !kept.includes(name)) delete process.env[name];
  }
  mkdirSync(join(base, "home"));
  mkdirSync(join(base, "tmp"));
  Object.assign(process.env, { HOME: join(base, "home"), TMPDIR: join(base, "tmp"), AKS_SANDBOX_TEST_RUN: base });

  return {
    leftovers() {
      const files = readdirSync(join(base, "tmp")).map((name) => `left in the temporary folder: ${name}`);
      const running = stillRunning(marker);
      for (const { pid } of running) kill(pid);
      rmSync(base, { recursive: true, force: true, maxRetries: 3 });
      return [...files, ...running.map(({ pid, command }) => `left running: process ${pid}: ${command}`)];
    },
  };
}

/** Processes other than this one that were started with the variable (Linux; elsewhere none are found). */
function processesWith(marker) {
  if (!existsSync("/proc/self/environ")) return [];
  const found = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(marker)) continue;
      found.push({
        pid: Number(pid),
        command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim(),
      });
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
  return found;
}

function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

/** Processes that outlive the run; one that was just told to end has two seconds to be gone. */
function stillRunning(marker) {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let running = processesWith(marker);
  for (let waits = 0; running.length > 0 && waits < 40; waits++) {
    Atomics.wait(sleeper, 0, 0, 50);
    running = processesWith(marker);
  }
  return running;
}
