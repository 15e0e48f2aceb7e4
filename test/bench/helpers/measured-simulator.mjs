// A local Azure in a process of its own, for figures about itself. Started by fork with the build's folder and, as JSON,
// its options; sends { ready }, then answers each message with what it has used so far.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { createSimulator } = await import(pathToFileURL(`${process.argv[2]}/src/simulator/create-simulator.js`).href);
const simulator = await createSimulator(JSON.parse(process.argv[3]));
const { url, port, caPem, subscriptionId, tenantId, clientId, clientSecret } = simulator;
process.send({ ready: { url, port, caPem, subscriptionId, tenantId, clientId, clientSecret } });

process.on("message", () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage().rss / 1e6, peakMb: peakMb() });
});
process.on("disconnect", () => void simulator.close().then(() => process.exit()));

/** The high-water mark that Linux keeps; undefined elsewhere. */
function peakMb() {
  try {
    return (Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
