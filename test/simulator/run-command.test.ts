import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");

async function clusterOf(t: TestContext, changes: object = {}) {
  const simulator = await startSimulator(t, { durations: "recorded" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const made = await arm("PUT", cluster, { body: clusterBody(changes) });
  assert.equal(made.status, 201, made.text);
  simulator.advance(6 * 3_600_000);
  return { simulator, arm };
}

describe("runCommand", () => {
  it("is accepted, runs for a while, and says that nothing was run", async (t) => {
    const { simulator, arm } = await clusterOf(t);
    const body = { command: "kubectl get pods -A", context: "" };
    const asked = await arm("POST", `${cluster}/runCommand`, { body });
    const location = String(asked.headers["location"]);
    assert.deepEqual([asked.status, asked.text], [202, ""]);
    assert.match(location, /\/managedclusters\/tenants\/commandResults\/[0-9a-f]{32}\?api-version=2025-10-01$/);
    const running = await arm("GET", location);
    assert.deepEqual([running.status, running.headers["location"]], [202, location]);
    assert.deepEqual(running.body.properties, { provisioningState: "Running" });
    simulator.advance(60_000);
    const { status, body: ended } = await arm("GET", location);
    const { startedAt, finishedAt, ...rest } = ended.properties as unknown as Record<string, unknown>;
    assert.equal(status, 200);
    assert.deepEqual(rest, {
      provisioningState: "Succeeded",
      exitCode: 127,
      logs: "the local Azure does not run commands in clusters: kubectl get pods -A\n",
    });
    assert.match(`${String(startedAt)} ${String(finishedAt)}`, /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ?){2}$/);
    assert.equal((await arm("GET", location.replace(/[0-9a-f]{32}/, "0".repeat(32)))).status, 404);
  });

  it("is refused where the cluster does not allow it, without a command, and to a cluster that does not run", async (t) => {
    const { simulator, arm } = await clusterOf(t, { apiServerAccessProfile: { disableRunCommand: true } });
    const ask = async (path: string, command: string) => {
      const { status, body } = await arm("POST", `${path}/runCommand`, { body: { command } });
      return [status, body.code];
    };
    assert.deepEqual(await ask(cluster, "true"), [400, "BadRequest"]);
    const other = clusterPath("tenants-rg", "other");
    await arm("PUT", other, { body: clusterBody() });
    simulator.advance(6 * 3_600_000);
    assert.deepEqual(await ask(other, ""), [400, "InvalidParameter"]);
    await arm("POST", `${other}/stop`);
    simulator.advance(6 * 3_600_000);
    assert.deepEqual(await ask(other, "true"), [400, "BadRequest"]);
  });
});

it("a cluster without public access: its kubeconfig leads to its name, from here to nowhere", async (t) => {
  const { arm } = await clusterOf(t, { publicNetworkAccess: "Disabled" });
  const { body } = await arm("POST", `${cluster}/listClusterUserCredential`);
  const [{ value }] = body["kubeconfigs"] as readonly [{ readonly value: string }];
  const fqdn = String((await arm("GET", cluster)).body.properties["fqdn" as "state"]);
  assert.match(Buffer.from(value, "base64").toString(), new RegExp(`server: "?https://${fqdn}:443`));
});

it("catalogues: roles for trusted access, what a cluster has to reach, and systems of nodes in old previews", async (t) => {
  const { arm } = await clusterOf(t);
  const places = "/providers/Microsoft.ContainerService/locations/westus2";
  const roles = (await arm("GET", `${places}/trustedAccessRoles`)).body.value as readonly { readonly name: string }[];
  assert.ok(roles.some(({ name }) => name === "backup-operator"));
  const reached = await arm("GET", `${cluster}/outboundNetworkDependenciesEndpoints`);
  const [first] = reached.body.value as readonly {
    readonly category: string;
    readonly endpoints: readonly unknown[];
  }[];
  assert.deepEqual(
    [reached.status, first?.category, first?.endpoints[0]],
    [
      200,
      "azure-resource-management",
      { domainName: "management.azure.com", endpointDetails: [{ port: 443, protocol: "Https" }] },
    ],
  );
  const options = await arm("GET", `${places}/osOptions/default`, { apiVersion: "2023-10-02-preview" });
  assert.deepEqual([options.status, options.body["name"]], [200, "default"]);
  assert.equal((await arm("GET", `${places}/osOptions/default`)).status, 400, "no stable version has them");
});
