import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { contractOf, factsOf } from "../../src/simulator/aks/contract/contract.js";
import { contractVersions } from "../../src/simulator/aks/contract/contract-data.js";
import { specsSkip } from "../helpers/specs.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("the table of facts is what tools/aks-contract.mjs makes of Microsoft's types", { skip: specsSkip() }, () => {
  const made = execFileSync(process.execPath, [join(root, "tools", "aks-contract.mjs"), "--print"], {
    encoding: "utf8",
  });
  const kept = readFileSync(join(root, "src", "simulator", "aks", "contract", "contract-data.ts"), "utf8");
  assert.ok(made === kept, "run tools/aks-contract.mjs again");
});

test("an api-version without a contract has the next newer one of its kind, past the newest the newest", () => {
  const rows = [
    ["2024-05-01", "2024-05-01"],
    ["2024-07-01", "2024-09-01"],
    ["2025-04-01", "2025-08-01"],
    ["2024-05-02-preview", "2025-09-02-preview"],
    ["2025-10-02-preview", "2026-03-02-preview"],
    ["2026-05-01", "2026-05-01"],
    ["2026-08-01", "2026-05-01"],
  ];
  for (const [asked = "", contract] of rows) assert.equal(contractVersions[contractOf(asked)], contract, asked);
});

test("facts: kind, container, marks, values, and what changes between contracts", () => {
  const pool = "ManagedClusterAgentPoolProfileProperties";
  const fact = (type: string, property: string, version: string) => factsOf(type, contractOf(version)).get(property);
  const text = { kind: "text", type: "text", container: "one", isRequired: false, isReadOnly: false, values: [] };
  assert.deepEqual(fact(pool, "nodeTaints", "2024-05-01"), { ...text, container: "list" });
  assert.deepEqual(fact(pool, "nodeLabels", "2024-05-01"), { ...text, container: "map" });
  assert.deepEqual(fact(pool, "scaleDownMode", "2024-05-01"), { ...text, values: ["Deallocate", "Delete"] });
  assert.deepEqual(fact(pool, "eTag", "2024-05-01"), undefined);
  assert.deepEqual(fact(pool, "eTag", "2024-09-01"), { ...text, isReadOnly: true });
  assert.equal(fact(pool, "nodeImageVersion", "2025-10-01")?.isReadOnly, true);
  assert.equal(fact(pool, "nodeImageVersion", "2025-09-02-preview")?.isReadOnly, false);
  assert.equal(fact("ManagedClusterAgentPoolProfile", "name", "2025-10-01")?.isRequired, true);
  assert.equal(fact("ScaleProfile", "autoscale", "2025-09-02-preview")?.container, "one");
  assert.equal(fact("ScaleProfile", "autoscale", "2026-05-01")?.container, "list");
  assert.equal(fact(pool, "nodeInitializationTaints", "2026-05-01"), undefined);
});
