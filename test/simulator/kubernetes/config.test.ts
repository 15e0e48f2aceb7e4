import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

let server: KubernetesServer;
before(async () => {
  server = await startKubernetesServer();
});
after(() => server.close());

const asTable = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const cells = (body: unknown) => {
  const rows = jsonAt(body, "rows");
  return Array.isArray(rows) ? rows.map((row) => jsonAt(row, "cells")) : rows;
};

test("secrets: stringData is stored as data, the type is Opaque, the table counts keys", async () => {
  const made = await server.call("POST", "/api/v1/namespaces/default/secrets", {
    metadata: { name: "s" },
    data: { a: "aGk=" },
    stringData: { b: "there" },
  });
  assert.equal(made.status, 201);
  assert.deepEqual(
    [jsonAt(made.body, "type"), jsonAt(made.body, "data"), jsonAt(made.body, "stringData")],
    ["Opaque", { a: "aGk=", b: "dGhlcmU=" }, undefined],
  );
  const table = await server.call("GET", "/api/v1/namespaces/default/secrets", undefined, asTable);
  assert.deepEqual(cells(table.body), [["s", "Opaque", 2, "0s"]]);
});

test("bindings: the API groups are filled in, the role cannot be changed", async () => {
  const path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
  const body = {
    metadata: { name: "b" },
    roleRef: { kind: "Role", name: "r" },
    subjects: [
      { kind: "User", name: "jane" },
      { kind: "ServiceAccount", name: "default", namespace: "default" },
    ],
  };
  const made = await server.call("POST", path, body);
  assert.equal(made.status, 201);
  assert.deepEqual(jsonAt(made.body, "roleRef"), {
    apiGroup: "rbac.authorization.k8s.io",
    kind: "Role",
    name: "r",
  });
  const table = await server.call("GET", path, undefined, asTable);
  assert.deepEqual(cells(table.body), [["b", "Role/r", "0s", "jane", "", "default/default"]]);
  const changed = await server.call("PUT", `${path}/b`, { ...body, roleRef: { kind: "Role", name: "other" } });
  assert.equal(changed.status, 422);
});
