import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { parse } from "yaml";
import { createBuiltInBackend } from "../../src/simulator/kubernetes/built-in-backend.js";
import { armClient, clusterBody, clusterPath, makeGroup, send, type ArmReply } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const pool = `${cluster}/agentPools/single`;
const preview = "2025-09-02-preview";
const minute = 60_000;
type Tree = Readonly<Record<string, unknown>>;

/** A cluster with an empty pool of mode `Machines`; every operation takes a minute. */
async function ready(t: TestContext, startMs = Date.UTC(2025, 10, 6)) {
  const backend = createNullBackend();
  const quotas = { westus2: { standardDSv4Family: 8 } };
  const options = { kubernetes: backend.factory, durations: () => minute, startMs, quotas };
  const simulator = await startSimulator(t, options);
  const client = await armClient(simulator);
  const arm: typeof client = (method, path, asked) => client(method, path, { apiVersion: preview, ...asked });
  const settle = () => {
    simulator.advance(minute);
  };
  const put = (properties: object, path = `${pool}/machines/one`) => arm("PUT", path, { body: { properties } });
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  settle();
  const made = await put(
    { mode: "Machines", count: 3, vmSize: "", scaleDownMode: "Delete", upgradeSettings: {} },
    pool,
  );
  settle();
  const status = async (reply: ArmReply) =>
    (await arm("GET", String(reply.headers["azure-asyncoperation"]))).body as Tree;
  return { simulator, arm, settle, put, made, status, backend };
}

const d4s = { hardware: { vmSize: "Standard_D4s_v4" } };
const refusal = ({ status, body }: ArmReply) => [status, body.code];
const section = (reply: ArmReply, name: string) => (reply.body.properties as Tree)[name] as Tree;

test("a pool of mode Machines is made empty, shows little, and takes only what concerns the pool", async (t) => {
  const { arm, put, made, settle } = await ready(t);
  assert.deepEqual([made.status, made.headers["location"]], [201, undefined]);
  const { eTag, ...shown } = (await arm("GET", pool)).body.properties as Tree;
  assert.equal(typeof eTag, "string");
  assert.deepEqual(shown, {
    type: "VirtualMachines",
    provisioningState: "Succeeded",
    powerState: { code: "Running" },
    mode: "Machines",
    upgradeStrategy: "Rolling",
  });
  assert.deepEqual((await arm("GET", `${pool}/machines`)).body.value, []);
  assert.equal((await put({ mode: "Machines" }, pool)).status, 200);
  settle();
  assert.deepEqual(refusal(await put({ mode: "User" }, pool)), [400, "PropertyChangeNotAllowed"]);
  assert.deepEqual(refusal(await put({ powerState: { code: "Stopped" } }, pool)), [400, "OperationNotAllowed"]);
  assert.deepEqual(refusal(await arm("POST", `${pool}/upgradeNodeImageVersion`)), [400, "OperationNotAllowed"]);
  const stable = { apiVersion: "2025-10-01", body: { properties: { mode: "Machines" } } };
  assert.deepEqual(refusal(await arm("PUT", `${cluster}/agentPools/stable`, stable)), [400, "InvalidParameter"]);
});

