import { stringAt, type JsonObject } from "../../src/json.js";
import type { InstallRequest } from "../../src/runtimes/installer.js";
import type { SandboxRuntime } from "../../src/runtimes/runtime.js";

const documentation = "https://sixth.example/install";

/** What its installer applies: a ConfigMap. The test does what a DaemonSet would do on the nodes. */
const settings = ({ handler, image, settings: { colour } }: InstallRequest): JsonObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: "sixth-installer",
    namespace: "kube-system",
    labels: { "app.kubernetes.io/managed-by": "aks-sandbox" },
  },
  data: { handler, image: image ?? "", colour: colour ?? "" },
});

/** A runtime that no code of the program knows: a row and its installer. */
export const sixth: SandboxRuntime = {
  id: "sixth",
  title: "A sixth runtime",
  supportedByMicrosoft: false,
  support: "Microsoft supports the pool alone",
  pool: { workloadRuntime: undefined, osSku: "Ubuntu", osSkus: ["Ubuntu"], osSkusUntold: [], apiVersion: undefined },
  feature: undefined,
  aksNodeLabel: undefined,
  // The local Azure starts a guest of its own for handlers of this form.
  runtimeClass: {
    handler: "kata-sixth",
    name: "sixth-class",
    builtIn: "sixth-of-aks",
    overhead: { podFixed: { memory: "96Mi", cpu: "10m" }, of: "its makers' class", evidence: "verified" },
  },
  variants: [],
  installer: {
    id: "sixth-installer",
    title: "the sixth installer",
    appliedBy: "run",
    appliedWith: "kubectl",
    documentation,
    needsImage: true,
    readyLabel: { key: "sixth.example/ready", value: "yes" },
    startTaint: undefined,
    settings: [{ name: "colour", what: "its colour", default: "red" }],
    load: () =>
      Promise.resolve({
        render: (request) =>
          Promise.resolve({
            objects: [settings(request)],
            text: `handler: ${request.handler}\n`,
            daemonSet: undefined,
            install: "kubectl apply -f -",
            uninstall: "kubectl delete -f -",
          }),
      }),
  },
  imageMarker: undefined,
  proof: { kernelBanner: undefined },
  nodeDemands: [{ id: "module", says: "the module sixth", cure: "load it", source: documentation }],
  kubernetes: {
    serviceMinimum: "1.20",
    effectiveMinimum: "1.31",
    effectiveReason: "handlers are not reported below",
    source: documentation,
  },
  incompatible: [
    {
      id: "pod-subnet",
      setting: "podSubnetID",
      reason: "its network cannot",
      source: documentation,
      evidence: "verified",
      applies: (pool) => stringAt(pool, "properties", "podSubnetID") !== undefined,
    },
  ],
  aliases: [],
  presentDay: undefined,
  documentation,
};
