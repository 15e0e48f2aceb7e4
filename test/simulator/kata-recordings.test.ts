import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, type ArmReply } from "../helpers/arm-client.js";
import { readRecording, recordingsSkip } from "../helpers/recordings.js";
import { startSimulator } from "../helpers/simulator.js";

const files = ["test_aks_nodepool_add_with_kata", "test_aks_nodepool_add_with_kata_mshv_vm_isolation"];

for (const file of files) {
  test(`the recorded bodies of ${file} are answered as recorded`, { skip: recordingsSkip() }, async (t) => {
    const recording = readRecording(`aks-preview/${file}.json`);
    const simulator = await startSimulator(t, {
      startMs: Date.UTC(2025, 10, 4, 22, 33, 26),
      durations: "recorded",
      features: { "Microsoft.ContainerService/KataVMIsolationPreview": "Registered" },
    });
    const arm = await armClient(simulator);
    await arm("PUT", "/resourcegroups/clitest000001", { apiVersion: "2024-11-01", body: { location: "westus2" } });
    const compared: string[] = [];
    for (const { request, response } of recording) {
      const url = new URL(request.url);
      if (!url.pathname.includes("/managedClusters/")) continue;
      if (request.method === "PUT" || request.method === "DELETE") simulator.advance(20 * 60_000);
      const path = url.pathname.replace(/^\/subscriptions\/[^/]+/, "");
      const skip = url.searchParams.get("$skipToken");
      const reply = await arm(request.method, skip === null ? path : `${path}?%24skipToken=${skip}`, {
        apiVersion: url.searchParams.get("api-version") ?? "",
        ...(request.body === null ? {} : { body: request.body }),
      });
      compared.push(request.method);
      // A recorded GET of a finished resource follows its operation.
      assert.deepEqual(shape(reply), shape(response), `${request.method} ${path}`);
      simulator.advance(20 * 60_000);
    }
    assert.ok(compared.filter((method) => method === "PUT").length === 2);
  });
}

/** Status, the headers that carry meaning, and every path of the body with the type of its value. */
function shape({ status, headers, body }: Pick<ArmReply, "status" | "headers"> & { body: unknown }): unknown {
  return {
    status,
    asyncOperation: typeof headers["azure-asyncoperation"] === "string",
    location: typeof headers["location"] === "string",
    retryAfter: headers["retry-after"] !== undefined,
    contentType: headers["content-type"],
    body: body === "" ? ["/: empty"] : paths(body),
  };
}

function paths(value: unknown, at = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return value === undefined ? [] : [`${at}: ${typeof value}`];
  const own = Object.keys(value).length === 0 ? [`${at}/: empty`] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, `${at}/${key}`))].sort();
}
