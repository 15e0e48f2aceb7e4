import assert from "node:assert/strict";
import { test } from "node:test";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { ClientSecretCredential } from "@azure/identity";
import { clusterBody, kataPool, armClient, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

test("the real SDK signs in, makes a cluster and a Kata pool, reads a kubeconfig and deletes all again", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory });
  await makeGroup(await armClient(simulator));
  const tlsOptions = { ca: simulator.caPem };
  const credential = new ClientSecretCredential(simulator.tenantId, simulator.clientId, simulator.clientSecret, {
    authorityHost: simulator.url,
    disableInstanceDiscovery: true,
    tlsOptions,
  });
  const client = new ContainerServiceClient(credential, simulator.subscriptionId, {
    endpoint: simulator.url,
    tlsOptions,
  });
  const wait = { updateIntervalInMs: 1 };

  const { location, identity, properties } = clusterBody();
  const cluster = await client.managedClusters.createOrUpdate(
    "tenants-rg",
    "tenants",
    { location, identity: { type: "SystemAssigned" }, ...properties },
    wait,
  );
  assert.deepEqual(
    [cluster.provisioningState, cluster.location, identity.type, cluster.agentPoolProfiles?.[0]?.count],
    ["Succeeded", "westus2", "SystemAssigned", 2],
  );

  const pool = await client.agentPools.createOrUpdate("tenants-rg", "tenants", "sandbox", kataPool().properties, wait);
  assert.deepEqual([pool.provisioningState, pool.workloadRuntime, pool.maxPods], ["Succeeded", "KataVmIsolation", 250]);

  const names = [];
  for await (const listed of client.agentPools.list("tenants-rg", "tenants")) names.push(listed.name);
  assert.deepEqual(names, ["system", "sandbox"]);

  const nodes = [...backend.nodes.values()];
  assert.equal(nodes.filter((node) => node.sandbox === "kata").length, 3);
  assert.ok(nodes.every((node) => /^aks-(system|sandbox)-\d{8}-vmss00000[012]$/.test(node.name)));
  assert.equal(nodes[2]?.labels["kubernetes.azure.com/kata-vm-isolation"], "true");

  const credentials = await client.managedClusters.listClusterUserCredentials("tenants-rg", "tenants");
  const kubeconfig = Buffer.from(credentials.kubeconfigs?.[0]?.value ?? []).toString();
  assert.match(kubeconfig, /^server: https:\/\/127\.0\.0\.1:\d+\/kubernetes\/[0-9a-f]{24}\n$/);

  await client.agentPools.delete("tenants-rg", "tenants", "sandbox", wait);
  await client.managedClusters.delete("tenants-rg", "tenants", wait);
  assert.deepEqual([backend.nodes.size, backend.clusters.size], [2, 0]);
  await assert.rejects(() => client.managedClusters.get("tenants-rg", "tenants"), {
    code: "ResourceNotFound",
    statusCode: 404,
  });
});
