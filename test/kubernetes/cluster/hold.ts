// Brings up a cluster with the programs of the shared one, prints its run folder, and keeps it until it is killed: the
// victim of tear-down.k8s.ts.
import { startCluster } from "./cluster.js";

const cluster = await startCluster();
console.log(cluster.folder);
setInterval(() => undefined, 60_000);
