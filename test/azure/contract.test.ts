import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAgainstContract } from "../../src/azure/contract.js";

test("what the contract does not know, what is read-only and what has the wrong shape is named", async () => {
  const rows = [
    ["pool", { properties: { count: 1, nodeLabels: { "a/b": "c" }, upgradeSettings: { maxSurge: "10%" } } }, []],
    [
      "pool",
      { properties: { cuont: 1, upgradeSettings: { maxSurg: "1" } } },
      ["properties.cuont", "properties.upgradeSettings.maxSurg"],
    ],
    ["pool", { properties: { provisioningState: "Succeeded" } }, ["properties.provisioningState"]],
    [
      "cluster",
      { location: "l", properties: { agentPoolProfiles: [{ name: "a", cuont: 1 }] } },
      ["properties.agentPoolProfiles[0].cuont"],
    ],
    [
      "cluster",
      { location: "l", properties: { agentPoolProfiles: "x", dnsPrefix: "d" } },
      ["properties.agentPoolProfiles"],
    ],
    ["pool", { properties: {} }, []],
  ] as const;
  for (const [kind, body, expected] of rows) assert.deepEqual(await checkAgainstContract(kind, body), expected);
});
