import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { startCluster } from "./cluster/cluster.js";
import { busyboxFiles, images } from "./cluster/images.js";
import { until } from "./cluster/until.js";

describe("a cluster of one's own, with containerd's file as AKS's nodes have it and without gVisor", async () => {
  const cluster = await startCluster({ containerd: { handlers: { runc: "runc" }, configVersion: 2 } });
  after(() => cluster.stop());
  const handlers = async () => {
    const { body } = await cluster.call("GET", `/api/v1/nodes/${cluster.node.name}`);
    const found = listOf(jsonAt(body, "status", "runtimeHandlers")).map((handler) => stringAt(handler, "name"));
    return found.sort().join();
  };
  const printedBy = async (name: string, image: string, ...command: readonly string[]) => {
    const container = { name: "c", image, command };
    const spec = { restartPolicy: "Never", containers: [container] };
    const pods = "/api/v1/namespaces/default/pods";
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
    assert.equal((await cluster.call("POST", pods, pod)).status, 201);
    await until("the end of the pod", async () => {
      const { body } = await cluster.call("GET", `${pods}/${name}`);
      return stringAt(body, "status", "phase") === "Succeeded" ? true : undefined;
    });
    return String((await cluster.call("GET", `${pods}/${name}/log`)).body).trim();
  };

  test("the node has no handler and no program of gVisor", async () => {
    assert.equal(await handlers(), ",runc");
    const { code } = await cluster.run(["sh", "-c", "command -v runsc || command -v containerd-shim-runsc-v1"]);
    assert.equal(code, 127);
  });

  test("a handler that is written into the file comes with containerd's restart", async () => {
    await cluster.configureContainerd({ handlers: { runc: "runc", kata: "runc" } });
    await until("the new handler", async () => ((await handlers()) === ",kata,runc" ? true : undefined));
  });

  test("an image that was imported runs by its digest", async () => {
    const files = await busyboxFiles(cluster.binaries.programs["busybox"] ?? "");
    const byDigest = await cluster.importImage({ reference: "localhost/own:1", files });
    assert.match(byDigest, /^localhost\/own@sha256:/);
    assert.equal(await printedBy("by-digest", byDigest, "echo", "it runs"), "it runs");
  });

  test("a pod reaches the API server by its service", async () => {
    // Without TLS, which busybox does not speak well enough: the server says so.
    const url = "http://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT/readyz";
    const ask = ["sh", "-c", `wget -q -O - ${url} 2>&1 || true`];
    assert.equal(
      await printedBy("asks", images.busybox, ...ask),
      "wget: server returned error: HTTP/1.0 400 Bad Request",
    );
  });
});