test("a machine that is put: its sections with a pool's defaults, its states, its node", async (t) => {
  const { arm, put, settle, status, backend } = await ready(t);
  const reply = await put(d4s);
  assert.deepEqual([reply.status, reply.headers["location"]], [201, undefined]);
  const { name, type, properties } = reply.body;
  assert.deepEqual([name, type], ["one", "Microsoft.ContainerService/managedClusters/agentPools/machines"]);
  const nodeName = String(section(reply, "kubernetes")["nodeName"]);
  assert.match(nodeName, /^aks-single-one-\d{8}-vm$/);
  assert.deepEqual(Object.keys(properties), [
    ...["network", "resourceId", "hardware", "operatingSystem", "kubernetes", "mode", "security", "nodeImageVersion"],
    ...["provisioningState", "eTag", "status"],
  ]);
  assert.deepEqual(section(reply, "network"), { enableNodePublicIP: false });
  assert.deepEqual(section(reply, "hardware"), { vmSize: "Standard_D4s_v4", gpuInstanceProfile: "" });
  assert.deepEqual(section(reply, "operatingSystem"), {
    ...{ osType: "Linux", osSKU: "Ubuntu", osDiskSizeGB: 128, osDiskType: "Managed" },
    enableFIPS: false,
  });
  const { maxPods, nodeInitializationTaints, workloadRuntime, nodeLabels } = section(reply, "kubernetes");
  assert.deepEqual([maxPods, nodeInitializationTaints, workloadRuntime, nodeLabels], [250, null, "", undefined]);
  assert.deepEqual([properties.provisioningState, section(reply, "status")], ["Creating", {}]);

  assert.equal(backend.nodes.has(nodeName), false);
  assert.deepEqual(refusal(await put(d4s)), [409, "OperationNotAllowed"], "one operation at a time");
  assert.deepEqual(refusal(await put({ mode: "Machines" }, pool)), [409, "OperationNotAllowed"]);
  assert.equal((await put(d4s, `${pool}/machines/two`)).status, 201, "others go on beside it");
  settle();
  const { status: ended, endTime } = await status(reply);
  assert.deepEqual([ended, endTime], ["Succeeded", undefined]);
  const got = await arm("GET", `${pool}/machines/ONE`);
  const [address] = section(got, "network")["ipAddresses"] as readonly Tree[];
  assert.equal(address?.["family"], "IPv4");
  const { driftAction, vmState } = section(got, "status");
  assert.deepEqual([got.body.properties.provisioningState, driftAction, vmState], ["Succeeded", "Synced", "Running"]);
  assert.notEqual(got.body.properties.eTag, properties.eTag);
  const node = backend.nodes.get(nodeName);
  assert.deepEqual([node?.vmSize, node?.poolName, node?.mode], ["Standard_D4s_v4", "single", "User"]);

  const list = await arm("GET", `${pool}/machines`);
  assert.deepEqual(
    list.body.value.map((one) => (one as Tree)["name"]),
    ["one", "two"],
  );
  assert.deepEqual((await arm("GET", list.body.nextLink)).body.value, []);
  const stable = await arm("GET", `${pool}/machines/one`, { apiVersion: "2025-10-01" });
  assert.deepEqual(Object.keys(stable.body.properties), ["network", "resourceId"]);
});

test("an update tells the node; what a machine is made of replaces it; the rest stays as it is", async (t) => {
  const { arm, put, settle, backend } = await ready(t);
  await put(d4s);
  settle();
  const before = await arm("GET", `${pool}/machines/one`);
  const nodeName = String(section(before, "kubernetes")["nodeName"]);
  const marks = { nodeLabels: { team: "a" }, nodeTaints: ["team=a:NoSchedule"] };
  const changed = await put({ kubernetes: marks, tags: { team: "a" } });
  assert.deepEqual([changed.status, changed.body.properties.provisioningState], [200, "Updating"]);
  settle();
  const after = await arm("GET", `${pool}/machines/one`);
  assert.deepEqual(section(after, "kubernetes"), { ...section(before, "kubernetes"), ...marks });
  assert.deepEqual([section(after, "tags"), section(after, "hardware")], [{ team: "a" }, section(before, "hardware")]);
  assert.equal(backend.nodes.get(nodeName)?.labels["team"], "a");
  assert.deepEqual([backend.nodes.get(nodeName)?.taints, backend.drained], [marks.nodeTaints, []]);

  await arm("PUT", `${pool}/machines/one`, { body: after.body });
  settle();
  const again = (await arm("GET", `${pool}/machines/one`)).body.properties as Tree;
  assert.deepEqual({ ...again, eTag: "" }, { ...after.body.properties, eTag: "" }, "the body of a GET put back");

  await put({ operatingSystem: { osSKU: "AzureLinux" } });
  settle();
  assert.deepEqual([backend.nodes.get(nodeName)?.osSku, backend.drained], ["AzureLinux", [nodeName]]);
  const larger = await put({ hardware: { vmSize: "Standard_D8s_v4" } });
  assert.deepEqual(refusal(larger), [400, "PropertyChangeNotAllowed"]);
  const headers = { "if-match": '"another"' };
  const stale = await arm("PUT", `${pool}/machines/one`, { headers, body: { properties: d4s } });
  assert.deepEqual(refusal(stale), [412, "PreconditionFailed"]);
});

