// A local Azure in a process of its own, and the environment in which the program finds it. Every operation ends at once.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testBuild } from "../../../esbuild.config.mjs";

/** `requests()`: those to ARM since the last call. */
export async function startLocalService(root) {
  await testBuild();
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-bench-"));
  const service = fork(fileURLToPath(new URL("simulator-process.mjs", import.meta.url)), [join(root, "build")]);
  const [{ ready }] = await once(service, "message");
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, ready.caPem);
  return {
    url: ready.url,
    caFile,
    caPem: ready.caPem,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_EXTRA_CA_CERTS: caFile,
      AKS_SANDBOX_ARM_ENDPOINT: ready.url,
      AZURE_AUTHORITY_HOST: ready.url,
      AZURE_SUBSCRIPTION_ID: ready.subscriptionId,
      AZURE_TENANT_ID: ready.tenantId,
      AZURE_CLIENT_ID: ready.clientId,
      AZURE_CLIENT_SECRET: ready.clientSecret,
    },
    async requests() {
      service.send("requests");
      const [{ requests }] = await once(service, "message");
      return requests;
    },
    async stop() {
      service.disconnect();
      await rm(folder, { recursive: true });
    },
  };
}
