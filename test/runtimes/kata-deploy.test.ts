import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { jsonAt, stringAt } from "../../src/json.js";
import { renderInstaller } from "../../src/provision/installer-request.js";
import { findRuntime } from "../../src/runtimes/index.js";
import { kata } from "../../src/runtimes/kata.js";
import type { SandboxRuntime } from "../../src/runtimes/runtime.js";
import { readInstaller } from "../../src/spec/installer-choice.js";
import { assertGolden } from "../helpers/golden.js";

/** The values for a runtime's name, with the settings of `--installer-setting`. */
async function render(name: string, ...installerSetting: readonly string[]) {
  const runtime: SandboxRuntime | undefined = findRuntime(name);
  assert.ok(runtime !== undefined, name);
  const rendered = await renderInstaller(runtime, readInstaller({ installerSetting }, runtime));
  assert.ok(rendered !== undefined);
  return { ...rendered, values: parse(rendered.text) as unknown };
}

describe("kata-deploy's values", () => {
  it("keep to the pool, enable one shim, and leave the class to us", async () => {
    const { text, install, uninstall, objects } = await render("kata");
    await assertGolden(text, "test/golden/kata-values.yaml");
    assert.deepEqual(objects, []);
    assert.equal(
      install,
      "helm upgrade --install kata-deploy oci://ghcr.io/kata-containers/kata-deploy-charts/kata-deploy --version 4.1.0 --namespace kube-system --wait --values -",
    );
    assert.equal(uninstall, "helm uninstall kata-deploy --namespace kube-system --wait");
  });

  for (const [name, runtimeId, shim] of [
    ["kata-clh", "kata", "clh"],
    ["kata-dragonball", "kata", "dragonball"],
    ["firecracker", "firecracker", "fc"],
    ["KATA-FC", "firecracker", "fc"],
  ] as const) {
    it(`of ${name} enable ${shim} on the pool of ${runtimeId}`, async () => {
      const { values } = await render(name);
      assert.deepEqual(jsonAt(values, "shims"), { disableAll: true, [shim]: { enabled: true } });
      assert.match(JSON.stringify(jsonAt(values, "affinity")), new RegExp(`"values":\\["${runtimeId}"\\]`));
    });
  }

  it("add a custom runtime with a guest of its own, whose class the chart writes as we would", async () => {
    const { values, text } = await render(
      "kata",
      "custom-runtime=centos",
      "guest-image=/opt/kata/share/guests/kata-centos.img",
      "guest-kernel=/opt/kata/share/guests/vmlinux",
      `image=registry.example/kata-deploy@sha256:${"0".repeat(64)}`,
    );
    await assertGolden(text, "test/golden/kata-custom-values.yaml");
    const runtimeClass = parse(
      stringAt(values, "customRuntimes", "runtimes", "centos", "runtimeClass") ?? "",
    ) as unknown;
    assert.deepEqual(runtimeClass, {
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      metadata: { name: "kata-centos", labels: { "app.kubernetes.io/managed-by": "kata-deploy" } },
      handler: "kata-centos",
      scheduling: {
        nodeSelector: { "aks-sandbox/runtime": "kata", "katacontainers.io/kata-runtime": "true" },
        tolerations: [{ key: "aks-sandbox/runtime", operator: "Equal", value: "kata", effect: "NoSchedule" }],
      },
    });
  });

  for (const [settings, message] of [
    [["guest-image=/opt/guest.img"], /belongs to a custom runtime/],
    [["custom-runtime=Centos"], /custom-runtime=Centos .*lower-case/],
    [["custom-runtime=qemu-runtime-rs"], /the shim's own name/],
    [["custom-runtime=centos", "guest-image=guest.img"], /guest-image=guest.img .*absolute path/],
    [["custom-runtime=centos", 'guest-kernel=/a"\npath = "/b'], /absolute path/],
    [["image=registry.example/kata-deploy:latest"], /NAME@sha256:/],
    [["shim=clh"], /"shim=clh" is not one of image=VALUE, custom-runtime=VALUE/],
  ] as const) {
    it(`refuse ${settings.join(" ")}`, async () => {
      await assert.rejects(render("kata", ...settings), { code: "InvalidInstallerSetting", message });
    });
  }
});

it("the classes of kata's shims have the overheads of kata-deploy 4.1.0", () => {
  const overheads = [...kata.variants, { name: "firecracker", runtimeClass: findRuntime("firecracker")?.runtimeClass }];
  assert.deepEqual(
    overheads.map(({ name, runtimeClass }) => [name, runtimeClass?.overhead.podFixed]),
    [
      ["kata-qemu-runtime-rs", { memory: "320Mi", cpu: "250m" }],
      ["kata-qemu", { memory: "320Mi", cpu: "250m" }],
      ["kata-clh", { memory: "130Mi", cpu: "250m" }],
      ["kata-clh-runtime-rs", { memory: "130Mi", cpu: "250m" }],
      ["kata-dragonball", { memory: "130Mi", cpu: "250m" }],
      ["firecracker", { memory: "130Mi", cpu: "250m" }],
    ],
  );
});
