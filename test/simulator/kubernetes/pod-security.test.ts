import assert from "node:assert/strict";
import { test } from "node:test";
import { startKubernetesServer } from "../../helpers/kubernetes-server.js";

const pod = { metadata: { name: "p" }, spec: { containers: [{ name: "c", image: "i:1" }] } };
const deployment = {
  metadata: { name: "d" },
  spec: { selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec: pod.spec } },
};

test("a template is let in with a warning; a namespace that gets stricter warns of its pods", async (t) => {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  await server.call("POST", "/api/v1/namespaces/default/pods", pod);
  const headers = { "content-type": "application/merge-patch+json" };
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const stricter = await server.call("PATCH", "/api/v1/namespaces/default", { metadata: { labels } }, headers);
  assert.equal(stricter.status, 200);
  assert.equal(
    stricter.headers["warning"],
    '299 - "existing pods in namespace \\"default\\" violate the new PodSecurity enforce level \\"restricted:latest\\"", ' +
      '299 - "p: allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile"',
  );
  const made = await server.call("POST", "/apis/apps/v1/namespaces/default/deployments", deployment);
  assert.equal(made.status, 201);
  assert.match(made.headers["warning"] ?? "", /^299 - "would violate PodSecurity \\"restricted:latest\\": allowPriv/);
  assert.equal(
    (await server.call("POST", "/api/v1/namespaces/default/pods", { ...pod, metadata: { name: "q" } })).status,
    403,
  );
});
