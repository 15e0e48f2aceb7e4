import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderProbePod } from "../../src/kubernetes/probe-pod-manifest.js";
import { jsonAt } from "../../src/json.js";

const spec = {
  name: "p",
  namespace: "n",
  labels: { "aks-sandbox/probe-run": "1234" },
  runtimeClassName: "rc",
  tolerations: [],
  node: { name: "node-1", uid: "uid-1" },
  nonce: "the-nonce",
  image: "i:1",
};

describe("the probe pod", () => {
  it("is restricted, small, ends by itself, and is pinned to its node with the class alone", async () => {
    const { manifest } = await renderProbePod(spec);
    const [container] = jsonAt(manifest, "spec", "containers") as readonly unknown[];
    assert.deepEqual(
      { ...manifest, spec: { ...(jsonAt(manifest, "spec") as object), containers: "below" } },
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          name: "p",
          namespace: "n",
          labels: {
            "app.kubernetes.io/name": "aks-sandbox-probe",
            "app.kubernetes.io/managed-by": "aks-sandbox",
            "aks-sandbox/probe-run": "1234",
          },
        },
        spec: {
          runtimeClassName: "rc",
          restartPolicy: "Never",
          activeDeadlineSeconds: 600,
          terminationGracePeriodSeconds: 0,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["node-1"] }] }],
              },
            },
          },
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: "below",
        },
      },
    );
    assert.equal(jsonAt(container, "image"), "i:1");
    assert.deepEqual(jsonAt(container, "env"), [
      { name: "NONCE", value: "the-nonce" },
      { name: "NODE_UID", value: "uid-1" },
      { name: "POD_UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
      { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
    ]);
    assert.deepEqual(jsonAt(container, "resources"), {
      requests: { cpu: "50m", memory: "256Mi" },
      limits: { cpu: "1", memory: "256Mi" },
    });
    assert.deepEqual(jsonAt(container, "securityContext"), {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("as a control has no class, and tolerates what it was told to", async () => {
    const tolerations = [{ key: "k", operator: "Equal", value: "v", effect: "NoSchedule" }];
    const control = { ...spec, runtimeClassName: undefined, image: undefined, tolerations };
    const { manifest, yaml } = await renderProbePod(control);
    assert.doesNotMatch(yaml, /runtimeClassName/);
    assert.match(yaml, /image: mcr\.microsoft\.com\/aks\/fundamental\/base-ubuntu:v0\.0\.11/);
    assert.deepEqual(jsonAt(manifest, "spec", "tolerations"), tolerations);
  });

  it("without a node is pinned to none", async () => {
    const { manifest } = await renderProbePod({ ...spec, node: undefined });
    assert.equal(jsonAt(manifest, "spec", "affinity"), undefined);
  });
});
