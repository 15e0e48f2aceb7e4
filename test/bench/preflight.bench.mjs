// A preflight whose every request, sign-in included, takes 150 ms longer than the local Azure takes for it. The whole
// wall time of the program, Node's start included, is counted.
import { writeFile } from "node:fs/promises";
import { startDelayingProxy } from "./helpers/delaying-proxy.mjs";
import { startLocalService } from "./helpers/local-service.mjs";
import { runProgram } from "./helpers/run-program.mjs";
import { median, round } from "./helpers/statistics.mjs";

export const needs = ["preflight"];

const delayMs = 150;

export default async function preflight({ root, program, quick, row }) {
  const service = await startLocalService(root);
  const proxy = await startDelayingProxy(root, service, delayMs);
  try {
    await writeFile(service.caFile, service.caPem + proxy.certPem);
    const env = { ...service.env, AKS_SANDBOX_ARM_ENDPOINT: proxy.url, AZURE_AUTHORITY_HOST: proxy.url };
    const rounds = quick ? 1 : 7;
    const good = ["-g", "bench", "-c", "bench", "--location", "westus3"];
    await runProgram(
      program,
      ["cluster", "create", "-g", "bench", "-c", "there", "--location", "westus3"],
      service.env,
    );
    const rows = {
      preflight: ["preflight", ...good, "--node-count", "3"],
      "preflight of a pool, in a cluster that is there": [
        "preflight",
        "-g",
        "bench",
        "-c",
        "there",
        "--node-count",
        "3",
      ],
      "preflight sizes": ["preflight", "sizes", "--location", "westus3"],
    };
    for (const [what, args] of Object.entries(rows)) {
      const times = [];
      for (let i = 0; i < rounds; i++) {
        await service.requests();
        times.push((await runProgram(program, args, env)).elapsedMs);
      }
      const requests = await service.requests();
      row(`${what}, ${delayMs} ms a request: time`, round(median(times) / 1000), "s", {
        target: 2,
        note: `median of ${rounds}`,
      });
      row(`${what}: ARM requests`, requests.length, "requests", { target: 8, exact: true });
    }
  } finally {
    proxy.close();
    await service.stop();
  }
}
