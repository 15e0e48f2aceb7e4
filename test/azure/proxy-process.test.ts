import assert from "node:assert/strict";
import { test } from "node:test";
import { runCli } from "../helpers/run-cli.js";
import { connectProxy, scriptedAzure } from "../helpers/scripted-azure.js";

const id = "00000000-0000-0000-0000-000000000001";

test("a certificate behind a proxy that is not trusted ends the process at once and names NODE_EXTRA_CA_CERTS", async (t) => {
  const server = await scriptedAzure(t, []);
  const proxy = await connectProxy(t);
  const env = {
    AKS_SANDBOX_ARM_ENDPOINT: `https://arm.test:${server.port}`,
    AZURE_AUTHORITY_HOST: `https://login.test:${server.port}`,
    AZURE_SUBSCRIPTION_ID: id,
    AZURE_TENANT_ID: id,
    AZURE_CLIENT_ID: id,
    AZURE_CLIENT_SECRET: "throw-away",
    HTTPS_PROXY: proxy.url,
  };
  // The SDK tries a token three times; 20 s is far below any time limit of a request.
  const run = await runCli(["cluster", "list"], { env, timeoutMs: 20_000 });
  assert.deepEqual({ exitCode: run.exitCode, stdout: run.stdout }, { exitCode: 1, stdout: "" }, run.stderr);
  assert.match(run.stderr, /certificate that login\.test:\d+ showed .* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
  assert.match(run.stderr, /export NODE_EXTRA_CA_CERTS=/);
  assert.deepEqual([...new Set(proxy.targets)], [`login.test:${server.port}`]);
});
