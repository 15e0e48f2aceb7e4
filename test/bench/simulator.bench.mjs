// The local Azure itself: how many ARM requests it answers, how soon it is ready, how much memory many clusters take. The
// load comes from this process; the simulator runs in another one.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testBuild } from "../../esbuild.config.mjs";
import { openConnection, signIn } from "./helpers/load.mjs";
import { median, round } from "./helpers/statistics.mjs";

export const needs = ["simulate"];

export default async function simulator({ root, program, quick, row }) {
  await testBuild();
  await startToReady(program, quick ? 1 : 9, row);
  await throughput(root, quick ? 3 : 15, row);
  await memory(root, quick ? 100 : 1_000, row);
}

/** From the start of the program to the line that says where it is. */
async function startToReady(program, rounds, row) {
  const home = await mkdtemp(join(tmpdir(), "aks-sandbox-bench-"));
  const times = [];
  const cpuTimes = [];
  try {
    for (let i = 0; i <= rounds; i++) {
      const started = performance.now();
      const child = spawn(process.execPath, [program, "simulate", "-o", "json"], {
        env: { PATH: process.env.PATH, HOME: home },
        stdio: ["ignore", "pipe", "ignore"],
      });
      await once(child.stdout, "data");
      // The first one warms the disk.
      if (i > 0) {
        times.push(performance.now() - started);
        cpuTimes.push(cpuMs(child.pid));
      }
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  } finally {
    await rm(home, { recursive: true });
  }
  row("simulate: start to ready", Math.round(median(times)), "ms", {
    target: 400,
    note: `median of ${rounds}; of it ${Math.round(median(cpuTimes))} ms CPU time of its own`,
  });
}

/** User and system time of a process so far, all its threads together (Linux, which counts in hundredths of a second). */
function cpuMs(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

/** Mixed requests over 16 connections; simulated time runs so fast that its buckets, which are on, let them through. */
async function throughput(root, seconds, row) {
  const service = await start(root, { speed: 5_000, durations: "none" });
  try {
    const token = await signIn(service.ready);
    const clusters = 50;
    const setUp = await openConnection(service.ready);
    await makeGroups(setUp, service.ready, token, 10);
    const operations = [];
    for (let i = 0; i < clusters; i++)
      operations.push(operationOf(await putCluster(setUp, service.ready, token, i, 2)));
    setUp.close();
    const run = async (lastsMs) => {
      const started = performance.now();
      const replies = [];
      const worker = async (seed) => {
        const connection = await openConnection(service.ready);
        for (let i = seed * 7919; performance.now() - started < lastsMs; i++) {
          replies.push(await mixed(connection, service.ready, token, operations, i));
        }
        connection.close();
      };
      await Promise.all(Array.from({ length: 16 }, (_, seed) => worker(seed)));
      return replies.map(({ ms, status }) => ({ ms, status }));
    };
    // Compiled code is what is measured.
    await run(seconds * 300);
    const before = await service.used();
    const ownBefore = process.cpuUsage();
    const started = performance.now();
    const replies = await run(seconds * 1000);
    const times = replies.map(({ ms }) => ms);
    const wrong = replies.filter(({ status }) => status >= 400).length;
    const elapsedS = (performance.now() - started) / 1000;
    const own = process.cpuUsage(ownBefore);
    const used = await service.used();
    times.sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)];
    const cpuMs = (used.cpuMs - before.cpuMs) / times.length;
    const note = `p99 ${round(p99, 1)} ms; ${wrong} of ${times.length} refused (409 of a busy cluster)`;
    row("ARM requests", Math.round(times.length / elapsedS), "a second", { least: 2_000, note });
    row("ARM requests: CPU of the simulator", round(cpuMs), "ms", {
      note: `so one core alone: ${Math.round(1000 / cpuMs)} a second; of the load ${round((own.user + own.system) / 1000 / times.length)} ms`,
    });
  } finally {
    service.stop();
  }
}

