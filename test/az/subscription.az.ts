import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startLocalAzure } from "../helpers/local-azure.js";
import { signInAz, speed } from "./az-cli.js";

describe("a subscription by az", { concurrency: true }, () => {
  test("the subscription, its regions, resource groups", async (t) => {
    const azure = await startLocalAzure(t, { speed });
    const az = await signInAz(t, azure);
    const accounts = (await az.json("account", "list")) as { id: string; state: string }[];
    assert.deepEqual(
      accounts.map(({ id, state }) => [id, state]),
      [[azure.simulator.subscriptionId, "Enabled"]],
    );
    const regions = (await az.json("account", "list-locations", "--query", "[].name")) as string[];
    for (const region of ["westus2", "westus3", "eastus", "westeurope", "northeurope", "usgovvirginia"]) {
      assert.ok(regions.includes(region), region);
    }

    await az.json("group", "create", "--name", "tools", "--location", "westus2", "--tags", "team=platform");
    const group = (await az.json("group", "show", "--name", "tools")) as Record<string, unknown>;
    assert.deepEqual([group["location"], group["tags"]], ["westus2", { team: "platform" }]);
    assert.equal(await az.json("group", "exists", "--name", "tools"), true);
    await az.json("group", "delete", "--name", "tools", "--yes");
    assert.equal(await az.json("group", "exists", "--name", "tools"), false);
    assert.match(await az.refused("group", "show", "--name", "tools"), /ResourceGroupNotFound/);
  });

  test("roles: who has which, one more, and one less", async (t) => {
    const azure = await startLocalAzure(t, { speed, principals: [{ name: "reader" }] });
    const az = await signInAz(t, azure);
    const { subscriptionId, principals } = azure.simulator;
    const reader = principals.get("reader")?.objectId ?? "";
    const roles = async () =>
      (await az.json("role", "assignment", "list", "--all", "--query", "[].[principalId,roleDefinitionName]")) as [];
    const before = await roles();
    assert.match(JSON.stringify(before), /"Owner"/);
    const whom = ["--assignee-object-id", reader, "--role", "Reader", "--scope", `/subscriptions/${subscriptionId}`];
    await az.json("role", "assignment", "create", ...whom, "--assignee-principal-type", "ServicePrincipal");
    assert.deepEqual(await roles(), [...before, [reader, "Reader"]]);
    await az.json("role", "assignment", "delete", ...whom);
    assert.deepEqual(await roles(), before);
  });

  test("features and providers", async (t) => {
    const azure = await startLocalAzure(t, { speed, providers: { "Microsoft.ContainerService": "NotRegistered" } });
    const az = await signInAz(t, azure);
    const feature = ["--namespace", "Microsoft.ContainerService", "--name", "KataVMIsolationPreview"];
    const state = async () => await az.json("feature", "show", ...feature, "--query", "properties.state");
    assert.equal(await state(), "NotRegistered");
    assert.equal(await az.json("feature", "register", ...feature, "--query", "properties.state"), "Registering");
    await until(async () => (await state()) === "Registered");
    const listed = await az.json("feature", "list", "--namespace", "Microsoft.ContainerService", "--query", "[].name");
    assert.ok((listed as string[]).includes("Microsoft.ContainerService/KataVMIsolationPreview"));

    const provider = async () =>
      await az.json("provider", "show", "--namespace", "Microsoft.ContainerService", "--query", "registrationState");
    assert.equal(await provider(), "NotRegistered");
    await az.json("provider", "register", "--namespace", "Microsoft.ContainerService", "--wait");
    assert.equal(await provider(), "Registered");
  });

  test("what a region offers: VM sizes, cores, Kubernetes versions", async (t) => {
    const azure = await startLocalAzure(t, { speed });
    const az = await signInAz(t, azure);
    interface Sku {
      readonly name: string;
      readonly family: string;
      readonly capabilities: readonly { readonly name: string; readonly value: string }[];
    }
    const skus = (await az.json(
      "vm",
      "list-skus",
      "--location",
      "westus2",
      "--size",
      "Standard_D4s_v3",
      "--all",
    )) as Sku[];
    const sku = skus.find(({ name }) => name === "Standard_D4s_v3");
    const capability = (name: string) => sku?.capabilities.find((each) => each.name === name)?.value;
    assert.deepEqual(
      [sku?.family, capability("vCPUs"), capability("MemoryGB"), capability("HyperVGenerations")],
      ["standardDSv3Family", "4", "16", "V1,V2"],
    );

    const usages = (await az.json("vm", "list-usage", "--location", "westus2")) as {
      readonly name: { readonly value: string };
      readonly currentValue: string | number;
      readonly limit: string | number;
    }[];
    const family = usages.find(({ name }) => name.value === "standardDSv3Family");
    assert.equal(Number(family?.currentValue), 0);
    assert.ok(Number(family?.limit) > 0);

    const versions = (await az.json("aks", "get-versions", "--location", "westus2")) as {
      readonly values: readonly { readonly version: string; readonly patchVersions: Record<string, unknown> }[];
    };
    assert.ok(versions.values.some(({ version }) => /^1\.\d+$/.test(version)));
    assert.ok(versions.values.every(({ patchVersions }) => Object.keys(patchVersions).length > 0));
  });
});

/** Asks again until it holds; each question is a process of its own, so this does not spin. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 60; tries++) if (await holds()) return;
  assert.fail("it did not come to hold");
}
