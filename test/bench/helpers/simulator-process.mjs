// A local Azure in a process of its own, so that its work is not counted as ours: every operation ends at once. Started
// by fork with the build's folder; sends { ready }, then answers each message with the ARM requests since the last one.
import { pathToFileURL } from "node:url";

const { createSimulator } = await import(pathToFileURL(`${process.argv[2]}/src/simulator/create-simulator.js`).href);
const simulator = await createSimulator({ speed: 1, durations: "none" });
const { url, caPem, subscriptionId, tenantId, clientId, clientSecret } = simulator;
process.send({ ready: { url, caPem, subscriptionId, tenantId, clientId, clientSecret } });

let seen = 0;
process.on("message", () => {
  const requests = simulator.requests.slice(seen).filter(({ area }) => area === "arm");
  seen = simulator.requests.length;
  process.send({ requests: requests.map(({ method, url: path, status }) => ({ method, path, status })) });
});
process.on("disconnect", () => void simulator.close().then(() => process.exit()));
