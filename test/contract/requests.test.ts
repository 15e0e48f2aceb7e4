import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { contractOf, isPreview } from "../../src/simulator/aks/contract/contract.js";
import { contractVersions } from "../../src/simulator/aks/contract/contract-data.js";
import { startExchangeLog } from "../helpers/exchange-log.js";
import { startLocalAzure } from "../helpers/local-azure.js";
import { specsSkip } from "../helpers/specs.js";
import { deviations } from "./bicep-types.js";
import { bodiesUnderTest } from "./routes.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];
const subnet =
  "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net/providers/Microsoft.Network/" +
  "virtualNetworks/hub/subnets/nodes";

describe("requests of the program", { skip: specsSkip() }, () => {
  it("to stable versions: every body is as the Bicep types say", async (t) => {
    const { run, bodies } = await watched(t);
    await run(["up", ...target, "--location", "westus3", "--node-count", "1", "--no-kubernetes"]);
    const autoscaler = ["--enable-cluster-autoscaler", "--min-count", "1", "--max-count", "3"];
    const place = ["--zones", "1", "2", "--vnet-subnet-id", subnet, "--node-osdisk-size", "256", "--max-pods", "60"];
    const marks = ["--labels", "team=a", "--node-taints", "tenant=a:NoSchedule"];
    const more = ["--set", "properties.kubeletDiskType=OS", "--name", "more"];
    await run(["pool", "add", ...target, ...autoscaler, ...place, ...marks, ...more, "--no-kubernetes"]);
    const other = ["-g", "tenants-rg", "-c", "other", "--location", "westus3"];
    await run(["cluster", "create", ...other, "--set", "properties.supportPlan=KubernetesOfficial"]);
    await run(["cluster", "list"]);
    await run(["pool", "list", ...target]);
    await run(["kubeconfig", "merge", ...target]);
    await run(["pool", "delete", ...target, "--name", "more", "--yes"]);
    await run(["cluster", "delete", "-g", "tenants-rg", "-c", "other", "--yes"]);
    const sent = bodies();
    assert.deepEqual(
      sent.map(({ resource, apiVersion }) => [resource, isPreview(apiVersion)]),
      [
        ["managedClusters", false],
        ["managedClusters/agentPools", false],
        ["managedClusters", false],
      ],
    );
    for (const { resource, apiVersion, body } of sent) {
      const versions = [contractVersions[contractOf(apiVersion)] ?? "", "2025-10-01", "2026-05-01"];
      for (const version of versions) assert.deepEqual(deviations(version, { resource }, "request", body), [], version);
    }
  });

  it("to a preview: every body is as the Bicep types of 2025-09-02-preview say", async (t) => {
    const { run, bodies } = await watched(t);
    const old = ["--runtime", "pod-sandboxing-preview", "--node-count", "1", "--no-kubernetes", "--yes"];
    await run(["up", ...target, "--location", "westus3", ...old]);
    await run(["pool", "add", ...target, ...old, "--name", "more"]);
    const sent = bodies();
    assert.deepEqual(
      sent.map(({ resource, apiVersion }) => [resource, apiVersion]),
      [
        ["managedClusters", "2025-09-02-preview"],
        ["managedClusters/agentPools", "2025-09-02-preview"],
      ],
    );
    for (const { resource, apiVersion, body } of sent) {
      assert.deepEqual(deviations(apiVersion, { resource }, "request", body), []);
    }
  });
});

/** A local Azure whose ARM exchanges are kept, and the program that talks to it. */
async function watched(t: TestContext) {
  const azure = await startLocalAzure(t);
  const log = await startExchangeLog(t, azure.simulator);
  const caFile = join(azure.folder, "both.pem");
  await writeFile(caFile, log.caPem);
  const env = { AKS_SANDBOX_ARM_ENDPOINT: log.url, NODE_EXTRA_CA_CERTS: caFile };
  return {
    run: async (args: readonly string[]) => {
      const { exitCode, stderr } = await azure.run(args, { env, timeoutMs: 60_000 });
      assert.equal(exitCode, 0, `${args.join(" ")}\n${stderr}`);
    },
    bodies: () =>
      log.exchanges.flatMap((exchange) =>
        bodiesUnderTest(exchange).flatMap(({ direction, subject, body }) =>
          direction === "request" && "resource" in subject
            ? [{ resource: subject.resource, apiVersion: exchange.apiVersion, body }]
            : [],
        ),
      ),
  };
}
