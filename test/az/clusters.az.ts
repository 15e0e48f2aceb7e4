import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { startLocalAzure, type LocalAzure } from "../helpers/local-azure.js";
import { signInAz, speed, type AzCli } from "./az-cli.js";

type Resource = Readonly<Record<string, unknown>>;
const target = ["--resource-group", "tools", "--name", "prod"];

describe("a cluster of ours by az", { concurrency: true }, () => {
  test("tags, tier and an upgrade channel", async (t) => {
    const { az } = await clusterOfOurs(t);
    const more = ["--tags", "team=platform", "--tier", "standard", "--auto-upgrade-channel", "patch"];
    const updated = (await az.json("aks", "update", ...target, ...more)) as {
      readonly tags: Resource;
      readonly sku: Resource;
      readonly autoUpgradeProfile: Resource;
      readonly agentPoolProfiles: readonly Resource[];
    };
    assert.deepEqual(updated.tags, { team: "platform" });
    assert.equal(updated.sku["tier"], "Standard");
    assert.equal(updated.autoUpgradeProfile["upgradeChannel"], "patch");
    assert.deepEqual(
      updated.agentPoolProfiles.map(({ name, workloadRuntime }) => [name, workloadRuntime]),
      [
        ["system", null],
        ["sandbox", "KataVmIsolation"],
      ],
    );
  });

  test("stop and start", async (t) => {
    const { az, azure } = await clusterOfOurs(t);
    await az.json("aks", "stop", ...target);
    const state = async () => await az.json("aks", "show", ...target, "--query", "powerState.code");
    assert.equal(await state(), "Stopped");
    assert.match((await azure.run(["cluster", "list", "-g", "tools"])).stdout, /prod.*Stopped/);
    await az.json("aks", "start", ...target);
    assert.equal(await state(), "Running");
  });

  test("an upgrade of Kubernetes", async (t) => {
    const { az, azure } = await clusterOfOurs(t, ["--node-count", "1", "--kubernetes-version", "1.34"]);
    const upgrades = (await az.json("aks", "get-upgrades", ...target)) as {
      readonly controlPlaneProfile: { readonly upgrades: readonly { readonly kubernetesVersion: string }[] };
    };
    const next = upgrades.controlPlaneProfile.upgrades
      .map(({ kubernetesVersion }) => kubernetesVersion)
      .find((version) => version.startsWith("1.35."));
    assert.ok(next !== undefined, JSON.stringify(upgrades));
    const upgraded = (await az.json("aks", "upgrade", ...target, "--kubernetes-version", next, "--yes")) as Resource;
    assert.equal(upgraded["currentKubernetesVersion"], next);
    const pools = await azure.json(["pool", "show", "-g", "tools", "-c", "prod", "-n", "sandbox"]);
    assert.match(JSON.stringify(pools.document), new RegExp(`"currentOrchestratorVersion":"${next}"`));
    assert.match(
      await az.refused("aks", "upgrade", ...target, "--kubernetes-version", "1.34.0", "--yes"),
      /downgrade|not supported|NotSupported|Not.?Allowed/i,
    );
  });

  test("machines: one of them is deleted", async (t) => {
    const { az } = await clusterOfOurs(t, ["--node-count", "2"]);
    const pool = ["--resource-group", "tools", "--cluster-name", "prod", "--nodepool-name", "sandbox"];
    const names = async () => (await az.json("aks", "machine", "list", ...pool, "--query", "[].name")) as string[];
    const [first = "", ...others] = await names();
    assert.equal(others.length, 1);
    await az.json("aks", "nodepool", "delete-machines", ...pool, "--machine-names", first);
    assert.deepEqual(await names(), others);
  });

  test("a principal that may only read", async (t) => {
    const azure = await made(t, ["--node-count", "1"], { principals: [{ name: "reader", role: "Reader" }] });
    const reader = azure.simulator.principals.get("reader");
    assert.ok(reader !== undefined);
    const env = { ...azure.env, AZURE_CLIENT_ID: reader.clientId, AZURE_CLIENT_SECRET: reader.clientSecret };
    const az = await signInAz(t, { ...azure, env });
    assert.equal(((await az.json("aks", "show", ...target)) as Resource)["name"], "prod");
    const text = await az.refused("aks", "delete", ...target, "--yes");
    assert.match(text, /AuthorizationFailed/);
    assert.match(text, /Microsoft\.ContainerService\/managedClusters\/delete/);
  });
});

/** A cluster with a sandboxed pool, made by the program itself. */
async function clusterOfOurs(
  t: TestContext,
  more: readonly string[] = ["--node-count", "1"],
): Promise<{ readonly az: AzCli; readonly azure: LocalAzure }> {
  const azure = await made(t, more);
  return { az: await signInAz(t, azure), azure };
}

async function made(
  t: TestContext,
  more: readonly string[],
  options: Parameters<typeof startLocalAzure>[1] = {},
): Promise<LocalAzure> {
  const azure = await startLocalAzure(t, { speed, ...options });
  const where = ["-g", "tools", "-c", "prod", "--location", "westus2", "--name", "sandbox"];
  const run = await azure.run(["up", ...where, "--node-vm-size", "Standard_D4s_v3", ...more, "--no-verify"], {
    timeoutMs: 180_000,
  });
  assert.equal(run.exitCode, 0, run.stderr);
  return azure;
}
