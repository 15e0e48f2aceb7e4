import type { RuntimeInstaller } from "./installer.js";

/** The Helm chart of the Kata project, with values that keep it to our pool and leave the RuntimeClass to us. */
export const kataDeploy: RuntimeInstaller = {
  id: "kata-deploy",
  title: "kata-deploy's Helm chart 4.1.0",
  appliedBy: "user",
  appliedWith: "helm",
  documentation: "docs/runtimes.md",
  needsImage: false,
  // Set to "true" once the node's containerd serves the handlers, "false" before (kata-deploy 4.1.0).
  readyLabel: { key: "katacontainers.io/kata-runtime", value: "true" },
  // Its chart has `startupTaints` for the job mode, which is not what is rendered.
  startTaint: undefined,
  settings: [
    { name: "image", what: "kata-deploy image of your own, as NAME@sha256:...", default: "the chart's" },
    { name: "custom-runtime", what: "name of a further runtime with a guest of its own, e.g. centos", default: "none" },
    { name: "guest-image", what: "its guest image: a path on the nodes", default: "Kata's" },
    { name: "guest-kernel", what: "its guest kernel: a path on the nodes", default: "Kata's" },
    { name: "hypervisor", what: "its hypervisor: a path on the nodes", default: "Kata's" },
  ],
  load: async () => (await import("./kata-deploy-content.js")).kataDeployContent,
};
