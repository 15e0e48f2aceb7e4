// `verify` of 50 nodes against the time of one node: at most --parallel nodes at a time, so that many rounds and 2 s. The
// local Azure runs in a process of its own on the wall's time, so that each pod takes the time that it takes there.
import { writeFile } from "node:fs/promises";
import { startLocalService } from "./helpers/local-service.mjs";
import { runProgram } from "./helpers/run-program.mjs";
import { median, round } from "./helpers/statistics.mjs";

export const needs = ["verify"];

const nodes = 50;

export default async function verify({ root, program, quick, row }) {
  const service = await startLocalService(root);
  try {
    const env = { ...service.env, KUBECONFIG: `${service.env.HOME}/kubeconfig` };
    await writeFile(env.KUBECONFIG, "");
    const make = ["up", "-g", "bench", "-c", "bench", "--location", "westus3", "--node-count", String(nodes)];
    await runProgram(program, [...make, "--no-verify"], env);
    const rounds = quick ? 1 : 3;
    const timeOf = async (...flags) => {
      const times = [];
      for (let i = 0; i < rounds; i++)
        times.push((await runProgram(program, ["verify", "--context", "bench", ...flags], env)).elapsedMs);
      return median(times) / 1000;
    };
    // Once before, so that no node has to pull the image.
    await runProgram(program, ["verify", "--context", "bench"], env);
    const one = await timeOf("--nodes", "1");
    row("verify of one node: with the pods' own time", round(one), "s", { note: `median of ${rounds}` });
    for (const parallel of [50, 25, 10]) {
      row(
        `verify of ${nodes} nodes, --parallel ${parallel}`,
        round(await timeOf("--parallel", String(parallel))),
        "s",
        {
          target: round(Math.ceil(nodes / parallel) * one + 2),
          note: `median of ${rounds}; ceil(${nodes}/${parallel}) x one + 2 s`,
        },
      );
    }
  } finally {
    await service.stop();
  }
}
