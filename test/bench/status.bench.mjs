// `status` of a large cluster: 100 pools, 5,000 nodes, 50,000 pods. The cluster is scripted and lives in a process of its
// own; sign-in is the local Azure's. The whole wall time of the program, Node's start included, is counted as ours.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { testBuild } from "../../esbuild.config.mjs";
import { runProgram } from "./helpers/run-program.mjs";
import { median, round } from "./helpers/statistics.mjs";

export const needs = ["status"];
const helper = (name) => fileURLToPath(new URL(`helpers/${name}`, import.meta.url));

export default async function status({ root, program, quick, row, print }) {
  await testBuild();
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-bench-"));
  const { loopbackCertificate } = await import(pathToFileURL(join(root, "build/test/helpers/tls.js")).href);
  const { certPem, keyPem } = loopbackCertificate();
  const tlsFile = join(folder, "tls.json");
  await writeFile(tlsFile, JSON.stringify({ key: keyPem, cert: certPem }));
  const entra = fork(helper("simulator-process.mjs"), [join(root, "build")]);
  const [{ ready: identity }] = await once(entra, "message");
  const cluster = fork(helper("large-cluster.mjs"), [tlsFile, identity.subscriptionId]);
  try {
    const [{ ready }] = await once(cluster, "message");
    print(`# the API server's lists: ${round(ready.pageMb)} MB of JSON`);
    const caFile = join(folder, "ca.pem");
    await writeFile(caFile, identity.caPem + certPem);
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_EXTRA_CA_CERTS: caFile,
      AKS_SANDBOX_ARM_ENDPOINT: ready.url,
      AZURE_AUTHORITY_HOST: identity.url,
      AZURE_SUBSCRIPTION_ID: identity.subscriptionId,
      AZURE_TENANT_ID: identity.tenantId,
      AZURE_CLIENT_ID: identity.clientId,
      AZURE_CLIENT_SECRET: identity.clientSecret,
    };
    const rounds = quick ? 1 : 5;
    const args = ["status", "-g", "bench", "-c", "large"];
    for (const format of ["table", "json"]) {
      const runs = [];
      for (let i = 0; i < rounds; i++) runs.push(await runProgram(program, [...args, "-o", format], env));
      const note = `median of ${rounds}`;
      row(`status, -o ${format}: time`, round(median(runs.map((run) => run.elapsedMs)) / 1000), "s", {
        target: 5,
        note,
      });
      row(`status, -o ${format}: peak memory`, round(Math.max(...runs.map((run) => run.peakMb)), 0), "MB", {
        target: 400,
      });
    }
    await requestsOf(cluster);
    await runProgram(program, args, env);
    const requests = await requestsOf(cluster);
    const isList = (line) => /\/(nodes|pods|runtimeclasses)\?/.test(line);
    const lists = requests.filter(isList);
    row("status: ARM requests", requests.length - lists.length, "requests", { target: 4, exact: true });
    row("status: lists, pages of 500", lists.length, "requests", { target: 111, exact: true });
  } finally {
    entra.disconnect();
    cluster.disconnect();
    await rm(folder, { recursive: true });
  }
}

async function requestsOf(cluster) {
  cluster.send("requests");
  const [{ requests }] = await once(cluster, "message");
  return requests;
}
