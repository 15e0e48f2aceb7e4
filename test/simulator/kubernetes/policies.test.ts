import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

let server: KubernetesServer;
before(async () => {
  server = await startKubernetesServer();
});
after(() => server.close());

const path = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic";
const onPods = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
const policy = (name: string, spec: object) =>
  server.call("POST", `${path}ies`, {
    metadata: { name },
    spec: { matchConstraints: { resourceRules: [onPods] }, ...spec },
  });
const bind = (name: string, spec: object = {}) =>
  server.call("POST", `${path}ybindings`, {
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"], ...spec },
  });
const remove = async (name: string) => {
  await server.call("DELETE", `${path}ybindings/${name}`);
  await server.call("DELETE", `${path}ies/${name}`);
};
const makePod = (spec: object = {}) =>
  server.call("POST", "/api/v1/namespaces/default/pods?dryRun=All", {
    metadata: { name: "p" },
    spec: { containers: [{ name: "c", image: "i:1", resources: { limits: { memory: "64Mi" } } }], ...spec },
  });

test("what the library cannot evaluate is refused as not modelled when the policy is made", async () => {
  for (const expression of [
    "authorizer.group('').resource('pods').check('get').allowed()",
    "url('https://example.test').getHost() == 'example.test'",
    "sets.contains([1, 2], [1])",
  ]) {
    const made = await policy("beyond", { validations: [{ expression }] });
    assert.equal(made.status, 501, expression);
  }
  const params = await policy("beyond", {
    paramKind: { apiVersion: "example.test/v1", kind: "Limits" },
    validations: [{ expression: "true" }],
  });
  assert.equal(params.status, 501);
});

test("a policy asks for a sandbox, by namespace and with quantities", async () => {
  await policy("need-sandbox", {
    validations: [
      { expression: "has(object.spec.runtimeClassName)", message: "a tenant's pod needs a RuntimeClass" },
      {
        expression:
          "object.spec.containers.all(c, has(c.resources.limits) && quantity(c.resources.limits.memory).compareTo(quantity('128Mi')) >= 0)",
        message: "limits of at least 128Mi",
      },
    ],
  });
  await bind("need-sandbox", { matchResources: { namespaceSelector: { matchLabels: { tenant: "yes" } } } });
  assert.equal((await makePod()).status, 201);
  const headers = { "content-type": "application/merge-patch+json" };
  const label = (tenant: string | null) =>
    server.call("PATCH", "/api/v1/namespaces/default", { metadata: { labels: { tenant } } }, headers);
  await label("yes");
  assert.equal(
    jsonAt((await makePod()).body, "message"),
    "pods \"p\" is forbidden: ValidatingAdmissionPolicy 'need-sandbox' with binding 'need-sandbox' denied request: a tenant's pod needs a RuntimeClass",
  );
  assert.match(
    String(jsonAt((await makePod({ runtimeClassName: "kata-vm-isolation" })).body, "message")),
    /denied request: limits of at least 128Mi$/,
  );
  await label(null);
  await remove("need-sandbox");
});

test("warnings, errors that are ignored, and parameters", async () => {
  await policy("soft", {
    failurePolicy: "Ignore",
    paramKind: { apiVersion: "v1", kind: "ConfigMap" },
    validations: [
      { expression: "object.spec.nothing.here == 1" },
      { expression: "params != null && object.metadata.name == params.data.name", message: "another name" },
    ],
  });
  await server.call("POST", "/api/v1/namespaces/default/configmaps", {
    metadata: { name: "names" },
    data: { name: "q" },
  });
  const paramRef = { name: "names", namespace: "default", parameterNotFoundAction: "Deny" };
  await bind("soft", { validationActions: ["Warn"], paramRef });
  const warned = await makePod();
  assert.equal(warned.status, 201);
  assert.equal(
    warned.headers["warning"],
    "299 - \"Validation failed for ValidatingAdmissionPolicy 'soft' with binding 'soft': another name\"",
  );
  await server.call("DELETE", "/api/v1/namespaces/default/configmaps/names");
  // failurePolicy Ignore lets a binding without its parameters pass.
  assert.equal((await makePod()).headers["warning"], undefined);
  await remove("soft");
});
