import type { RuntimeInstaller } from "./installer.js";
import { readyMark } from "./marks.js";

/** The DaemonSet of `templates/gvisor`, which puts `runsc` and its shim on the nodes; what it does is in `installer.sh`. */
export const gvisorInstaller: RuntimeInstaller = {
  id: "gvisor-daemonset",
  title: "a privileged DaemonSet that puts runsc on the nodes",
  appliedBy: "run",
  appliedWith: "kubectl",
  documentation: "docs/gvisor.md",
  needsImage: true,
  readyLabel: { key: readyMark, value: "gvisor" },
  startTaint: "aks-sandbox/installing=gvisor:NoSchedule",
  settings: [
    { name: "folder", what: "folder on the node for what is installed", default: "/opt/aks-sandbox-gvisor" },
    { name: "config", what: "containerd's configuration on the node", default: "/etc/containerd/config.toml" },
    { name: "containerd", what: "command that runs the node's containerd", default: "nsenter -t 1 -m -- containerd" },
    {
      name: "restart",
      what: "command that restarts containerd",
      default: "nsenter -t 1 -m -u -i -n -- systemctl restart containerd",
    },
    { name: "runsc-flags", what: "runsc's flags, as name=value with blanks between", default: "platform=systrap" },
  ],
  load: async () => (await import("./gvisor-installer-content.js")).gvisorInstallerContent,
};
