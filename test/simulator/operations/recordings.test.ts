import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, makeGroup, type ArmReply } from "../../helpers/arm-client.js";
import { readRecording, recordingsSkip } from "../../helpers/recordings.js";
import { startSimulator } from "../../helpers/simulator.js";

/** Recorded operations, each with its first request's time. Between the requests as much time passes as did then. */
const files = [
  ["aks-preview/test_aks_abort", "2024-02-01T04:43:23Z"],
  ["azure-cli-acs/test_aks_nodepool_abort", "2023-06-29T11:12:39Z"],
  ["aks-preview/test_aks_nodepool_delete_machines", "2024-02-05T16:39:30Z"],
  ["aks-preview/test_aks_update_agentpool_os_sku", "2024-08-09T02:51:08Z"],
  ["aks-preview/test_aks_upgrade_node_image_only_nodepool", "2022-11-24T11:31:25Z"],
  ["aks-preview/test_aks_create_update_vtpm_flow", "2024-03-05T04:11:00Z"],
  ["azure-cli-acs/test_aks_nodepool_update_label_msi", "2023-06-29T11:30:35Z"],
  ["aks-preview/test_aks_create_cluster_with_taints", "2025-04-10T23:34:22Z"],
] as const;

for (const [file, start] of files) {
  test(`the operations of ${file} go as recorded`, { skip: recordingsSkip() }, async (t) => {
    const recording = readRecording(`${file}.json`);
    const simulator = await startSimulator(t, {
      startMs: Date.parse(start),
      durations: "recorded",
      throttling: "off",
      features: { "Microsoft.ContainerService/NodeInitializationTaintsPreview": "Registered" },
    });
    const arm = await armClient(simulator);
    await makeGroup(arm, "clitest000001");
    const machines = new Map<string, string>();
    let compared = 0;
    let running = "";
    for (const [index, { request, response }] of recording.entries()) {
      const url = new URL(request.url);
      const path = url.pathname.replace(/^\/subscriptions\/[^/]+/, "");
      if (!/managedclusters\//i.test(path) || path.includes("?") || url.searchParams.has("$skipToken")) continue;
      const isWrite = request.method !== "GET";
      // How long an operation takes is drawn: a write or a GET after an end comes when ours has ended, too.
      if (isEnded(recording, index))
        await wait(
          arm,
          (ms) => {
            simulator.advance(ms);
          },
          running,
        );
      const body = JSON.parse(renamed(JSON.stringify(request.body ?? null), machines)) as unknown;
      const apiVersion = url.searchParams.get("api-version") ?? "";
      const reply = await arm(request.method, path, { apiVersion, ...(body === null ? {} : { body }) });
      learn(response.body, reply.body, machines);
      assert.deepEqual(shown(reply), shown(response), `#${index} ${request.method} ${path}`);
      if (isWrite) running = String(reply.headers["azure-asyncoperation"] ?? running);
      compared += 1;
    }
    assert.ok(compared > 3, `${compared} exchanges compared`);
  });
}

/** Whether the recording's last poll before this request saw the end of an operation. */
function isEnded(recording: ReturnType<typeof readRecording>, index: number): boolean {
  const last = recording
    .slice(0, index)
    .findLast(({ request }) => request.method !== "GET" || request.url.includes("/operations/"));
  if (last === undefined || last.request.method !== "GET") return false;
  return /Succeeded|Failed|Canceled/.test((last.response.body as { status?: string }).status ?? "");
}

async function wait(arm: Awaited<ReturnType<typeof armClient>>, advance: (ms: number) => void, url: string) {
  for (let polls = 0; polls < 1000; polls += 1) {
    const { status } = (await arm("GET", url)).body;
    if (/Succeeded|Failed|Canceled/.test(status)) return;
    advance(60_000);
  }
  assert.fail("the operation does not end");
}

/** Status, headers that say what was started, and what tells the state of a resource. */
function shown({ status, headers, body }: Pick<ArmReply, "status" | "headers"> & { readonly body: unknown }) {
  const has = (name: string) => headers[name] !== undefined;
  const given = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const properties = (given["properties"] ?? {}) as Record<string, unknown>;
  const pools = (properties["agentPoolProfiles"] ?? []) as Record<string, unknown>[];
  const names = ((given["value"] ?? []) as { name: string }[]).map(({ name }) => name.replace(/\d{8}/, "NNNNNNNN"));
  return {
    status,
    started: [has("azure-asyncoperation"), has("location"), has("retry-after")],
    code: given["code"] ?? (given["error"] as { code?: string } | undefined)?.code,
    state: ["provisioningState", "powerState", "count", "mode", "osSKU", "nodeTaints", "nodeInitializationTaints"].map(
      (key) => properties[key],
    ),
    pools: pools.map((pool) => [pool["name"], pool["provisioningState"], pool["powerState"], pool["count"]]),
    names: [...names].sort(),
  };
}

/** Machines' names hold a number of their own: ours for the recorded ones. */
function learn(recorded: unknown, ours: unknown, machines: Map<string, string>): void {
  const names = (body: unknown) => JSON.stringify(body ?? "").match(/aks-\w+-\d{8}(?=-vmss)/g) ?? [];
  const [theirs] = names(recorded);
  const [own] = names(ours);
  if (theirs !== undefined && own !== undefined) machines.set(theirs, own);
}

function renamed(text: string, machines: ReadonlyMap<string, string>): string {
  return [...machines].reduce((result, [theirs, own]) => result.replaceAll(theirs, own), text);
}
