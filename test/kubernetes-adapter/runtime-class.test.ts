import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { deleteRuntimeClass, ensureRuntimeClass } from "../../src/kubernetes/ensure-runtime-class.js";
import type { RuntimeClass, RuntimeClasses } from "../../src/kubernetes/kubernetes.js";
import { renderRuntimeClass, type RuntimeClassSpec } from "../../src/kubernetes/runtime-class-manifest.js";

const signal = new AbortController().signal;

const spec: RuntimeClassSpec = {
  name: "aks-sandbox",
  handler: "kata",
  overhead: { memory: "600Mi" },
  nodeSelector: { "aks-sandbox/runtime": "pod-sandboxing" },
  tolerations: [{ key: "aks-sandbox/runtime", operator: "Equal", value: "pod-sandboxing", effect: "NoSchedule" }],
  labels: {},
  annotations: {},
};

/** The class as it lives in a cluster after `spec` was applied. */
const live: RuntimeClass = {
  name: "aks-sandbox",
  uid: "uid-1",
  resourceVersion: "7",
  handler: "kata",
  labels: { "app.kubernetes.io/managed-by": "aks-sandbox" },
  annotations: {},
  nodeSelector: spec.nodeSelector,
  tolerations: spec.tolerations,
  overhead: { memory: "600Mi" },
  fieldManagers: ["aks-sandbox"],
};

/** The RuntimeClasses of a cluster that has `existing`, answers an apply with `applied`, and records what is written. */
function cluster(existing: RuntimeClass | undefined, applied: RuntimeClass = live) {
  const writes: string[] = [];
  const runtimeClasses: RuntimeClasses = {
    get: (name) => Promise.resolve(existing?.name === name ? existing : undefined),
    list: () => Promise.resolve(existing === undefined ? [] : [existing]),
    watch: () => Promise.reject(new Error("nobody watches here")),
    apply: (_manifest, { force }) => {
      writes.push(force ? "apply by force" : "apply");
      return Promise.resolve(applied);
    },
    delete: (name, uid) => {
      writes.push(`delete ${name} ${uid ?? ""}`);
      return Promise.resolve(true);
    },
  };
  return { runtimeClasses, writes };
}

