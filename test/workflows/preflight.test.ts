import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { rules } from "../../src/preflight/rules.js";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { startLocalAzure } from "../helpers/local-azure.js";

// Each test has a local Azure of its own, and waits most of its time.
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

const order = ["passes", "advisory", "refused"];

function sizesOf(document: unknown) {
  const sizes = jsonAt(document, "sizes");
  assert.ok(Array.isArray(sizes), JSON.stringify(document));
  return sizes.map((size: unknown) => {
    const reasons = jsonAt(size, "reasons");
    return {
      name: stringAt(size, "name") ?? "",
      verdict: stringAt(size, "verdict") ?? "",
      reasons: Array.isArray(reasons) ? reasons.map(String) : [],
    };
  });
}

describe("preflight", { concurrency: 3 }, () => {
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

describe("preflight sizes", { concurrency: 3 }, () => {
  it("lists every size with its verdict and why; those that pass come first", async (t) => {
    const azure = await startLocalAzure(t, { quotas: { westus3: { standardDSv3Family: 6, standardFSv2Family: 1 } } });
    const run = await azure.json(["preflight", "sizes", "--location", "westus3", "--node-count", "2"]);
    assert.equal(run.exitCode, 0, run.stderr);
    const sizes = sizesOf(run.document);
    const of = (name: string) => sizes.find((size) => size.name === name);
    assert.deepEqual([of("Standard_D4s_v5")?.verdict, of("Standard_D4s_v5")?.reasons], ["passes", []]);
    assert.equal(of("Standard_D2ls_v5")?.verdict, "advisory");
    assert.deepEqual(
      ["Standard_D4as_v4", "Standard_D4ps_v5", "Standard_D4_v3", "Standard_D4s_v3"].map((name) => [
        of(name)?.verdict,
        /not supported|Arm64|generation 1|standardDSv3Family/.exec(of(name)?.reasons[0] ?? "")?.[0],
      ]),
      [
        ["refused", "not supported"],
        ["refused", "Arm64"],
        ["refused", "generation 1"],
        ["refused", "standardDSv3Family"],
      ],
    );
    // What refuses stands before what only advises.
    assert.match(of("Standard_F4s_v2")?.reasons.join("; ") ?? "", /^\d+ cores of standardFSv2Family .*; .*AKS decides/);
    const verdicts = sizes.map(({ verdict }) => verdict);
    assert.deepEqual(
      verdicts,
      [...verdicts].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    );
    assert.deepEqual(azure.armRequests().length, 2);
    const near = await azure.run(["preflight", "sizes", "--location", "westus3", "--node-vm-size", "Standard_E8s_v5"]);
    assert.match(near.stdout, /^VM SIZE +VCPU +GB +ZONES +VERDICT +WHY\nStandard_E8s_v5 +8 +64 +1 2 3 +passes\n/);
    assert.match(near.stdout, /^Standard_D8ps_v5 .* refused +has an Arm64 processor/m);
    const nowhere = await azure.json(["preflight", "sizes", "--location", "nowhere"]);
    assert.equal(nowhere.exitCode, 2, nowhere.stderr);
  });
});

describe("cluster create", { concurrency: 3 }, () => {
  const create = ["cluster", "create", ...target, "--location", "westus3"];

  it("checks what it would make before its first change: exit 5 or 6, nothing changed; what is skipped is recorded", async (t) => {
    const azure = await startLocalAzure(t, { quotas: { westus3: { standardDSv5Family: 5 } } });
    const small = await azure.json([...create, "--system-vm-size", "Standard_B2ms"]);
    assert.deepEqual([small.exitCode, small.document["changed"]], [5, false], small.stderr);
    assert.deepEqual(found(small.document), ["refuse system-pool-size"]);
    const quota = await azure.json(create);
    assert.deepEqual([quota.exitCode, found(quota.document)], [6, ["refuse quota-family"]], quota.stderr);
    assert.match(
      stringAt(quota.document, "error", "message") ?? "",
      /^nothing was changed: 6 cores of standardDSv5Family/,
    );
    const misspelt = await azure.json([...create, "--set", "properties.kubernetesVersio=1.33"]);
    assert.equal(misspelt.exitCode, 2, misspelt.stderr);
    assert.deepEqual(azure.writes(), []);
    // Four cores that the service has, and a surge node that it does not ask for when a cluster is made.
    const skipped = await azure.json([...create, "--skip-check", "quota-family"]);
    assert.deepEqual([skipped.exitCode, found(skipped.document)], [0, ["skipped quota-family"]], skipped.stderr);
    const again = await azure.json([...create, "--skip-preflight"]);
    assert.deepEqual([again.exitCode, again.document["changed"], found(again.document)], [0, false, []], again.stderr);
  });

  it("sends at most 8 requests before its first change", async (t) => {
    const azure = await startLocalAzure(t);
    const run = await azure.json(create);
    assert.equal(run.exitCode, 0, run.stderr);
    const first = azure.armRequests().findIndex((line) => !line.startsWith("GET"));
    assert.ok(first > 0 && first <= 8, azure.armRequests().join("\n"));
    assert.deepEqual(jsonAt(run.document, "preflight", "unknown"), []);
  });
});

describe("the number of requests", { concurrency: 3 }, () => {
  const rows: readonly (readonly [what: string, flags: readonly string[], left: readonly string[]])[] = [
    ["a new group", ["--location", "westus3"], []],
    ["a group that exists", ["--location", "westus3", "-g", "old-rg"], []],
    ["a group that says where", ["-g", "old-rg"], ["clusters of the subscription"]],
    [
      "an older name of the runtime, with a feature to look at",
      ["--location", "westus3", "--workload-runtime", "KataMshvVmIsolation"],
      ["clusters of the subscription"],
    ],
    [
      "an older name of the runtime, in a group that says where",
      ["-g", "old-rg", "--workload-runtime", "KataMshvVmIsolation"],
      ["provider", "clusters of the subscription"],
    ],
  ];

  it("is 8 at most, whatever is there; what is left out for that is named", async (t) => {
    const azure = await startLocalAzure(t, { durations: "none", throttling: "off" });
    await makeGroup(await armClient(azure.simulator), "old-rg");
    for (const [what, flags, left] of rows) {
      azure.forget();
      const run = await azure.json(["preflight", ...target, "--node-count", "3", ...flags]);
      assert.equal(run.exitCode, 0, run.stderr);
      const facts = listOf(jsonAt(run.document, "unknown")).map((each) => stringAt(each, "fact"));
      assert.deepEqual([what, azure.armRequests().length, facts], [what, 8, left]);
    }
    // One page of the list has a hundred.
    const arm = await armClient(azure.simulator);
    for (let number = 0; number < 101; number += 1)
      assert.equal((await arm("PUT", clusterPath("old-rg", `c${number}`), { body: clusterBody() })).status, 201);
    azure.forget();
    const many = await azure.json(["preflight", ...target, "--node-count", "3", "--location", "westus2"]);
    assert.deepEqual(
      [many.exitCode, azure.armRequests().length, found(many.document)],
      [0, 8, ["warn quota-clusters"]],
    );
    assert.match(JSON.stringify(many.document["unknown"]), /only the first 100 were read/);
  });
});

describe("never on a guess", { concurrency: 3 }, () => {
  const owned = clusterPath("tenants-rg", "tenants");
  const role = "Azure Kubernetes Service Contributor Role";

  it("a lock on something else refuses nothing, nor does a role on the cluster alone; a lock on the cluster does", async (t) => {
    const principals = [
      { name: "keeper", role, scope: owned },
      { name: "reader", role: "Reader" },
    ];
    const azure = await startLocalAzure(t, { durations: "none", principals });
    const arm = await armClient(azure.simulator);
    const lock = async (scope: string) => {
      const body = { properties: { level: "ReadOnly" } };
      const path = `${scope}/providers/Microsoft.Authorization/locks/frozen`;
      assert.equal((await arm("PUT", path, { apiVersion: "2020-05-01", body })).status, 201);
    };
    await makeGroup(arm);
    await makeGroup(arm, "other-rg");
    assert.equal((await arm("PUT", owned, { body: clusterBody() })).status, 201);
    const as = (name: string) => {
      const { clientId = "", clientSecret = "" } = azure.simulator.principals.get(name) ?? {};
      return { env: { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret } };
    };
    const add = ["preflight", ...target, "--node-count", "1"];

    await lock("/resourceGroups/other-rg");
    const fresh = await azure.json([...add, "-g", "new-rg", "--location", "westus3"]);
    assert.deepEqual([fresh.exitCode, found(fresh.document)], [0, []], fresh.stderr);
    await lock(`${owned}/agentPools/system`);
    const beside = await azure.json(add);
    assert.deepEqual([beside.exitCode, found(beside.document)], [0, []], beside.stderr);
    const kept = await azure.json(add, as("keeper"));
    assert.deepEqual([kept.exitCode, found(kept.document)], [0, []], kept.stderr);
    const read = await azure.json(add, as("reader"));
    assert.deepEqual(
      [read.exitCode, found(read.document)],
      [5, ["refuse permission", "refuse permission"]],
      read.stderr,
    );
    await lock(owned);
    const locked = await azure.json(add);
    assert.deepEqual([locked.exitCode, found(locked.document)], [5, ["refuse lock"]], locked.stderr);
  });
});

describe("preflight as a step", { concurrency: 3 }, () => {
  it("refuses with exit 6 and no change; a skipped check is in the result", async (t) => {
    const azure = await startLocalAzure(t, { quotas: { westus3: { cores: 10 } } });
    const refused = await azure.json(noKubernetes);
    assert.equal(refused.exitCode, 6, refused.stderr);
    assert.deepEqual(found(refused.document), ["refuse quota-regional"]);
    assert.deepEqual(azure.writes(), []);
  });

  it("refuses a size before any change, and names sizes that pass", async (t) => {
    const azure = await startLocalAzure(t);
    const refused = await azure.json([...noKubernetes, "--node-vm-size", "Standard_D4as_v4"]);
    assert.equal(refused.exitCode, 5, refused.stderr);
    assert.deepEqual(found(refused.document), ["refuse nested-virtualization"]);
    const named = /nearest that pass here: ([\w, ]+)/.exec(stringAt(refused.document, "error", "hint") ?? "")?.[1];
    const [nearest = ""] = named?.split(", ") ?? [];
    assert.match(nearest, /^Standard_D4/);
    assert.deepEqual(azure.writes(), []);
    const passes = await azure.json([...noKubernetes, "--node-vm-size", nearest]);
    assert.equal(passes.exitCode, 0, passes.stderr);
    assert.deepEqual(found(passes.document), []);
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
