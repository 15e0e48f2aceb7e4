import { banner, uptimeSeconds, type Kernel } from "../../nodes/kernel.js";

/** Contents of a modelled file, as a process under this kernel reads it; undefined for any other path. */
export function readFile(path: string, kernel: Kernel, nowMs: number): string | undefined {
  const uptime = uptimeSeconds(kernel, nowMs);
  const kib = kernel.memoryMib * 1024;
  switch (path) {
    case "/proc/sys/kernel/random/boot_id":
      return `${kernel.bootId}\n`;
    case "/proc/sys/kernel/osrelease":
      return `${kernel.release}\n`;
    case "/proc/uptime":
      return `${uptime.toFixed(2)} ${(uptime * kernel.vcpus * 0.9).toFixed(2)}\n`;
    case "/proc/version":
      return `${banner(kernel)}\n`;
    case "/proc/cmdline":
      return `${kernel.commandLine}\n`;
    case "/proc/meminfo":
      return `MemTotal:       ${String(kib).padStart(8)} kB\n`;
    default:
      return undefined;
  }
}
