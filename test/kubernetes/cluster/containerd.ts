import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { mustRunInNode, nodePath, superviseInNode, type Node } from "./node.js";
import { until } from "./until.js";

/** What stands behind a handler: ordinary containers, or gVisor's sandbox. */
export type Backing = "runc" | "runsc";

export interface ContainerdSettings {
  /** Handlers by name; `{ kata: "runc" }` is the silent fallback: a handler by a sandbox's name without a sandbox. */
  readonly handlers: Readonly<Record<string, Backing>>;
  /** Handler of pods without a class. */
  readonly defaultHandler: string;
  /** Version of the configuration file. 2 is what AKS's nodes have; containerd 2 translates it. */
  readonly configVersion: 2 | 3;
}

export const containerdSocket = "/run/containerd/containerd.sock";
const configFile = "/etc/containerd/config.toml";
const runscFile = "/etc/containerd/runsc.toml";

/** Writes containerd's files and starts it; `programs`: paths by name. */
export async function startContainerd(node: Node, settings: ContainerdSettings, logFile: string): Promise<void> {
  configureContainerd(node, settings);
  writeNodeFile(node, "/etc/cni/net.d/10-ptp.conflist", JSON.stringify(podNetwork, undefined, 2));
  superviseInNode(node, "containerd", ["containerd", "--config", configFile], logFile);
  await containerdAnswers(node);
}

/** Writes the configuration; a restart makes it hold. */
export function configureContainerd(node: Node, settings: ContainerdSettings): void {
  writeNodeFile(node, configFile, renderConfig(settings));
  if (Object.values(settings.handlers).includes("runsc")) writeNodeFile(node, runscFile, runscConfig);
}

/** Ends containerd and waits until the next one answers. Pods go on: their shims are processes of their own. */
export async function restartContainerd(node: Node): Promise<void> {
  const pidFile = nodePath(node, "/run/containerd.pid");
  const pid = readFileSync(pidFile, "utf8");
  await mustRunInNode(node, ["bash", "-c", `kill ${pid.trim()}`]);
  await until("the next containerd", () => (readFileSync(pidFile, "utf8") === pid ? undefined : true));
  await containerdAnswers(node);
}

async function containerdAnswers(node: Node): Promise<void> {
  const socket = nodePath(node, containerdSocket);
  await until(
    "containerd's socket",
    () =>
      new Promise<true | undefined>((resolve) => {
        if (!existsSync(socket)) resolve(undefined);
        const connection = connect(socket)
          .once("connect", () => {
            connection.destroy();
            resolve(true);
          })
          .once("error", () => {
            resolve(undefined);
          });
      }),
  );
  await until("containerd's answer", async () => {
    await mustRunInNode(node, ["ctr", "version"]);
    return true as const;
  });
}

function writeNodeFile(node: Node, path: string, text: string): void {
  mkdirSync(dirname(nodePath(node, path)), { recursive: true });
  writeFileSync(nodePath(node, path), text);
}

function renderConfig({ handlers, defaultHandler, configVersion }: ContainerdSettings): string {
  const runtime = configVersion === 2 ? "io.containerd.grpc.v1.cri" : "io.containerd.cri.v1.runtime";
  const lines = [
    `version = ${configVersion}`,
    `imports = ["/etc/containerd/conf.d/*.toml"]`,
    `[plugins."io.containerd.nri.v1.nri"]`,
    `  disable = true`,
    `[plugins."${runtime}"]`,
    // Without CAP_SYS_RESOURCE nobody may lower the score below its own.
    `  restrict_oom_score_adj = true`,
    `  netns_mounts_under_state_dir = true`,
  ];
  if (configVersion === 2) lines.push(`  sandbox_image = "localhost/pause:1"`);
  lines.push(
    `[plugins."${runtime}".cni]`,
    configVersion === 2 ? `  bin_dir = "/opt/cni/bin"` : `  bin_dirs = ["/opt/cni/bin"]`,
    `  conf_dir = "/etc/cni/net.d"`,
  );
  if (configVersion === 3) {
    lines.push(`[plugins."io.containerd.cri.v1.images".pinned_images]`, `  sandbox = "localhost/pause:1"`);
  }
  lines.push(`[plugins."${runtime}".containerd]`, `  default_runtime_name = "${defaultHandler}"`);
  for (const [handler, backing] of Object.entries(handlers)) {
    const table = `plugins."${runtime}".containerd.runtimes.${handler}`;
    lines.push(`[${table}]`, `  runtime_type = "io.containerd.${backing}.${backing === "runc" ? "v2" : "v1"}"`);
    if (backing === "runsc") {
      lines.push(
        `  [${table}.options]`,
        `    TypeUrl = "io.containerd.runsc.v1.options"`,
        `    ConfigPath = "${runscFile}"`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

/** systrap needs no virtualization; limits of control groups are left out, for they may not be the node's to set. */
const runscConfig = `root = "/run/containerd/runsc"
log_path = "/var/log/runsc/%ID%/shim.log"
[runsc_config]
  platform = "systrap"
  ignore-cgroups = "true"
`;

const podNetwork = {
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "ptp",
      ipMasq: false,
      ipam: {
        type: "host-local",
        dataDir: "/run/cni-addresses",
        subnet: "10.244.0.0/24",
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
  ],
};
