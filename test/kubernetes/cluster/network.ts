import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { promisify } from "node:util";
import { mustRunInNode, type Node } from "./node.js";

const run = promisify(execFile);
/** 198.18.0.0/15 (RFC 2544) belongs to tests of network devices; nobody is reached there. */
const count = 2 ** 15;

/**
 * Links this machine and the node by a pair of virtual devices with a /30 of their own, and returns the node's address;
 * `ownAddress` is one more of the node itself. The host's device is named after the /30, so that two clusters can never take
 * the same one; `note` is told of it, for `disconnectNode`.
 */
export async function connectNode(node: Node, ownAddress: string, note: (link: NodeLink) => void): Promise<string> {
  for (let tries = 0; tries < 20; tries += 1) {
    const index = Math.floor(Math.random() * count);
    const address = (offset: number) => `198.${18 + (index >> 14)}.${(index >> 6) & 255}.${(index & 63) * 4 + offset}`;
    const prefix = address(0).replace(/\d+$/, "");
    const taken = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    if (taken.some(({ address: other }) => other.startsWith(prefix))) continue;
    const device = `${devicePrefix}${index.toString(16)}`;
    const peer = ["peer", "name", "eth0", "netns", String(node.init.pid)];
    try {
      await run("ip", ["link", "add", device, "type", "veth", ...peer]);
    } catch (error) {
      if (error instanceof Error && error.message.includes("File exists")) continue;
      throw error;
    }
    note({ device, index: deviceIndex(device) ?? -1 });
    await run("ip", ["address", "add", `${address(1)}/30`, "dev", device]);
    await run("ip", ["link", "set", device, "up"]);
    const lines = [
      `address add ${ownAddress}/32 dev lo`,
      `address add ${address(2)}/30 dev eth0`,
      "link set eth0 up",
      `route add default via ${address(1)}`,
    ];
    await mustRunInNode(node, ["ip", "-batch", "-"], `${lines.join("\n")}\n`);
    return address(2);
  }
  throw new Error("no free network for the node below 198.18.0.0/15 in 20 tries");
}

/**
 * Removes the host's device, and with it the node's. Without this it goes some time after the node's last process: the
 * kernel takes a network namespace down in its own time, and not at all while somebody holds it.
 */
export async function disconnectNode({ device, index }: NodeLink): Promise<void> {
  if (deviceIndex(device) !== index) return;
  try {
    await run("ip", ["link", "delete", "dev", device]);
  } catch (error) {
    if (deviceIndex(device) === index) throw error;
  }
}

/** The host's end of the link to a node: a later device of the same name has another index. */
export interface NodeLink {
  readonly device: string;
  readonly index: number;
}

/** How the names of the host's devices begin. */
const devicePrefix = "aks-k8s-";

function deviceIndex(device: string): number | undefined {
  try {
    return Number(readFileSync(`/sys/class/net/${device}/ifindex`, "utf8"));
  } catch {
    return undefined;
  }
}