test("a machine obeys a pool's rules: size, taints, labels, Kata, quota; and those of its own", async (t) => {
  const { arm, put, settle, backend } = await ready(t);
  const kata = (change: object, vmSize = "Standard_D4s_v4") => ({
    hardware: { vmSize },
    kubernetes: { workloadRuntime: "KataVmIsolation" },
    operatingSystem: { osSKU: "AzureLinux", ...change },
  });
  const rows: readonly (readonly [object, readonly unknown[], string?])[] = [
    [{ hardware: { vmSize: "Standard_X1" } }, [400, "BadRequest"]],
    [{ ...d4s, kubernetes: { nodeTaints: ["team"] } }, [400, "InvalidParameter"]],
    [{ ...d4s, kubernetes: { nodeLabels: { "kubernetes.io/a": "b" } } }, [400, "NodeLabelKeyNotAllowed"]],
    [{ ...d4s, mode: "Gateway" }, [400, "InvalidParameter"]],
    [{ ...d4s, kubernetes: { podSize: 1 } }, [400, "UnmarshalError"]],
    [kata({ osSKU: "Ubuntu" }), [400, "InvalidWorkloadRuntimeSettingError"]],
    [kata({}, "Standard_D2ls_v5"), [400, "InvalidWorkloadRuntimeSettingError"]],
    [{ hardware: { vmSize: "Standard_D16s_v4" } }, [400, "ErrCode_InsufficientVCPUQuota"]],
    [d4s, [400, "InvalidParameter"], "with_underscore"],
    [d4s, [400, "InvalidParameter"], "a".repeat(35)],
  ];
  for (const [body, expected, name = "one"] of rows) {
    assert.deepEqual(refusal(await put(body, `${pool}/machines/${name}`)), expected, JSON.stringify([name, body]));
  }
  assert.deepEqual(refusal(await put(d4s, `${cluster}/agentPools/system/machines/one`)), [400, "OperationNotAllowed"]);
  const stable = { apiVersion: "2025-10-01", body: { properties: d4s } };
  assert.equal((await arm("PUT", `${pool}/machines/one`, stable)).status, 501);

  assert.equal((await put(kata({}))).status, 201);
  assert.equal((await put(d4s, `${pool}/machines/two`)).status, 201);
  const third = await put(d4s, `${pool}/machines/three`);
  assert.deepEqual(refusal(third), [400, "ErrCode_InsufficientVCPUQuota"], "of 8 vCPUs two machines hold all");
  settle();
  const sandboxes = [...backend.nodes.values()].filter(({ poolName }) => poolName === "single");
  assert.deepEqual(sandboxes.map(({ sandbox }) => sandbox).sort(), ["kata", "none"]);
});

test("machines are deleted by name, with their pool, and never by what happens to others", async (t) => {
  const { arm, put, settle, simulator, backend } = await ready(t);
  const nodes = () => [...backend.nodes.keys()].filter((name) => name.startsWith("aks-single-")).length;
  for (const name of ["one", "two"]) await put(d4s, `${pool}/machines/${name}`);
  settle();
  const missing = await arm("GET", `${pool}/machines/none`);
  assert.deepEqual(
    [...refusal(missing), missing.body["subcode"], missing.body["details"]],
    [
      ...[404, "NotFound", "GetMachine_NotFound_HCPServerError"],
      [{ code: "Unspecified", message: "rpc error: code = NotFound desc = Machine not found" }],
    ],
  );
  // A cluster's PUT names its pools as they are shown.
  const { body } = await arm("GET", cluster);
  assert.equal((await arm("PUT", cluster, { body })).status, 200);
  settle();
  assert.equal(nodes(), 2);
  assert.equal((await arm("POST", `${cluster}/stop`)).status, 501);

  const deleted = await arm("POST", `${pool}/deleteMachines`, { body: { machineNames: ["one"] } });
  assert.equal(deleted.status, 202);
  const leaving = await arm("GET", `${pool}/machines/one`);
  assert.equal(leaving.body.properties.provisioningState, "Deleting");
  settle();
  assert.equal((await arm("GET", `${pool}/machines/one`)).status, 404);
  assert.equal(nodes(), 1);

  await put(d4s, `${pool}/machines/three`);
  assert.equal((await arm("DELETE", pool)).status, 202, "goes before the machine that is being made");
  settle();
  assert.equal(nodes(), 0);
  assert.equal((await arm("GET", pool)).status, 404);
  simulator.faults.add({ name: "operation-fails", code: "VMAllocationFailed", path: "/machines/" });
  await put({ mode: "Machines" }, pool);
  settle();
  await put(d4s);
  settle();
  const failed = await arm("GET", `${pool}/machines/one`);
  const { provisioningError } = section(failed, "status");
  assert.deepEqual(
    [failed.body.properties.provisioningState, (provisioningError as Tree)["code"], nodes()],
    ["Failed", "VMAllocationFailed", 0],
  );
  assert.equal((await put(d4s)).status, 200, "another PUT makes it");
  settle();
  assert.equal(nodes(), 1);
});

