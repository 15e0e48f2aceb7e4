import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { stringAt } from "../../src/json.js";
import { startLocalAzure } from "../helpers/local-azure.js";
import { scriptedAzure } from "../helpers/scripted-azure.js";
import { testCertificate } from "../helpers/test-certificate.js";

const none = { AZURE_CLIENT_ID: "", AZURE_CLIENT_SECRET: "" };

/** A JWT as an OIDC issuer would give it; the local Azure looks at its audience and does not check its signature. */
function assertion(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part({ aud: "api://AzureADTokenExchange" })}.c2ln`;
}

describe("sign-in", () => {
  it("inside Azure Pipelines goes through the service connection", async (t) => {
    const azure = await startLocalAzure(t);
    const exchange = { request: "POST /oidc", body: { oidcToken: assertion() } };
    // The SDK asks for the assertion twice a token: once as it makes its client, once for the request itself.
    const pipelines = await scriptedAzure(t, [exchange, exchange]);
    const caFile = join(azure.folder, "both.pem");
    await writeFile(caFile, `${await readFile(join(azure.folder, "ca.pem"), "utf8")}\n${testCertificate.cert}`);
    const run = await azure.json(["cluster", "list"], {
      env: {
        ...none,
        NODE_EXTRA_CA_CERTS: caFile,
        TF_BUILD: "True",
        SYSTEM_ACCESSTOKEN: "job-token",
        SYSTEM_OIDCREQUESTURI: `${pipelines.url}/oidc`,
        AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "33333333-3333-4333-8333-333333333333",
        AZURESUBSCRIPTION_CLIENT_ID: azure.simulator.clientId,
        AZURESUBSCRIPTION_TENANT_ID: azure.simulator.tenantId,
      },
    });
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(run.document["clusters"], []);
    assert.equal(pipelines.seen[0]?.headers["authorization"], "Bearer job-token");
    assert.match(pipelines.seen[0].url, /serviceConnectionId=33333333/);
  });

  it("that finds no credential says what was tried and one thing to do", async (t) => {
    const azure = await startLocalAzure(t);
    const env = { ...none, AZURE_TOKEN_CREDENTIALS: "AzureCliCredential" };
    const run = await azure.json(["cluster", "list"], { env });
    assert.equal(run.exitCode, 4, run.stderr);
    assert.match(stringAt(run.document, "error", "message") ?? "", /Azure ?CLI/i);
    assert.notEqual(stringAt(run.document, "error", "hint") ?? "", "");
    assert.deepEqual(azure.armRequests(), []);
  });
});