describe("rendering a RuntimeClass", () => {
  it("sets the fields of the template", async () => {
    const { manifest, yaml } = await renderRuntimeClass({
      ...spec,
      name: "tenants",
      handler: "kata-preview",
      overhead: { memory: "128Mi", cpu: "250m" },
      tolerations: [{ key: "only", operator: "Exists", value: undefined, effect: undefined }],
      labels: { team: "a: b #c" },
      annotations: { "azure.csi.disk/kata-mount": "direct-volume" },
    });
    const expected = {
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      metadata: {
        name: "tenants",
        labels: { "app.kubernetes.io/managed-by": "aks-sandbox", team: "a: b #c" },
        annotations: { "azure.csi.disk/kata-mount": "direct-volume" },
      },
      handler: "kata-preview",
      overhead: { podFixed: { memory: "128Mi", cpu: "250m" } },
      scheduling: {
        nodeSelector: { "aks-sandbox/runtime": "pod-sandboxing" },
        tolerations: [{ key: "only", operator: "Exists" }],
      },
    };
    assert.deepEqual(manifest, expected);
    assert.deepEqual(parse(yaml), expected);
    assert.match(yaml, /# Name of the handler in the node's containerd configuration/);
  });

  it("leaves out what is empty", async () => {
    const { manifest } = await renderRuntimeClass({ ...spec, overhead: {}, nodeSelector: {}, tolerations: [] });
    assert.deepEqual(Object.keys(manifest), ["apiVersion", "kind", "metadata", "handler"]);
  });

  for (const name of ["", "Kata", "-a", "a..b", "a".repeat(254)]) {
    it(`refuses the name "${name.slice(0, 10)}"`, async () => {
      await assert.rejects(renderRuntimeClass({ ...spec, name }), { code: "InvalidRuntimeClassName", exitCode: 2 });
    });
  }

  for (const name of ["kata-vm-isolation", "kata-mshv-vm-isolation", "kata-cc-isolation", "runc"]) {
    it(`refuses AKS's own name ${name}`, async () => {
      await assert.rejects(renderRuntimeClass({ ...spec, name }), {
        code: "RuntimeClassOfAks",
        exitCode: 5,
        hint: "use a class of your own: --runtime-class aks-sandbox",
      });
    });
  }
});

describe("ensuring a RuntimeClass", () => {
  const table = [
    { title: "missing", existing: undefined, status: "changed", differences: [], writes: ["apply"] },
    { title: "as wanted", existing: live, status: "unchanged", differences: [], writes: [] },
    {
      title: "as wanted, in the API server's spelling, with labels and annotations of others",
      existing: {
        ...live,
        overhead: { memory: "0.5859375Gi" },
        labels: { ...live.labels, other: "x" },
        annotations: { y: "z" },
      },
      status: "unchanged",
      differences: [],
      writes: [],
    },
    {
      title: "without overhead",
      existing: { ...live, overhead: {} },
      status: "changed",
      differences: ["overhead memory is missing, not 600Mi"],
      writes: ["apply"],
    },
    {
      title: "with an overhead too much, no toleration, no selector and no label",
      existing: { ...live, overhead: { memory: "600Mi", cpu: "1" }, tolerations: [], nodeSelector: {}, labels: {} },
      status: "changed",
      differences: [
        "label app.kubernetes.io/managed-by is missing, not aks-sandbox",
        "overhead cpu is 1, but should not be there",
        "node selector aks-sandbox/runtime is missing, not pod-sandboxing",
        "tolerations are none, not aks-sandbox/runtime Equal pod-sandboxing:NoSchedule",
      ],
      writes: ["apply"],
    },
  ] as const;
  for (const { title, existing, ...expected } of table) {
    it(title, async () => {
      const { runtimeClasses, writes } = cluster(existing);
      const { status, differences } = await ensureRuntimeClass(
        { runtimeClasses },
        await renderRuntimeClass(spec),
        { force: false },
        signal,
      );
      assert.deepEqual({ status, differences, writes }, expected);
    });
  }

  const refusals = [
    {
      title: "a class that AKS reconciles",
      existing: { ...live, labels: { "addonmanager.kubernetes.io/mode": "Reconcile" } },
      code: "RuntimeClassOfAks",
      hint: /--runtime-class aks-sandbox$/,
    },
    {
      title: "another handler",
      existing: { ...live, handler: "runsc" },
      code: "RuntimeClassHandlerImmutable",
      hint: /aks-sandbox runtimeclass delete aks-sandbox$/,
    },
    {
      title: "a class that serves pools of the preview runtime",
      existing: { ...live, nodeSelector: { "kubernetes.azure.com/kata-mshv-vm-isolation": "true" } },
      code: "RuntimeClassServesOtherPools",
      hint: /--runtime-class NAME$/,
    },
  ];
  for (const { title, existing, ...expected } of refusals) {
    it(`refuses ${title} and writes nothing`, async () => {
      const { runtimeClasses, writes } = cluster(existing);
      const wanted = await renderRuntimeClass(spec);
      await assert.rejects(ensureRuntimeClass({ runtimeClasses }, wanted, { force: true }, signal), {
        ...expected,
        exitCode: 5,
      });
      assert.deepEqual(writes, []);
    });
  }

  it("does not say done when the class is otherwise after the apply", async () => {
    const { runtimeClasses } = cluster(undefined, { ...live, overhead: {} });
    await assert.rejects(
      ensureRuntimeClass({ runtimeClasses }, await renderRuntimeClass(spec), { force: false }, signal),
      { code: "RuntimeClassDiffers", message: /overhead memory is missing, not 600Mi/, changed: true },
    );
  });
});

describe("deleting a RuntimeClass", () => {
  it("deletes the very object that was looked at", async () => {
    const { runtimeClasses, writes } = cluster(live);
    assert.equal(await deleteRuntimeClass({ runtimeClasses }, "aks-sandbox", signal), "changed");
    assert.deepEqual(writes, ["delete aks-sandbox uid-1"]);
  });

  it("is done where there is none", async () => {
    const { runtimeClasses, writes } = cluster(undefined);
    assert.equal(await deleteRuntimeClass({ runtimeClasses }, "aks-sandbox", signal), "unchanged");
    assert.deepEqual(writes, []);
  });

  it("refuses AKS's own, by name and by label", async () => {
    const { runtimeClasses, writes } = cluster({ ...live, labels: { "addonmanager.kubernetes.io/mode": "Reconcile" } });
    for (const name of ["kata-vm-isolation", "aks-sandbox"]) {
      await assert.rejects(deleteRuntimeClass({ runtimeClasses }, name, signal), {
        code: "RuntimeClassOfAks",
        exitCode: 5,
      });
    }
    assert.deepEqual(writes, []);
  });
});
