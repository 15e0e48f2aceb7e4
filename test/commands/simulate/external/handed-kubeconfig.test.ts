import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { handedKubeconfig, readExternalAccess } from "../../../../src/commands/simulate/external/handed-kubeconfig.js";
import { loadKubeconfig } from "../../../../src/kubernetes/load-kubeconfig.js";
import { folderFor } from "../../../helpers/simulate-process.js";

test("the kubeconfig has AKS's names, and needs no other file", async (t) => {
  const folder = folderFor(t);
  for (const [name, text] of Object.entries({ "ca.pem": "CA", "key.pem": "KEY", token: "t0ken\n" })) {
    writeFileSync(join(folder, name), text);
  }
  const file = join(folder, "config");
  writeFileSync(
    file,
    `apiVersion: v1
kind: Config
current-context: b
contexts:
- {name: a, context: {cluster: one, user: one}}
- {name: b, context: {cluster: two, user: two, namespace: mine}}
clusters:
- {name: one, cluster: {server: "https://one"}}
- {name: two, cluster: {server: "https://two:6443", certificate-authority: ca.pem}}
users:
- {name: one, user: {}}
- {name: two, user: {client-certificate-data: Q0VSVA==, client-key: key.pem, tokenFile: token}}
`,
  );
  const access = await readExternalAccess(await loadKubeconfig(file, { env: {}, cwd: "/" }));
  assert.equal(
    handedKubeconfig(access, { name: "demo", resourceGroup: "rg" }, "Admin"),
    `apiVersion: v1
clusters:
- cluster:
    server: https://two:6443
    certificate-authority-data: Q0E=
  name: demo
contexts:
- context:
    cluster: demo
    user: clusterAdmin_rg_demo
  name: demo-admin
current-context: demo-admin
kind: Config
preferences: {}
users:
- name: clusterAdmin_rg_demo
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
    token: t0ken
`,
  );
  assert.match(
    handedKubeconfig(access, { name: "demo", resourceGroup: "rg" }, "User"),
    /name: demo\ncurrent-context: demo\n/,
  );
});
