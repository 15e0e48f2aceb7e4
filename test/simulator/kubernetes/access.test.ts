import assert from "node:assert/strict";
import { createPublicKey, X509Certificate } from "node:crypto";
import { request as httpsRequest } from "node:https";
import { after, before, test } from "node:test";
import { jsonAt } from "../../../src/json.js";
import { startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";

let server: KubernetesServer;
before(async () => {
  server = await startKubernetesServer();
});
after(() => server.close());

const accounts = "/api/v1/namespaces/default/serviceaccounts";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const whoami = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });

async function tokenOf(name: string, spec: object = {}) {
  const made = await server.call("POST", `${accounts}/${name}/token`, { spec });
  return jsonAt(made.body, "status", "token");
}

test("a service account's token is good until it expires or its account goes", async () => {
  await server.call("POST", accounts, { metadata: { name: "robot" } });
  const short = bearer(await tokenOf("robot", { expirationSeconds: 600 }));
  const long = bearer(await tokenOf("robot"));
  assert.equal((await server.call("POST", whoami, {}, short)).status, 201);
  server.advance(601_000);
  assert.equal((await server.call("POST", whoami, {}, short)).status, 401);
  assert.equal((await server.call("POST", whoami, {}, long)).status, 201);
  await server.call("DELETE", `${accounts}/robot`);
  assert.equal((await server.call("POST", whoami, {}, long)).status, 401);
});

test("a token for another audience is not good here, and a changed one nowhere", async () => {
  const elsewhere = bearer(await tokenOf("default", { audiences: ["elsewhere"] }));
  assert.equal((await server.call("POST", whoami, {}, elsewhere)).status, 401);
  const good = String(await tokenOf("default"));
  const [head = "", body = "", signature = ""] = good.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
  const forged = Buffer.from(JSON.stringify({ ...claims, exp: 4_000_000_000 })).toString("base64url");
  assert.equal((await server.call("POST", whoami, {}, bearer(`${head}.${forged}.${signature}`))).status, 401);
});

test("the rules of view follow the roles that aggregate to it", async () => {
  const rule = { apiGroups: ["example.test"], resources: ["things"], verbs: ["get"] };
  const labels = { "rbac.authorization.k8s.io/aggregate-to-view": "true" };
  const path = `${rbac}/clusterroles`;
  const rulesOf = async (name: string) => jsonAt((await server.call("GET", `${path}/${name}`)).body, "rules");
  const has = (rules: unknown) => JSON.stringify(rules).includes('"things"');
  assert.equal(has(await rulesOf("view")), false);
  await server.call("POST", path, { metadata: { name: "things", labels }, rules: [rule] });
  assert.deepEqual([has(await rulesOf("view")), has(await rulesOf("edit"))], [true, true]);
  await server.call("DELETE", `${path}/things`);
  assert.equal(has(await rulesOf("view")), false);
});

test("who may impersonate nobody is refused as himself", async () => {
  const token = bearer(await tokenOf("default"));
  const refused = await server.call("GET", "/api/v1/pods", undefined, { ...token, "impersonate-user": "jane" });
  assert.equal(refused.status, 403);
  assert.equal(
    jsonAt(refused.body, "message"),
    'users "jane" is forbidden: User "system:serviceaccount:default:default" cannot impersonate resource "users" in API group "" at the cluster scope',
  );
});

/** A request with a client certificate alone; resolves with the status and the body. */
function withCertificate(
  url: string,
  pair: { readonly cert: string; readonly key: string },
): Promise<[number, unknown]> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", agent: false, rejectUnauthorized: false, ...pair };
    const sent = httpsRequest(url + whoami, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve([response.statusCode ?? 0, JSON.parse(Buffer.concat(chunks).toString()) as unknown]);
      });
    });
    sent.on("error", reject);
    sent.setHeader("content-type", "application/json");
    sent.end("{}");
  });
}

const pairOf = (kubeconfig: string) => {
  const field = (name: string) =>
    Buffer.from(new RegExp(`${name}: (\\S+)`).exec(kubeconfig)?.[1] ?? "", "base64").toString();
  return { cert: field("client-certificate-data"), key: field("client-key-data") };
};

test("the kubeconfig's client certificate alone is enough, at its own cluster, until it expires", async (t) => {
  const other = await startKubernetesServer({ cluster: { uid: "22222222-2222-4333-8444-555555555555" } });
  t.after(() => other.close());
  const pair = pairOf(server.kubeconfig);
  const certificate = new X509Certificate(pair.cert);
  assert.equal(certificate.subject, "O=system:masters\nCN=masterclient");
  assert.equal(certificate.verify(createPublicKey(server.caPem)), true);
  assert.equal(server.backend.adminKubeconfig("11111111-2222-4333-8444-555555555555"), server.kubeconfig);
  const [status, body] = await withCertificate(server.url, pair);
  assert.equal(status, 201);
  assert.deepEqual(jsonAt(body, "status", "userInfo"), {
    username: "masterclient",
    groups: ["system:masters", "system:authenticated"],
  });
  assert.equal((await withCertificate(other.url, pair))[0], 401);
  assert.equal((await withCertificate(server.url, pairOf(other.kubeconfig)))[0], 401);
  server.advance(3 * 365 * 24 * 3600_000);
  assert.equal((await withCertificate(server.url, pair))[0], 401);
});
