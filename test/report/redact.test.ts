import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redact } from "../../src/report/redact.js";

const jwt = `eyJhbGciOiJub25lIn0.${"cGF5bG9hZA".repeat(2)}.c2lnbmF0dXJl`;
const key = "-----BEGIN EC PRIVATE KEY-----";

describe("secrets", () => {
  const rows: readonly (readonly [text: string, clean: string])[] = [
    [`token was ${jwt}, sorry`, "token was REDACTED, sorry"],
    ["Authorization: Bearer abc.def", "Authorization: Bearer REDACTED"],
    ['{"authorization":"Basic dXNlcjpwdw=="}', '{"authorization":"Basic REDACTED"}'],
    ["client_id=me&client_secret=s3cr3t~value&scope=x", "client_id=me&client_secret=REDACTED&scope=x"],
    ['{"access_token":"opaque-value","expires_in":3600}', '{"access_token":"REDACTED","expires_in":3600}'],
    ["    client-key-data: TFMwdExTMUNSVWRK", "    client-key-data: REDACTED"],
    ["    token: 0123456789abcdef0123", "    token: REDACTED"],
    [
      "GET https://management.azure.com/x/operations/1?api-version=2025-03-01&t=638799&c=MIIH&s=abcd-ef&h=ghij",
      "GET https://management.azure.com/x/operations/1?api-version=2025-03-01&t=REDACTED&c=REDACTED&s=REDACTED&h=REDACTED",
    ],
    [
      "https://a.blob.core.windows.net/b?sv=2024&sig=a%2Fb%3D",
      "https://a.blob.core.windows.net/b?sv=2024&sig=REDACTED",
    ],
    ["proxy http://user:pa55@proxy.example.com:3128 refused", "proxy http://REDACTED@proxy.example.com:3128 refused"],
    [`${key}\nMHcCAQEE\n-----END EC PRIVATE KEY-----`, `${key}REDACTED-----END EC PRIVATE KEY-----`],
    ["it was hunter2hunter2!", "it was REDACTED!"],
    ['{"adminPassword":"a \\"b, c","x":1}', '{"adminPassword":"REDACTED","x":1}'],
    ["properties.windowsProfile.adminPassword=Hunter2", "properties.windowsProfile.adminPassword=REDACTED"],
    ["up --set properties.x.apiToken=abc -g rg", "up --set properties.x.apiToken=REDACTED -g rg"],
    ['{"clientId":"a","secret":"b,c d"}', '{"clientId":"a","secret":"REDACTED"}'],
    ["servicePrincipalSecret: abcd1234", "servicePrincipalSecret: REDACTED"],
  ];
  for (const [text, clean] of rows) {
    it(`are taken out of: ${text.split("\n")[0] ?? ""}`, () => {
      assert.equal(redact(text, { AZURE_CLIENT_SECRET: "hunter2hunter2" }), clean);
    });
  }

  for (const text of [
    "the bearer token has expired",
    "basic authentication is not supported",
    "AADSTS7000222: The provided client secret keys for app '1' are expired.",
    "https://management.azure.com/subscriptions/0/resourceGroups/a?api-version=2025-10-01",
    'pool "sandbox" has token: none',
    "pass --yes",
    "Wrong client secret: make a new one",
    "--set 'properties.windowsProfile.adminPassword=***'",
    "properties.securityProfile.azureKeyVaultKms.enabled=true",
    '{"kind":"Secret","name":"secret"}',
  ]) {
    it(`are not seen in: ${text}`, () => {
      assert.equal(redact(text, { AZURE_CLIENT_SECRET: "", AZURE_PASSWORD: "pass" }), text);
    });
  }
});
