import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import { rules } from "../../src/preflight/rules.js";
import { startLocalAzure } from "../helpers/local-azure.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];
const request = [...target, "--location", "westus3", "--node-count", "3"];
const up = ["up", ...request];
const noKubernetes = [...up, "--no-kubernetes"];
/** Asks for credentials with a POST, and changes nothing. */
const isCredentials = (line: string) => line.endsWith("listClusterUserCredential");
const isPoll = (line: string) => line.includes("/operations/");

/** `severity id` of each finding. */
function found(document: unknown): readonly string[] {
  const findings = jsonAt(document, "findings") ?? jsonAt(document, "preflight", "findings");
  assert.ok(Array.isArray(findings), JSON.stringify(document));
  return findings.map((each) => `${stringAt(each, "severity") ?? ""} ${stringAt(each, "id") ?? ""}`);
}

describe("preflight", () => {
  it("passes a good request with at most 8 requests, and changes nothing", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json(["preflight", ...request]);
    assert.equal(run.exitCode, 0, run.stderr);
    const { kind, exitReason, changed, verdict, findings, applied, unknown } = run.document;
    assert.deepEqual(
      { kind, exitReason, changed, verdict, findings, applied, unknown },
      {
        kind: "PreflightResult",
        exitReason: "done",
        changed: false,
        verdict: "passes",
        findings: [],
        applied: rules.map(({ id }) => id),
        unknown: [],
      },
    );
    assert.deepEqual(azure.writes(), []);
    assert.ok(azure.armRequests().length <= 8, azure.armRequests().join("\n"));
  });

  it("names every refusal with its cure, and exits 5; quota alone exits 6; 5 goes before 6", async (t) => {
    const azure = await startLocalAzure(t, { quotas: { westus3: { standardDSv5Family: 15 } } });
    const quota = await azure.json(["preflight", ...request]);
    assert.deepEqual([quota.exitCode, found(quota.document)], [6, ["refuse quota-family"]], quota.stderr);
    const both = await azure.json(["preflight", ...request, "--set-pool", "properties.enableFIPS=true"]);
    assert.deepEqual([both.exitCode, found(both.document)], [5, ["refuse fips", "refuse quota-family"]], both.stderr);
    const text = await azure.run(["preflight", ...request]);
    assert.match(
      text.stdout,
      /^refused quota-family: 2\d cores of standardDSv5Family .*\n {2}next: ask for .*\n {2}source: https/,
    );
    assert.match(text.stdout, /\npreflight refuses: quota; \d+ checks applied, nothing was changed\n$/);
    assert.deepEqual(azure.writes(), []);
  });

  it("records a check that was skipped, and knows every id", async (t) => {
    const azure = await startLocalAzure(t, { quotas: { westus3: { standardDSv5Family: 15 } } });
    const skipped = await azure.json(["preflight", ...request, "--skip-check", "quota-family"]);
    assert.deepEqual([skipped.exitCode, found(skipped.document)], [0, ["skipped quota-family"]], skipped.stderr);
    azure.forget();
    const misspelt = await azure.json(["preflight", ...request, "--skip-check", "quota"]);
    assert.equal(misspelt.exitCode, 2, misspelt.stderr);
    assert.match(stringAt(misspelt.document, "error", "hint") ?? "", /quota-family, quota-regional/);
    assert.deepEqual(azure.armRequests(), []);
  });

  it("needs no Azure with --offline", async (t) => {
    const azure = await startLocalAzure(t);
    const good = await azure.json(["preflight", ...request, "--offline"]);
    assert.deepEqual([good.exitCode, found(good.document)], [0, []], good.stderr);
    const bad = await azure.json(["preflight", ...request, "--offline", "--set-pool", "properties.enableFIPS=true"]);
    assert.deepEqual([bad.exitCode, found(bad.document)], [5, ["refuse fips"]], bad.stderr);
    assert.deepEqual(azure.simulator.requests.length, 0);
  });
});

describe("preflight as a step", () => {
  it("refuses with exit 6 and no change; a skipped check is in the result", async (t) => {
    const azure = await startLocalAzure(t, { quotas: { westus3: { cores: 10 } } });
    const refused = await azure.json(noKubernetes);
    assert.equal(refused.exitCode, 6, refused.stderr);
    assert.deepEqual(found(refused.document), ["refuse quota-regional"]);
    assert.deepEqual(azure.writes(), []);
  });

  it("pool add takes at most 11 requests besides polls, a re-run of a finished up at most 6", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run([...up, "--no-verify"])).exitCode, 0);
    azure.forget();
    const added = await azure.json(["pool", "add", ...target, "--name", "second", "--node-count", "1"]);
    assert.equal(added.exitCode, 0, added.stderr);
    assert.deepEqual(found(added.document), []);
    const besides = azure.armRequests().filter((line) => !isPoll(line));
    assert.ok(besides.length <= 11, besides.join("\n"));
    azure.forget();
    const again = await azure.json([...up, "--no-verify"]);
    assert.deepEqual([again.exitCode, again.document["changed"]], [0, false], again.stderr);
    assert.ok(azure.armRequests().length <= 6, azure.armRequests().join("\n"));
    assert.deepEqual(
      azure.writes().filter((line) => !isCredentials(line)),
      [],
    );
  });
});
