import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { armClient, clusterBody, clusterPath, makeGroup, send, signInForm } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

test("each request is logged once, with the code of a refusal in the words of whoever refused", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const cluster = clusterPath("tenants-rg", "tenants");
  await arm("PUT", cluster, { body: clusterBody() });
  const { body } = await arm("POST", `${cluster}/listClusterAdminCredential`);
  const [given] = body["kubeconfigs"] as readonly { value: string }[];
  const kubeconfig = Buffer.from(given?.value ?? "", "base64").toString();
  const server = /server: (\S+)/.exec(kubeconfig)?.[1] ?? "";
  const headers = { authorization: `Bearer ${/ token: (\S+)/.exec(kubeconfig)?.[1] ?? ""}` };
  const from = simulator.requests.length;

  const token = `/${simulator.tenantId}/oauth2/v2.0/token`;
  await send(simulator, "POST", token, { body: signInForm(simulator, { client_secret: "wrong" }) });
  await arm("GET", clusterPath("tenants-rg", "nobody"));
  await arm("GET", `${cluster}/agentPools/nobody`);
  simulator.faults.add({ name: "connection-reset" });
  await assert.rejects(arm("GET", cluster));
  await send(simulator, "GET", `${server}/api/v1/pods`, { headers });
  await send(simulator, "GET", `${server}/api/v1/namespaces/default/pods/nobody`, { headers });
  await send(simulator, "GET", "/page/state");
  // A Kubernetes request is logged when its connection has let go of the reply.
  while (simulator.requests.length < from + 6) await setImmediate();

  const logged = simulator.requests.slice(from);
  assert.deepEqual(
    logged.map(({ area, status, code }) => [area, status, code]),
    [
      ["entra", 401, "invalid_client"],
      ["arm", 404, "ResourceNotFound"],
      ["arm", 404, "NotFound"],
      ["arm", 0, undefined],
      ["kubernetes", 200, undefined],
      ["kubernetes", 404, "NotFound"],
    ],
  );
  assert.ok(logged.every(({ wallMs }) => wallMs >= 0 && wallMs < 60_000));
});
