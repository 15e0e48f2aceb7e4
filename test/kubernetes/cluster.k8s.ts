import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { sharedCluster } from "./cluster/cluster.js";
import { images } from "./cluster/images.js";
import { until } from "./cluster/until.js";

describe("the test cluster", () => {
  const cluster = sharedCluster();

  test("its node has the handlers that were asked for", async () => {
    const { body } = await cluster.call("GET", `/api/v1/nodes/${cluster.node.name}`);
    const handlers = listOf(jsonAt(body, "status", "runtimeHandlers")).map((handler) => stringAt(handler, "name"));
    assert.deepEqual(handlers.sort(), ["", "kata", "runc", "runsc"]);
  });

  // What a kernel says of itself tells gVisor from the host; the silent fallback says what the host says.
  for (const [handler, kernel] of [
    ["runc", /^(?!4\.4\.0$)/],
    ["kata", /^(?!4\.4\.0$)/],
    ["runsc", /^4\.4\.0$/],
  ] as const) {
    test(`a pod of the handler ${handler} runs, and its log is read`, async () => {
      const name = `shows-kernel-${handler}`;
      const classPath = "/apis/node.k8s.io/v1/runtimeclasses";
      const metadata = { name };
      await cluster.call("POST", classPath, { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata, handler });
      const container = { name: "c", image: images.busybox, command: ["uname", "-r"] };
      const spec = { runtimeClassName: name, restartPolicy: "Never", containers: [container] };
      const pods = "/api/v1/namespaces/default/pods";
      const created = await cluster.call("POST", pods, { apiVersion: "v1", kind: "Pod", metadata, spec });
      assert.equal(created.status, 201, JSON.stringify(created.body));
      await until("the end of the pod", async () => {
        const { body } = await cluster.call("GET", `${pods}/${name}`);
        return stringAt(body, "status", "phase") === "Succeeded" ? true : undefined;
      });
      const { body } = await cluster.call("GET", `${pods}/${name}/log`);
      assert.match(String(body).trim(), kernel);
      const { body: ended } = await cluster.call("GET", `${pods}/${name}`);
      const [status] = listOf(jsonAt(ended, "status", "containerStatuses"));
      assert.match(stringAt(status, "imageID") ?? "", /^localhost\/busybox@sha256:/);
      await cluster.call("DELETE", `${pods}/${name}?gracePeriodSeconds=0`);
      await cluster.call("DELETE", `${classPath}/${name}`);
    });
  }
});
