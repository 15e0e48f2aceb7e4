import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";
import { specPath, specsSkip } from "../helpers/specs.js";

const documents = "specification/containerservice/resource-manager/Microsoft.ContainerService/aks";

/** Examples that are refused, and why. */
const refused: Readonly<Record<string, string>> = {
  "AgentPoolsCreate_WasmWasi.json": "400 InvalidWorkloadRuntimeSettingError",
  // Its count is above its maxCount.
  "AgentPools_Update.json": "400 InvalidParameter",
  // A list in 2024-06-02-preview, one profile in the contract of 2025-09-02-preview.
  "AgentPoolsCreate_TypeVirtualMachines_Autoscale.json": "400 UnmarshalError",
};

for (const folder of ["stable/2024-05-01", "preview/2024-06-02-preview"]) {
  test(`bodies of Microsoft's examples are taken (${folder})`, { skip: specsSkip() }, async (t) => {
    const apiVersion = folder.split("/")[1] ?? "";
    const kubernetes = createNullBackend().factory;
    const simulator = await startSimulator(t, { kubernetes, throttling: "off" });
    const arm = await armClient(simulator);
    await makeGroup(arm);
    const examples = specPath(documents, folder, "examples");
    const files = readdirSync(examples).filter((name) =>
      /^(ManagedClustersCreate|AgentPools(Create|_Update))/.test(name),
    );
    const answers: Record<string, string> = {};
    for (const file of files) {
      const cluster = clusterPath(
        "tenants-rg",
        file
          .replace(/\W/g, "-")
          .slice(0, 60)
          .replace(/[-_]+$/, ""),
      );
      const isCluster = file.startsWith("ManagedClusters");
      if (!isCluster) await arm("PUT", cluster, { body: clusterBody() });
      const path = isCluster ? cluster : `${cluster}/agentPools/${file.includes("Windows") ? "win" : "pool1"}`;
      const { status, body } = await arm("PUT", path, { apiVersion, body: readExample(join(examples, file)) });
      if (status < 300) {
        const again = await arm("PUT", path, { apiVersion, body: (await arm("GET", path, { apiVersion })).body });
        assert.equal(again.status, 200, `${file}: its GET body was refused: ${JSON.stringify(again.body)}`);
      } else answers[file] = `${status} ${(body.error ?? body).code}`;
      await arm("DELETE", cluster);
    }
    assert.ok(files.length > 30, `${files.length} examples`);
    const expected = Object.fromEntries(Object.entries(refused).filter(([file]) => files.includes(file)));
    assert.deepEqual(answers, expected);
  });
}

/** With a region, VM sizes and versions that there are; the examples name some of their time, or none. */
function readExample(path: string): unknown {
  const { parameters } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly parameters: { readonly parameters: object };
  };
  const text = JSON.stringify(parameters.parameters, (key, value: unknown) => {
    if (key === "kubernetesVersion" || key === "orchestratorVersion") return undefined;
    if (key === "vmSize") return "Standard_D4s_v3";
    if (key === "location") return "westus2";
    if (key === "agentPoolProfiles" && Array.isArray(value)) {
      return value.map((pool: object) => ({ mode: "System", ...pool }));
    }
    return value;
  });
  return JSON.parse(text);
}
