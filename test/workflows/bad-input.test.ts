import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { stringAt } from "../../src/json.js";
import type { Fault } from "../../src/simulator/faults/fault.js";
import { startLocalAzure, type LocalAzure } from "../helpers/local-azure.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "3"];

interface Row {
  readonly what: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly code: string | RegExp;
  readonly message: RegExp;
  readonly env?: (azure: LocalAzure) => Record<string, string>;
  readonly fault?: Fault;
  readonly before?: (azure: LocalAzure) => Promise<void>;
}

const rows: readonly Row[] = [
  {
    what: "a wrong secret",
    args: up,
    env: () => ({ AZURE_CLIENT_SECRET: "wrong" }),
    exitCode: 4,
    code: /./,
    message: /secret/i,
  },
  {
    what: "an expired secret",
    args: up,
    env: ({ simulator }) => ({ AZURE_CLIENT_SECRET: simulator.expiredClientSecret }),
    exitCode: 4,
    code: /./,
    message: /expired/i,
  },
  {
    what: "a wrong tenant",
    args: [...up, "--tenant", "11111111-1111-4111-8111-111111111111"],
    exitCode: 4,
    code: /./,
    message: /11111111-1111-4111-8111-111111111111|tenant/i,
  },
  {
    what: "a tenant that is none",
    args: [...up, "--tenant", "???"],
    exitCode: 2,
    code: /./,
    message: /\?\?\?/,
  },
  {
    what: "a subscription that is not there",
    args: [...up, "--subscription", "22222222-2222-4222-8222-222222222222"],
    exitCode: 3,
    code: /./,
    message: /22222222-2222-4222-8222-222222222222/,
  },
  {
    what: "no permission to look",
    args: up,
    fault: { name: "forbidden", on: "get", times: Infinity },
    exitCode: 4,
    code: /./,
    message: /Microsoft\.ContainerService\/managedClusters\/read/i,
  },
  {
    what: "no network",
    args: up,
    env: () => ({ AKS_SANDBOX_ARM_ENDPOINT: "https://127.0.0.1:9", AZURE_AUTHORITY_HOST: "https://127.0.0.1:9" }),
    exitCode: 1,
    code: /./,
    message: /127\.0\.0\.1:9/,
  },
  {
    what: "no group and no location for it",
    args: ["up", ...target, "--node-count", "3"],
    exitCode: 2,
    code: "LocationMissing",
    message: /tenants-rg/,
  },
  {
    what: "a flag that does not exist",
    args: [...up, "--node-cout", "3"],
    exitCode: 2,
    code: "InvalidUsage",
    message: /--node-cout/,
  },
  {
    what: "old and new names mixed",
    args: [...up, "--workload-runtime", "KataVmIsolation", "--os-sku", "Mariner"],
    exitCode: 2,
    code: "MixedRuntimeNames",
    message: /KataVmIsolation and --os-sku Mariner/,
  },
  {
    what: "AKS's own class name",
    args: [...up, "--runtime-class", "kata-vm-isolation"],
    exitCode: 5,
    code: "RuntimeClassOfAks",
    message: /kata-vm-isolation/,
  },
  {
    what: "a kubeconfig that is a folder",
    args: up,
    before: async ({ kubeconfig }) => {
      await mkdir(kubeconfig);
    },
    exitCode: 2,
    code: "KubeconfigUnreadable",
    message: /is a folder/,
  },
  {
    what: "a kubeconfig that is no YAML",
    args: up,
    before: ({ kubeconfig }) => writeFile(kubeconfig, "a: [\n"),
    exitCode: 2,
    code: "KubeconfigInvalid",
    message: /line/,
  },
];

describe("bad input: a clear error, the right exit code, nothing changed", () => {
  for (const row of rows) {
    it(row.what, async (t) => {
      const azure = await startLocalAzure(t);
      await row.before?.(azure);
      if (row.fault !== undefined) azure.simulator.faults.add(row.fault);
      const run = await azure.json(row.args, { env: row.env?.(azure) ?? {} });
      assert.equal(run.exitCode, row.exitCode, run.stderr);
      const code = stringAt(run.document, "error", "code") ?? "";
      if (typeof row.code === "string") assert.equal(code, row.code);
      assert.match(code, /^[A-Z][A-Za-z]+$/);
      assert.match(stringAt(run.document, "error", "message") ?? "", row.message);
      assert.notEqual(stringAt(run.document, "error", "hint") ?? "", "");
      assert.equal(run.document["changed"], false);
      assert.deepEqual(azure.writes(), []);
    });
  }

  it("no permission to make the group: who, what and the request id", async (t) => {
    const azure = await startLocalAzure(t);
    azure.simulator.faults.add({ name: "forbidden", on: "put", times: Infinity });
    const run = await azure.json(up);
    assert.deepEqual([run.exitCode, run.document["changed"]], [4, false], run.stderr);
    for (const field of ["principal", "requestId", "subscriptionId"]) {
      assert.notEqual(stringAt(run.document, "error", "azure", field) ?? "", "", field);
    }
    assert.deepEqual(azure.writes().length, 1);
  });
});
