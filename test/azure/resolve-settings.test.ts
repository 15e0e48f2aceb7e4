import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { resolveSettings } from "../../src/azure/resolve-settings.js";
import { CliError } from "../../src/errors.js";

const first = "00000000-0000-0000-0000-000000000001";
const second = "00000000-0000-0000-0000-000000000002";
const none = { subscriptionId: undefined, tenantId: undefined, cloud: undefined, debug: false } as const;

test("subscription, cloud, scope and authority come from setting, environment and az's files", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "az-"));
  t.after(() => rm(folder, { recursive: true }));
  const subscriptions = [
    { id: first, name: "One", isDefault: true, environmentName: "AzureCloud" },
    { id: second, name: "Two", isDefault: true, environmentName: "sim" },
  ];
  await writeFile(join(folder, "azureProfile.json"), `\uFEFF${JSON.stringify({ subscriptions })}`);
  await writeFile(
    join(folder, "clouds.config"),
    "[sim]\nendpoint_resource_manager = https://localhost:1/\nendpoint_active_directory = https://localhost:1/adfs\nendpoint_active_directory_resource_id = https://localhost:1/\n",
  );
  const rows = [
    [
      none,
      {},
      [
        first,
        "https://management.azure.com",
        "https://management.azure.com/.default",
        "https://login.microsoftonline.com",
      ],
    ],
    [
      { ...none, cloud: "usgov" },
      { AZURE_SUBSCRIPTION_ID: second },
      [
        second,
        "https://management.usgovcloudapi.net",
        "https://management.usgovcloudapi.net/.default",
        "https://login.microsoftonline.us",
      ],
    ],
    [
      { ...none, cloud: "china", subscriptionId: "two" },
      {},
      [
        second,
        "https://management.chinacloudapi.cn",
        "https://management.chinacloudapi.cn/.default",
        "https://login.chinacloudapi.cn",
      ],
    ],
    [
      none,
      { AZURE_CLOUD_NAME: "sim" },
      [second, "https://localhost:1", "https://localhost:1//.default", "https://localhost:1/adfs"],
    ],
    [
      none,
      { AKS_SANDBOX_ARM_ENDPOINT: "https://127.0.0.1:7/", AZURE_AUTHORITY_HOST: "login.test" },
      [first, "https://127.0.0.1:7", "https://127.0.0.1:7/.default", "https://login.test"],
    ],
  ] as const;
  for (const [settings, env, expected] of rows) {
    const { subscriptionId, cloud } = await resolveSettings(settings, { ...env, AZURE_CONFIG_DIR: folder });
    assert.deepEqual([subscriptionId, cloud.armEndpoint, cloud.armScope, cloud.authorityHost], expected);
  }
});

test("wrong settings are usage errors that carry the wrong value", async () => {
  const rows = [
    [none, {}, "NoSubscription", /--subscription|subscription/],
    [{ ...none, subscriptionId: "nope" }, {}, "InvalidSubscription", /nope/],
    [{ ...none, subscriptionId: first, tenantId: "a b" }, {}, "InvalidTenant", /a b/],
    [{ ...none, subscriptionId: first }, { AKS_SANDBOX_ARM_ENDPOINT: "http://x" }, "InvalidEndpoint", /http:\/\/x/],
    [{ ...none, subscriptionId: first }, { AZURE_CLOUD_NAME: "moon" }, "UnknownCloud", /moon/],
  ] as const;
  for (const [settings, env, code, message] of rows) {
    await assert.rejects(resolveSettings(settings, { ...env, AZURE_CONFIG_DIR: "/nonexistent" }), (error) => {
      assert.ok(error instanceof CliError);
      assert.deepEqual([error.code, error.exitCode], [code, 2]);
      assert.match(error.message, message);
      return true;
    });
  }
});
