import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { connectKubernetes } from "../../src/kubernetes/connect.js";
import { fakeClock } from "../helpers/context.js";
import { connectProxy, scriptedAzure } from "../helpers/scripted-azure.js";
import { testCertificate } from "../helpers/test-certificate.js";

const path = "/apis/node.k8s.io/v1/runtimeclasses/aks-sandbox";
const missing = {
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  reason: "NotFound",
  code: 404,
  message: "not found",
};

/** A kubeconfig for an API server whose name only the proxy can resolve. */
function kubeconfig(port: number, proxyUrl: string | undefined): string {
  const ca = Buffer.from(testCertificate.cert).toString("base64");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    clusters: [
      {
        name: "c",
        cluster: {
          server: `https://arm.test:${port}`,
          "certificate-authority-data": ca,
          ...(proxyUrl === undefined ? {} : { "proxy-url": proxyUrl }),
        },
      },
    ],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  });
}

async function look(t: TestContext, env: Record<string, string>, proxyUrl: string | undefined): Promise<void> {
  const server = await scriptedAzure(t, [{ request: `GET ${path}`, status: 404, body: missing }]);
  const target = { kubeconfig: kubeconfig(server.port, proxyUrl), contextName: undefined, token: undefined };
  const parts = { env, clock: fakeClock(), cwd: "/nowhere" };
  const connection = await connectKubernetes(target, parts);
  assert.equal(await connection.runtimeClasses.get("aks-sandbox", new AbortController().signal), undefined);
  assert.equal(server.seen[0]?.headers["authorization"], "Bearer t");
}

describe("the API server behind a CONNECT proxy", () => {
  it("is reached through HTTPS_PROXY", async (t) => {
    const proxy = await connectProxy(t);
    await look(t, { HTTPS_PROXY: proxy.url }, undefined);
    assert.match(proxy.targets.join(" "), /^arm\.test:\d+$/);
  });

  it("is reached through the kubeconfig's proxy-url, which goes before the environment's", async (t) => {
    const [own, other] = [await connectProxy(t), await connectProxy(t)];
    await look(t, { HTTPS_PROXY: other.url }, own.url);
    assert.match(own.targets.join(" "), /^arm\.test:\d+$/);
    assert.deepEqual(other.targets, []);
  });
});
