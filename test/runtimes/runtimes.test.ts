import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { aksRuntimeClassNames, runtimeNodeLabels } from "../../src/kubernetes/runtime-class-rules.js";
import type { JsonObject } from "../../src/json.js";
import { findRetiredRuntime, findRuntime, runtimeOfPool, runtimes } from "../../src/runtimes/index.js";

describe("the runtimes table", () => {
  it("has rows whose names mean one row each", () => {
    const names = runtimes.flatMap((row) => [row.id, ...row.aliases].map((name) => name.toLowerCase()));
    assert.equal(new Set(names).size, names.length);
  });

  it("finds a row by id, by AKS's value, and by the built-in class, without regard to case", () => {
    assert.deepEqual(
      ["pod-sandboxing", "KATAVMISOLATION", "kata-mshv-vm-isolation", "OCIContainer"].map(
        (name) => findRuntime(name)?.id,
      ),
      ["pod-sandboxing", "pod-sandboxing", "pod-sandboxing-preview", undefined],
    );
  });

  it("knows a pool's row by what AKS runs, and an ordinary pool's by our label", () => {
    const rows = [
      ["KataVmIsolation", undefined, "pod-sandboxing"],
      ["KataMshvVmIsolation", undefined, "pod-sandboxing-preview"],
      ["OCIContainer", undefined, undefined],
      ["OCIContainer", "gvisor", "gvisor"],
      // A label alone makes no sandbox, and a Kata pool never gives gVisor.
      ["OCIContainer", "pod-sandboxing", undefined],
      ["KataVmIsolation", "gvisor", "pod-sandboxing"],
    ] as const;
    assert.deepEqual(
      rows.map(([workloadRuntime, mark]) => {
        const nodeLabels: Record<string, string> = mark === undefined ? {} : { "aks-sandbox/runtime": mark };
        return [workloadRuntime, mark, runtimeOfPool({ workloadRuntime, nodeLabels })?.id];
      }),
      rows,
    );
  });

  it("names the present-day spelling beside an old one", () => {
    assert.deepEqual(findRuntime("KataMshvVmIsolation")?.presentDay, {
      runtime: "pod-sandboxing",
      workloadRuntime: "KataVmIsolation",
      builtInClass: "kata-vm-isolation",
    });
  });

  it("refuses retired runtimes with a reason and a source", () => {
    for (const name of ["WasmWasi", "KataCcIsolation", "kata-cc-isolation"]) {
      const retired = findRetiredRuntime(name);
      assert.ok(retired !== undefined && retired.reason !== "" && retired.source.startsWith("https://"), name);
    }
  });

  it("knows an incompatible pool by its body, and lets its nearest neighbour pass", () => {
    const rows = [
      ["fips", { enableFIPS: true }, { enableFIPS: false }],
      ["artifact-streaming", { artifactStreamingProfile: { enabled: true } }, { artifactStreamingProfile: {} }],
      ["trusted-launch", { securityProfile: { enableVTPM: true } }, { securityProfile: { enableVTPM: false } }],
      [
        "trusted-launch",
        { securityProfile: { enableSecureBoot: true } },
        { securityProfile: { sshAccess: "Disabled" } },
      ],
    ] as const;
    for (const row of runtimes.filter(({ imageMarker }) => imageMarker !== undefined)) {
      const applying = (properties: JsonObject) =>
        row.incompatible.filter((item) => item.applies?.({ properties }) === true).map((item) => item.id);
      for (const [id, refused, passes] of rows) {
        assert.deepEqual([applying(refused), applying(passes)], [[id], []], `${row.id}: ${id}`);
      }
    }
  });

  it("gives every incompatibility its reason, source and evidence", () => {
    for (const row of runtimes) {
      assert.ok(row.incompatible.length > 0);
      for (const item of row.incompatible) {
        assert.match(item.source, /^https:\/\//);
        assert.notEqual(item.reason, "");
      }
    }
  });

  it("is where the classes of AKS and the labels that tell runtimes apart come from", () => {
    assert.deepEqual(aksRuntimeClassNames(runtimes), [
      "kata-vm-isolation",
      "kata-mshv-vm-isolation",
      "kata-cc-isolation",
      "runc",
    ]);
    assert.deepEqual(runtimeNodeLabels(runtimes), [
      "aks-sandbox/runtime",
      "kubernetes.azure.com/kata-vm-isolation",
      "kubernetes.azure.com/kata-mshv-vm-isolation",
    ]);
  });

  it("is the only code that names a runtime, besides the simulator, which stands for AKS", async () => {
    const root = fileURLToPath(new URL("../../../src/", import.meta.url));
    const files = (await readdir(root, { recursive: true })).filter(
      (path) => path.endsWith(".ts") && !/^(runtimes|simulator)[/\\]/.test(path),
    );
    assert.ok(files.length > 50);
    const naming: string[] = [];
    for (const file of files) {
      const code = (await readFile(`${root}/${file}`, "utf8")).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      if (/kata-?(vm|mshv|cc|clh|qemu|deploy|fc)|gvisor|runsc|firecracker|"pod-sandboxing/i.test(code))
        naming.push(file);
    }
    assert.deepEqual(naming, []);
  });
});