async function memory(root, clusters, row) {
  const service = await start(root, { speed: 1, durations: "none", throttling: "off" });
  try {
    const token = await signIn(service.ready);
    const connection = await openConnection(service.ready);
    await makeGroups(connection, service.ready, token, 10);
    for (let i = 0; i < clusters; i++) await putCluster(connection, service.ready, token, i, 10);
    connection.close();
    const { rssMb, peakMb } = await service.used();
    const note = `${Math.round(rssMb)} MB when it has collected its garbage`;
    row(`${clusters} clusters x 10 pools: peak memory`, Math.round(peakMb ?? rssMb), "MB", { target: 600, note });
  } finally {
    service.stop();
  }
}

async function start(root, options) {
  const script = fileURLToPath(new URL("helpers/measured-simulator.mjs", import.meta.url));
  const child = fork(script, [join(root, "build"), JSON.stringify(options)], { execArgv: ["--expose-gc"] });
  const [{ ready }] = await once(child, "message");
  return {
    ready,
    used: async () => {
      child.send("used");
      return (await once(child, "message"))[0];
    },
    stop: () => child.disconnect(),
  };
}

const apiVersion = "?api-version=2025-10-01";
const inGroup = ({ subscriptionId }, i) =>
  `/subscriptions/${subscriptionId}/resourceGroups/group${i % 10}/providers/Microsoft.ContainerService/managedClusters`;

async function makeGroups(connection, ready, token, count) {
  for (let i = 0; i < count; i++) {
    const path = `/subscriptions/${ready.subscriptionId}/resourcegroups/group${i}?api-version=2024-11-01`;
    await expect(connection.send("PUT", path, token, { location: "westus2" }), 201);
  }
}

function putCluster(connection, ready, token, i, pools) {
  const agentPoolProfiles = Array.from({ length: pools }, (_, pool) => ({
    name: `pool${pool}`,
    mode: pool === 0 ? "System" : "User",
    count: 1,
    vmSize: "Standard_D4s_v3",
    osSKU: "AzureLinux",
    ...(pool === 1 ? { workloadRuntime: "KataVmIsolation" } : {}),
  }));
  const body = {
    location: "westus2",
    identity: { type: "SystemAssigned" },
    properties: { dnsPrefix: `c${i}`, agentPoolProfiles },
  };
  return expect(connection.send("PUT", `${inGroup(ready, i)}/c${i}${apiVersion}`, token, body), 201);
}

async function expect(sent, status) {
  const reply = await sent;
  if (reply.status !== status) throw new Error(`${reply.status} instead of ${status}: ${reply.body}`);
  return reply;
}

const operationOf = ({ head }) => new URL(/\r\nazure-asyncoperation: (\S+)/i.exec(head)[1]);

/** Of ten requests four are GETs, two are lists, three poll, and one is a PUT of a pool as it is. */
function mixed(connection, ready, token, operations, i) {
  const cluster = `${inGroup(ready, i)}/c${i % 50}`;
  switch (i % 10) {
    case 0:
    case 1:
      return connection.send("GET", `${cluster}${apiVersion}`, token);
    case 2:
    case 3:
      return connection.send("GET", `${cluster}/agentPools/pool1${apiVersion}`, token);
    case 4:
      return connection.send("GET", `${inGroup(ready, i)}${apiVersion}`, token);
    case 5:
      return connection.send("GET", `${cluster}/agentPools${apiVersion}`, token);
    case 9:
      return connection.send("PUT", `${cluster}/agentPools/pool1${apiVersion}`, token, {
        properties: {
          count: 1,
          vmSize: "Standard_D4s_v3",
          osSKU: "AzureLinux",
          workloadRuntime: "KataVmIsolation",
        },
      });
    default: {
      const { pathname, search } = operations[i % operations.length];
      return connection.send("GET", pathname + search, token);
    }
  }
}
