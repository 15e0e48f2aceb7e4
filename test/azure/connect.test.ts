import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { connectAzure } from "../../src/azure/connect.js";
import type { RequestLogEntry } from "../../src/azure/arm-client.js";
import type { ServicePrincipal, TokenCredentialLike } from "../../src/azure/credential.js";
import { isTransientFault } from "../../src/azure/error.js";
import { CliError } from "../../src/errors.js";
import { fakeClock } from "../helpers/context.js";
import { connectProxy, scriptedAzure, type Exchange } from "../helpers/scripted-azure.js";
import { testCertificate } from "../helpers/test-certificate.js";

const subscriptionId = "00000000-0000-0000-0000-000000000001";
const tenantId = "00000000-0000-0000-0000-000000000002";
const clientId = "00000000-0000-0000-0000-000000000003";
const signal = new AbortController().signal;
const put = { apiVersion: undefined, createOnly: false, ifMatch: undefined };
const cluster = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c`;
const pool = `${cluster}/agentPools/sandbox`;
const group = `/subscriptions/${subscriptionId}/resourcegroups/rg`;
const tokenPath = `/${tenantId}/oauth2/v2.0/token`;
const discoveryPath = `/${tenantId}/v2.0/.well-known/openid-configuration`;

function jwt(claims: object, serial = "1"): string {
  return `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature${serial}`;
}

function countingCredential(): TokenCredentialLike & { readonly given: string[] } {
  const given: string[] = [];
  return {
    given,
    getToken: () => {
      const token = jwt({ oid: "someone", tid: tenantId }, String(given.length + 1));
      given.push(token);
      return Promise.resolve({ token, expiresOnTimestamp: Date.UTC(2026, 0, 1, 1) });
    },
  };
}

async function connected(t: TestContext, exchanges: readonly Exchange[], credential = countingCredential()) {
  const server = await scriptedAzure(t, exchanges);
  const log: RequestLogEntry[] = [];
  const azure = await connectAzure(
    { subscriptionId, tenantId: undefined, cloud: undefined, debug: false },
    {
      env: { AKS_SANDBOX_ARM_ENDPOINT: server.url, AZURE_CONFIG_DIR: "/nonexistent" },
      clock: fakeClock(),
      uuid: () => "00000000-0000-0000-0000-00000000000f",
      credential,
      caPem: testCertificate.cert,
      onRequest: (entry) => log.push(entry),
    },
  );
  return { azure, server, log, credential };
}

async function thrownBy(promise: Promise<unknown>): Promise<CliError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CliError, `a CliError was expected, not ${String(error)}`);
  return error;
}

test("with an api-version of its own a PUT sends the body as it is written, properties that the SDK lacks included", async (t) => {
  const body = { properties: { count: 1, nodeInitializationTaints: ["a=b:NoSchedule"] } };
  const send = async (apiVersion: string | undefined, sent: object) => {
    const request = `PUT ${pool}`;
    const reply = { name: "sandbox", properties: { count: 1, provisioningState: "Creating" } };
    const { azure, server } = await connected(t, [{ request, status: 201, headers: {}, body: reply }]);
    await azure.pools.put("rg", "c", "sandbox", body, { ...put, apiVersion, createOnly: true }, signal);
    const [seen] = server.seen;
    assert.ok(seen);
    assert.deepEqual(JSON.parse(seen.body), sent);
    assert.equal(seen.headers["if-none-match"], "*");
    return new URL(seen.url, server.url).searchParams.get("api-version");
  };
  assert.equal(await send("2026-03-02-preview", body), "2026-03-02-preview");
  await send(undefined, { properties: { count: 1 } });
});

test("a pool's PUT sends the wire body, and polls read status alone", async (t) => {
  const operation = "/subscriptions/s/providers/Microsoft.ContainerService/locations/l/operations/11112222";
  const body = { properties: { count: 1, workloadRuntime: "KataMshvVmIsolation", nodeTaints: ["a=b:NoSchedule"] } };
  const reply = { name: "sandbox", properties: { ...body.properties, provisioningState: "Creating" } };
  let url = "";
  const second = await connected(t, [
    {
      request: `PUT ${pool}`,
      status: 201,
      get headers() {
        return { "azure-asyncoperation": `${url}${operation}?s=SECRET` };
      },
      body: reply,
    },
    {
      request: `GET ${operation}`,
      body: { status: "InProgress", error: { code: "NotLatestOperation", message: "x" } },
    },
    { request: `GET ${operation}`, status: 503, body: "<html>busy</html>" },
    { request: `GET ${operation}`, body: { status: "CreatingAgentPools: 1/3 failed over" } },
    { request: `GET ${operation}`, body: { status: "Failed", error: { code: "QuotaExceeded", message: "too much" } } },
  ]);
  url = second.server.url;
  const started = await second.azure.pools.put("rg", "c", "sandbox", body, { ...put, createOnly: true }, signal);
  assert.equal(started.id, "11112222");
  assert.equal(started.accepted.provisioningState, "Creating");
  assert.equal(started.accepted.workloadRuntime, "KataMshvVmIsolation");
  assert.deepEqual(JSON.parse(second.server.seen[0]?.body ?? ""), body);
  assert.equal(second.server.seen[0]?.headers["if-none-match"], "*");
  assert.match(String(second.server.seen[0].headers["user-agent"]), /^aks-sandbox\/\d/);
  assert.equal((await started.poll(signal)).state, "running");
  const busy = await thrownBy(started.poll(signal));
  assert.equal(busy.azure?.status, 503);
  assert.ok(isTransientFault(busy));
  assert.equal((await started.poll(signal)).state, "running");
  const end = await started.poll(signal);
  assert.deepEqual([end.state, end.error?.code, end.error?.message], ["failed", "QuotaExceeded", "too much"]);
  assert.equal(second.azure.requestCount(), 5);
  assert.doesNotMatch(JSON.stringify([second.log, busy, busy.message, end]), /SECRET|signature/);
});

test("a 401 in the middle is answered with one new token", async (t) => {
  const expired = { error: { code: "ExpiredAuthenticationToken", message: "expired" } };
  const { azure, credential, server } = await connected(t, [
    { request: `GET ${group}`, status: 401, body: expired },
    {
      request: `GET ${group}`,
      body: { name: "rg", location: "westus3", properties: { provisioningState: "Succeeded" } },
    },
    { request: `GET ${group}`, status: 401, body: expired },
    { request: `GET ${group}`, status: 401, body: expired },
  ]);
  assert.equal((await azure.resourceGroups.get("rg", signal))?.location, "westus3");
  assert.equal(credential.given.length, 2);
  assert.equal(server.seen[1]?.headers["authorization"], `Bearer ${credential.given[1] ?? ""}`);
  const error = await thrownBy(azure.resourceGroups.get("rg", signal));
  assert.deepEqual([error.code, error.exitCode], ["NotSignedIn", 4]);
});

test("what Azure refuses is told by kind, with its ids", async (t) => {
  const quota = "exceeding approved standardDASv5Family Cores quota. Current Limit: 100";
  const rows = [
    [404, { code: "NotFound", message: "m", subcode: "GetAgentPool_NotFound_HCPServerError" }, undefined, 0],
    [404, { error: { code: "SubscriptionNotFound", message: "m" } }, "SubscriptionNotFound", 3],
    [409, { code: "OperationNotAllowed", message: "Another operation (x) is in progress" }, "AnotherOperation", 7],
    [409, { code: "OperationNotAllowed", message: quota }, "QuotaExceeded", 6],
    [429, { error: { code: "FailedIdentityOperation", message: "m" } }, "Throttled", 1],
    [500, { code: "GetVnetError", message: "m" }, "AzureUnavailable", 1],
    [403, { error: { code: "RequestDisallowedByPolicy", message: "m" } }, "PolicyDenied", 4],
    [400, { error: { code: "LocationNotAvailableForResourceType", message: "m" } }, "LocationNotAvailable", 2],
    [
      400,
      { code: "InvalidParameter", message: "m", details: [{ code: "d", message: "e" }], target: "x" },
      "RequestRefused",
      1,
    ],
  ] as const;
  const headers = { "x-ms-request-id": "rid", "x-ms-correlation-request-id": "cid" };
  const { azure } = await connected(
    t,
    rows.map(([status, body]) => ({ request: `GET ${pool}`, status, body, headers })),
  );
  for (const [status, , code, exitCode] of rows) {
    if (code === undefined) {
      assert.equal(await azure.pools.get("rg", "c", "sandbox", signal), undefined);
      continue;
    }
    const error = await thrownBy(azure.pools.get("rg", "c", "sandbox", signal));
    assert.deepEqual([error.code, error.exitCode, error.azure?.status], [code, exitCode, status]);
    assert.ok(error.hint);
    assert.deepEqual(
      [error.azure?.requestId, error.azure?.correlationId, error.azure?.principal, error.azure?.subscriptionId],
      ["rid", "cid", "someone", subscriptionId],
    );
    if (code === "RequestRefused") assert.deepEqual(error.azure?.details, ["target: x", "d: e"]);
  }
});

test("a missing permission names action, role and scope", async (t) => {
  const message = `The client 'x' does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/write' over scope '${cluster}' or the scope is invalid.`;
  const { azure } = await connected(t, [
    { request: `GET ${cluster}`, status: 403, body: { error: { code: "AuthorizationFailed", message } } },
  ]);
  const error = await thrownBy(azure.clusters.get("rg", "c", signal));
  assert.deepEqual([error.code, error.exitCode], ["NotAllowed", 4]);
  assert.match(
    error.hint ?? "",
    /--assignee someone --role "Azure Kubernetes Service Contributor Role" --scope \/subs/,
  );
});

