import assert from "node:assert/strict";
import { test } from "node:test";
import { connectAzure } from "../../src/azure/connect.js";
import { fakeClock } from "../helpers/context.js";
import { scriptedAzure, type Exchange } from "../helpers/scripted-azure.js";
import { testCertificate } from "../helpers/test-certificate.js";

const tenantId = "00000000-0000-0000-0000-000000000002";
const clientId = "00000000-0000-0000-0000-000000000003";
const signal = new AbortController().signal;

test("GitHub's assertion is fetched again for each new token", async (t) => {
  let url = "";
  const token = (serial: string) => ({ access_token: `h.e30.${serial}`, expires_in: 3600, token_type: "Bearer" });
  const discovery: Exchange = {
    request: `GET /${tenantId}/v2.0/.well-known/openid-configuration`,
    get body() {
      const base = `${url}/${tenantId}`;
      return {
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/keys`,
      };
    },
  };
  const assertion = (value: string): Exchange => ({ request: "GET /oidc", body: { value } });
  const post = (serial: string): Exchange => ({ request: `POST /${tenantId}/oauth2/v2.0/token`, body: token(serial) });
  const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/rg";
  const expired = { error: { code: "ExpiredAuthenticationToken", message: "m" } };
  // The SDK asks for the assertion twice a token: once as it makes its client, once for the request itself.
  const server = await scriptedAzure(t, [
    assertion("first"),
    discovery,
    assertion("first"),
    post("1"),
    { request: `GET ${group}`, status: 401, body: expired },
    assertion("second"),
    discovery,
    assertion("second"),
    post("2"),
    { request: `GET ${group}`, body: { location: "l" } },
  ]);
  url = server.url;
  const azure = await connectAzure(
    { subscriptionId: "00000000-0000-0000-0000-000000000001", tenantId: undefined, cloud: undefined, debug: false },
    {
      env: {
        AKS_SANDBOX_ARM_ENDPOINT: url,
        AZURE_AUTHORITY_HOST: url,
        AZURE_CONFIG_DIR: "/nonexistent",
        AZURE_CLIENT_ID: clientId,
        AZURE_TENANT_ID: tenantId,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/oidc?x=1`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      },
      clock: fakeClock(),
      uuid: () => "u",
      caPem: testCertificate.cert,
    },
  );
  assert.equal((await azure.signIn(signal)).method, "GitHub OIDC");
  assert.equal((await azure.resourceGroups.get("rg", signal))?.location, "l");
  assert.match(server.seen[3]?.body ?? "", /client_assertion=first/);
  assert.match(server.seen[8]?.body ?? "", /client_assertion=second/);
  assert.match(server.seen[0]?.url ?? "", /audience=api%3A%2F%2FAzureADTokenExchange$/);
});
