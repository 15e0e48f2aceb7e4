// What `up` and `pool add` cost beyond Azure's own time: the local Azure runs in another process and ends every
// operation at once, so that the whole wall time, Node's start included, is ours. The proof at the end of `up` waits for
// pods, which take their time: it is measured apart.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testBuild } from "../../esbuild.config.mjs";
import { runProgram } from "./helpers/run-program.mjs";
import { median, round } from "./helpers/statistics.mjs";

export const needs = ["up", "pool add"];

export default async function up({ root, program, quick, row }) {
  await testBuild();
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-bench-"));
  const service = fork(fileURLToPath(new URL("helpers/simulator-process.mjs", import.meta.url)), [join(root, "build")]);
  try {
    const [{ ready }] = await once(service, "message");
    const caFile = join(folder, "ca.pem");
    await writeFile(caFile, ready.caPem);
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_EXTRA_CA_CERTS: caFile,
      AKS_SANDBOX_ARM_ENDPOINT: ready.url,
      AZURE_AUTHORITY_HOST: ready.url,
      AZURE_SUBSCRIPTION_ID: ready.subscriptionId,
      AZURE_TENANT_ID: ready.tenantId,
      AZURE_CLIENT_ID: ready.clientId,
      AZURE_CLIENT_SECRET: ready.clientSecret,
    };
    const rounds = quick ? 1 : 7;
    const times = { up: [], again: [], verify: [], add: [] };
    let requests = [];
    for (let i = 0; i < rounds; i++) {
      const cluster = ["-g", "bench", "-c", `bench${i}`];
      const make = ["up", ...cluster, "--location", "westus3", "--node-count", "3", "--no-verify"];
      times.up.push((await runProgram(program, make, env)).elapsedMs);
      times.again.push((await runProgram(program, make, env)).elapsedMs);
      times.verify.push((await runProgram(program, ["verify", ...cluster], env)).elapsedMs);
      await armRequests(service);
      const add = ["pool", "add", ...cluster, "--name", "extra", "--node-count", "1"];
      times.add.push((await runProgram(program, add, env)).elapsedMs);
      requests = await armRequests(service);
    }
    const note = `median of ${rounds}`;
    row("up, new cluster: own time", round(median(times.up) / 1000), "s", { target: 1, note });
    row("up again, nothing to change: own time", round(median(times.again) / 1000), "s", { note });
    row("verify, 3 nodes: with the pods' own time", round(median(times.verify) / 1000), "s", { note });
    row("pool add: own time", round(median(times.add) / 1000), "s", { note });
    const polls = requests.filter(({ path }) => /\/operations\//i.test(path)).length;
    row("pool add: ARM requests besides polls", requests.length - polls, "requests", { target: 11, exact: true });
  } finally {
    service.disconnect();
    await rm(folder, { recursive: true });
  }
}

async function armRequests(service) {
  service.send("requests");
  const [{ requests }] = await once(service, "message");
  return requests;
}