test("the node of a machine joins the Kubernetes half with its marks; its own PUT upgrades it after the control plane", async (t) => {
  const startMs = Date.UTC(2025, 10, 6);
  const simulator = await startSimulator(t, { kubernetes: createBuiltInBackend, startMs });
  const client = await armClient(simulator);
  const arm: typeof client = (method, path, asked) => client(method, path, { apiVersion: preview, ...asked });
  await makeGroup(arm);
  const kubernetes = { workloadRuntime: "KataVmIsolation", nodeLabels: { team: "a" }, orchestratorVersion: "1.32" };
  const kata = { ...d4s, operatingSystem: { osSKU: "AzureLinux" }, kubernetes };
  for (const [path, body] of [
    [cluster, clusterBody({ kubernetesVersion: "1.32" })],
    [pool, { properties: { mode: "Machines" } }],
    [`${pool}/machines/one`, { properties: kata }],
  ] as const) {
    assert.equal((await arm("PUT", path, { body })).status, 201);
    simulator.advance(minute);
  }
  const { body } = await arm("POST", `${cluster}/listClusterAdminCredential`);
  const [{ value } = { value: "" }] = body["kubeconfigs"] as readonly { readonly value: string }[];
  const { clusters, users } = parse(Buffer.from(value, "base64").toString()) as {
    readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
    readonly users: readonly { readonly user: { readonly token: string } }[];
  };
  const headers = { authorization: `Bearer ${users[0]?.user.token ?? ""}` };
  const url = `${clusters[0]?.cluster.server ?? ""}/api/v1/nodes?labelSelector=agentpool=single`;
  const nodes = (await send(simulator, "GET", url, { headers })).body["items"] as readonly Tree[];
  const labels = nodes.map((node) => (node["metadata"] as Tree)["labels"] as Tree);
  const keys = ["team", "kubernetes.azure.com/kata-vm-isolation", "kubernetes.azure.com/mode"];
  assert.deepEqual(
    labels.map((one) => keys.map((key) => one[key])),
    [["a", "true", "user"]],
  );

  const upgrade = { ...clusterBody(), properties: { dnsPrefix: "tenants", kubernetesVersion: "1.33" } };
  assert.equal((await arm("PUT", cluster, { body: upgrade })).status, 200);
  simulator.advance(minute);
  const { status } = await arm("PUT", `${pool}/machines/one`, {
    body: { properties: { kubernetes: { orchestratorVersion: "1.33" } } },
  });
  assert.equal(status, 200);
  simulator.advance(minute);
  const after = section(await arm("GET", `${pool}/machines/one`), "kubernetes");
  assert.match(String(after["currentOrchestratorVersion"]), /^1\.33\./);
});

test("on 2025-09-05: 200 of a new machine, no id of its virtual machine, no address, an endTime", async (t) => {
  const { arm, put, settle, status, made } = await ready(t, Date.UTC(2025, 8, 5));
  assert.deepEqual([made.body["type"], section(made, "upgradeSettings")], [undefined, {}]);
  const reply = await put(d4s);
  assert.deepEqual([reply.status, reply.body.properties.provisioningState], [200, "Creating"]);
  settle();
  assert.equal(typeof (await status(reply))["endTime"], "string");
  const got = await arm("GET", `${pool}/machines/one`);
  assert.deepEqual(section(got, "network"), { enableNodePublicIP: false });
  assert.equal((got.body.properties as Tree)["resourceId"], undefined);
});