test("a list follows a next page that is empty, and reads pools defensively", async (t) => {
  let url = "";
  const second = await connected(t, [
    {
      request: `GET ${cluster}/agentPools`,
      get body() {
        return { value: [{ name: "p", properties: { count: 2 } }], nextLink: `${url}${cluster}/next?x=1` };
      },
    },
    { request: `GET ${cluster}/next`, body: { value: [] } },
  ]);
  url = second.server.url;
  const found = await second.azure.pools.list("rg", "c", signal);
  assert.deepEqual(
    found.map(({ name, count, workloadRuntime }) => ({ name, count, workloadRuntime })),
    [{ name: "p", count: 2, workloadRuntime: "OCIContainer" }],
  );
});

test("a token is sent to Azure's hosts alone", async (t) => {
  const { azure } = await connected(t, [
    {
      request: `DELETE ${pool}`,
      status: 202,
      headers: { "azure-asyncoperation": "https://elsewhere.example/operations/1" },
    },
  ]);
  const started = await azure.pools.delete("rg", "c", "sandbox", signal);
  assert.equal((await thrownBy(started.poll(signal))).code, "UnexpectedHost");
});

const secret: ServicePrincipal = { tenantId, clientId, clientSecret: "throw-away" };

test("Azure Resource Manager and Entra ID are reached through a CONNECT proxy", async (t) => {
  const login = await scriptedAzure(t, [
    {
      request: `GET ${discoveryPath}`,
      get body() {
        const base = `https://login.test:${login.port}/${tenantId}`;
        return {
          issuer: `${base}/v2.0`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          jwks_uri: `${base}/keys`,
        };
      },
    },
    {
      request: `POST ${tokenPath}`,
      body: { access_token: jwt({ appid: clientId }), expires_in: 3600, token_type: "Bearer" },
    },
  ]);
  const arm = await scriptedAzure(t, [{ request: `GET ${group}`, body: { name: "rg", location: "l" } }]);
  const proxy = await connectProxy(t);
  const azure = await connectAzure(
    { subscriptionId, tenantId: undefined, cloud: undefined, debug: false },
    {
      env: {
        AKS_SANDBOX_ARM_ENDPOINT: `https://arm.test:${arm.port}`,
        AZURE_AUTHORITY_HOST: `https://login.test:${login.port}`,
        AZURE_CONFIG_DIR: "/nonexistent",
        HTTPS_PROXY: proxy.url,
      },
      clock: fakeClock(),
      uuid: () => "u",
      credential: secret,
      caPem: testCertificate.cert,
    },
  );
  assert.equal((await azure.signIn(signal)).id, clientId);
  assert.equal((await azure.resourceGroups.get("rg", signal))?.location, "l");
  assert.deepEqual([...new Set(proxy.targets)], [`login.test:${login.port}`, `arm.test:${arm.port}`]);
  assert.match(String(login.seen[1]?.headers["user-agent"]), /^aks-sandbox\//);
  assert.match(login.seen[1]?.body ?? "", new RegExp(encodeURIComponent(`https://arm.test:${arm.port}/.default`)));
});

test("a proxy's refusal, an unknown issuer and a closed port are told apart", async (t) => {
  const refusing = await connectProxy(t, "407 Proxy Authentication Required");
  const server = await scriptedAzure(t, []);
  const rows = [
    [
      { AKS_SANDBOX_ARM_ENDPOINT: "https://arm.test:443", HTTPS_PROXY: refusing.url },
      testCertificate.cert,
      "ProxyRefused",
    ],
    [{ AKS_SANDBOX_ARM_ENDPOINT: server.url }, undefined, "UntrustedCertificate"],
    [{ AKS_SANDBOX_ARM_ENDPOINT: "https://127.0.0.1:1" }, undefined, "ConnectionLost"],
  ] as const;
  for (const [env, caPem, code] of rows) {
    const azure = await connectAzure(
      { subscriptionId, tenantId: undefined, cloud: undefined, debug: false },
      {
        env: { ...env, AZURE_CONFIG_DIR: "/nonexistent" },
        clock: fakeClock(),
        uuid: () => "u",
        credential: countingCredential(),
        ...(caPem === undefined ? {} : { caPem }),
      },
    );
    const error = await thrownBy(azure.resourceGroups.get("rg", signal));
    assert.deepEqual([error.code, error.exitCode], [code, 1]);
    if (code === "UntrustedCertificate") assert.match(error.hint ?? "", /NODE_EXTRA_CA_CERTS/);
  }
});
