// What `up` and `pool add` cost beyond Azure's own time: the local Azure runs in another process and ends every
// operation at once, so that the whole wall time, Node's start included, is ours. The proof at the end of `up` waits for
// pods, which take their time: it is measured apart.
import { startLocalService } from "./helpers/local-service.mjs";
import { runProgram } from "./helpers/run-program.mjs";
import { median, round } from "./helpers/statistics.mjs";

export const needs = ["up", "pool add"];

export default async function up({ root, program, quick, row }) {
  const service = await startLocalService(root);
  try {
    const { env } = service;
    const rounds = quick ? 1 : 7;
    const times = { up: [], again: [], verify: [], add: [] };
    let requests = [];
    for (let i = 0; i < rounds; i++) {
      const cluster = ["-g", "bench", "-c", `bench${i}`];
      const make = ["up", ...cluster, "--location", "westus3", "--node-count", "3", "--no-verify"];
      times.up.push((await runProgram(program, make, env)).elapsedMs);
      times.again.push((await runProgram(program, make, env)).elapsedMs);
      times.verify.push((await runProgram(program, ["verify", ...cluster], env)).elapsedMs);
      await service.requests();
      const add = ["pool", "add", ...cluster, "--name", "extra", "--node-count", "1"];
      times.add.push((await runProgram(program, add, env)).elapsedMs);
      requests = await service.requests();
    }
    const note = `median of ${rounds}`;
    row("up, new cluster: own time", round(median(times.up) / 1000), "s", { target: 1, note });
    row("up again, nothing to change: own time", round(median(times.again) / 1000), "s", { note });
    row("verify, 3 nodes: with the pods' own time", round(median(times.verify) / 1000), "s", { note });
    row("pool add: own time", round(median(times.add) / 1000), "s", { note });
    const polls = requests.filter(({ path }) => /\/operations\//i.test(path)).length;
    row("pool add: ARM requests besides polls", requests.length - polls, "requests", { target: 11, exact: true });
  } finally {
    await service.stop();
  }
}
