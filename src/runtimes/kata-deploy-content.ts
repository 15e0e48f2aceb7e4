import { parseDocument, stringify, type Document } from "yaml";
import { usageError } from "../errors.js";
import { loadTemplate } from "../kubernetes/templates.js";
import type { InstallerContent, InstallRequest } from "./installer.js";
import { runtimeMark, taintEffect } from "./marks.js";

const chart = "oci://ghcr.io/kata-containers/kata-deploy-charts/kata-deploy";
const chartVersion = "4.1.0";
const release = "kata-deploy";
const namespace = "kube-system";

/** Table of a shim's configuration file for its hypervisor (`src/runtime/config`, `src/runtime-rs/config`, 4.1.0). */
const hypervisors: Readonly<Record<string, string>> = {
  qemu: "qemu",
  "qemu-runtime-rs": "qemu",
  clh: "clh",
  "clh-runtime-rs": "clh",
  dragonball: "dragonball",
  fc: "firecracker",
};
/** Setting -> key of that table. */
const guestKeys: Readonly<Record<string, string>> = {
  "guest-image": "image",
  "guest-kernel": "kernel",
  hypervisor: "path",
};

/** Fills `templates/kata/values.yaml`: the shim, the pool's label, the image, and a custom runtime. */
export const kataDeployContent: InstallerContent = {
  render: async (request) => {
    const document = parseDocument(await loadTemplate("kata/values"));
    fill(document, request);
    return {
      objects: [],
      text: document.toString({ lineWidth: 0, flowCollectionPadding: false }),
      daemonSet: undefined,
      install: `helm upgrade --install ${release} ${chart} --version ${chartVersion} --namespace ${namespace} --wait --values -`,
      uninstall: `helm uninstall ${release} --namespace ${namespace} --wait`,
    };
  },
};

function fill(document: Document, request: InstallRequest): void {
  const { runtimeId, handler, settings } = request;
  const shim = handler.replace(/^kata-/, "");
  const term = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms", 0];
  document.setIn([...term, "matchExpressions", 0, "values"], document.createNode([runtimeId], { flow: true }));
  document.setIn(["shims", shim, "enabled"], true);
  document.setIn(["defaultShim", "amd64"], shim);
  const image = settings["image"];
  if (image !== undefined) document.setIn(["image", "reference"], checkedImage(image));
  const name = settings["custom-runtime"];
  const guest = Object.entries(guestKeys).flatMap(([setting, key]) => {
    const path = settings[setting];
    return path === undefined ? [] : [`${key} = ${JSON.stringify(checkedPath(setting, path))}`];
  });
  if (name === undefined) {
    if (guest.length === 0) return;
    throw usageError(
      "InvalidInstallerSetting",
      "a guest image, guest kernel or hypervisor of your own belongs to a custom runtime, and none is named",
      "name it: --installer-setting custom-runtime=NAME",
    );
  }
  document.setIn(["customRuntimes"], document.createNode(customRuntimes(checkedName(name), shim, guest, request)));
}

/** The chart writes this runtime's class itself: it takes no custom runtime without one. */
function customRuntimes(name: string, shim: string, guest: readonly string[], { runtimeId, handler }: InstallRequest) {
  const own = `kata-${name}`;
  const runtimeClass = {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: { name: own, labels: { "app.kubernetes.io/managed-by": "kata-deploy" } },
    handler: own,
    scheduling: {
      nodeSelector: { [runtimeMark]: runtimeId, "katacontainers.io/kata-runtime": "true" },
      tolerations: [{ key: runtimeMark, operator: "Equal", value: runtimeId, effect: taintEffect }],
    },
  };
  if (own === handler) {
    throw usageError("InvalidInstallerSetting", `--installer-setting custom-runtime=${name} is the shim's own name`);
  }
  return {
    enabled: true,
    runtimes: {
      [name]: {
        baseConfig: shim,
        dropIn: [`[hypervisor.${hypervisors[shim] ?? shim}]`, ...guest, ""].join("\n"),
        // Its overhead is that of the shim (the chart's inheritBaseOverhead).
        inheritBaseOverhead: true,
        runtimeClass: stringify(runtimeClass),
      },
    },
  };
}

function checkedName(name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/.test(name)) return name;
  throw invalid("custom-runtime", name, "lower-case letters, digits and -");
}

function checkedPath(setting: string, path: string): string {
  if (/^(\/[\w.+-]+)+$/.test(path)) return path;
  throw invalid(setting, path, "an absolute path on the nodes");
}

function checkedImage(image: string): string {
  if (/^[^\s@]+@sha256:[0-9a-f]{64}$/.test(image)) return image;
  throw invalid("image", image, "NAME@sha256: and 64 hexadecimal digits");
}

function invalid(setting: string, value: string, wanted: string) {
  return usageError(
    "InvalidInstallerSetting",
    `--installer-setting ${setting}=${value} is not what it has to be: ${wanted}`,
  );
}
