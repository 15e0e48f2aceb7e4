import assert from "node:assert/strict";
import { test } from "node:test";
import { computeSizes, findComputeSize } from "../../../src/simulator/compute/vm-sizes.js";
import { armClient, type ArmClient } from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";

interface Sku {
  readonly name: string;
  readonly family: string;
  readonly locations: readonly string[];
  readonly locationInfo: readonly [{ readonly zones: readonly string[] }];
  readonly capabilities: readonly { readonly name: string; readonly value: string }[];
  readonly restrictions: readonly unknown[];
}

const skus = async (arm: ArmClient, location: string): Promise<ReadonlyMap<string, Sku>> => {
  const filter = encodeURIComponent(`location eq '${location}'`);
  const path = `/providers/Microsoft.Compute/skus?$filter=${filter}&includeExtendedLocations=true`;
  const reply = await arm("GET", path, { apiVersion: "2021-07-01" });
  assert.equal(reply.status, 200);
  return new Map((reply.body.value as Sku[]).map((sku) => [sku.name, sku]));
};

const pick = (sku: Sku | undefined) => {
  const value = (name: string) => sku?.capabilities.find((capability) => capability.name === name)?.value;
  return [
    sku?.family,
    value("vCPUs"),
    value("MemoryGB"),
    value("HyperVGenerations"),
    value("CpuArchitectureType"),
    value("MaxDataDiskCount"),
    value("GPUs"),
    value("ConfidentialComputingType"),
  ];
};

test("a region's SKUs: families, generations, processors, memory", async (t) => {
  const arm = await armClient(await startSimulator(t));
  const westeurope = await skus(arm, "westeurope");
  const expected: Readonly<Record<string, readonly (string | undefined)[]>> = {
    Standard_D4s_v3: ["standardDSv3Family", "4", "16", "V1,V2", "x64", "8", undefined, undefined],
    Standard_D4_v3: ["standardDv3Family", "4", "16", "V1", "x64", "8", undefined, undefined],
    Standard_D8ds_v4: ["standardDDSv4Family", "8", "32", "V1,V2", "x64", "16", undefined, undefined],
    Standard_D2ls_v5: ["standardDLSv5Family", "2", "4", "V1,V2", "x64", "4", undefined, undefined],
    Standard_E96as_v5: ["standardEASv5Family", "96", "672", "V1,V2", "x64", "32", undefined, undefined],
    Standard_D4s_v6: ["StandardDsv6Family", "4", "16", "V2", "x64", "12", undefined, undefined],
    Standard_D4as_v6: ["standardDav6Family", "4", "16", "V2", "x64", "8", undefined, undefined],
    Standard_D16ps_v6: ["StandardDpsv6Family", "16", "64", "V2", "Arm64", "48", undefined, undefined],
    Standard_B2s: ["standardBSFamily", "2", "4", "V1,V2", "x64", "4", undefined, undefined],
    Standard_DC4as_v5: ["standardDCASv5Family", "4", "16", "V1,V2", "x64", "8", undefined, "SNP"],
    Standard_NC24ads_A100_v4: ["StandardNCADSA100v4Family", "24", "220", "V2", "x64", "8", "1", undefined],
    Standard_DS2_v2: ["standardDSv2Family", "2", "7", "V1,V2", "x64", "8", undefined, undefined],
    Standard_E96as_v7: ["StandardEasv7Family", "96", "768", "V2", "x64", "64", undefined, undefined],
    Standard_EC32ads_v5: ["standardECADSv5Family", "32", "192", "V1,V2", "x64", "32", undefined, "SNP"],
    Standard_NV18ads_A10_v5: ["StandardNVADSA10v5Family", "18", "220", "V1,V2", "x64", "16", "1", undefined],
    Standard_NC80adis_H100_v5: ["StandardNCadsH100v5Family", "80", "640", "V2", "x64", "16", "2", undefined],
  };
  assert.deepEqual(
    Object.fromEntries(Object.keys(expected).map((name) => [name, pick(westeurope.get(name))])),
    expected,
  );
});

test("no size stands twice in the table, and retired ones do not stand in it", () => {
  const names = computeSizes.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  assert.deepEqual(["Standard_NC6", "Standard_ND6s", "Standard_NV6", "Standard_DC2es_v5"].map(findComputeSize), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("what a region offers, and in which zones, differs", async (t) => {
  const arm = await armClient(await startSimulator(t));
  const zones: Record<string, readonly (string | undefined)[]> = {};
  const names = ["Standard_D4s_v3", "Standard_D4s_v6", "Standard_DC4as_v5", "Standard_D4s_v7"];
  for (const location of ["westus2", "westeurope", "northeurope", "westus", "usgovvirginia"]) {
    const offered = await skus(arm, location);
    zones[location] = names.map((name) => offered.get(name)?.locationInfo[0].zones.join(""));
  }
  assert.deepEqual(zones, {
    westus2: ["123", "123", undefined, "13"],
    westeurope: ["123", "123", "123", undefined],
    northeurope: ["123", "23", "23", undefined],
    westus: ["", "", "", undefined],
    usgovvirginia: ["123", undefined, undefined, undefined],
  });
});

test("a size that the subscription was not given has two restrictions, one that lacks a zone has one", async (t) => {
  const simulator = await startSimulator(t, {
    restrictions: [
      { location: "westus2", size: "Standard_D8s_v3" },
      { location: "westus2", size: "standardDSv5Family", zones: ["2"] },
    ],
  });
  const offered = await skus(await armClient(simulator), "westus2");
  const reasonCode = "NotAvailableForSubscription";
  const zonal = (zones: readonly string[]) => ({
    type: "Zone",
    values: ["westus2"],
    restrictionInfo: { locations: ["westus2"], zones },
    reasonCode,
  });
  const regional = {
    type: "Location",
    values: ["westus2"],
    restrictionInfo: { locations: ["westus2"] },
    reasonCode,
  };
  assert.deepEqual(offered.get("Standard_D8s_v3")?.restrictions, [regional, zonal(["1", "2", "3"])]);
  assert.deepEqual(offered.get("Standard_D4s_v5")?.restrictions, [zonal(["2"])]);
  assert.deepEqual(offered.get("Standard_D4s_v3")?.restrictions, []);
});

test("without a filter: pages; with another filter, or another version: refused", async (t) => {
  const arm = await armClient(await startSimulator(t));
  const path = "/providers/Microsoft.Compute/skus";
  const seen = new Set<string>();
  let pages = 0;
  let next: string | undefined = path;
  while (next !== undefined) {
    const { body } = await arm("GET", next, { apiVersion: "2021-07-01" });
    for (const sku of body.value as Sku[]) for (const location of sku.locations) seen.add(location);
    next = "nextLink" in body ? body.nextLink : undefined;
    pages += 1;
  }
  assert.ok(pages > 10 && seen.has("westus2") && seen.has("usgovvirginia"), `${pages} pages, ${seen.size} regions`);
  const byName = await arm("GET", `${path}?$filter=${encodeURIComponent("name eq 'x'")}`, { apiVersion: "2021-07-01" });
  assert.deepEqual([byName.status, byName.body.error?.code], [400, "InvalidFilter"]);
  const old = await arm("GET", path, { apiVersion: "1999-01-01" });
  assert.deepEqual([old.status, old.body.error?.code], [400, "NoRegisteredProviderFound"]);
});
