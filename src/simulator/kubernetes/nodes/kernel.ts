/** A running Linux kernel, as what runs on it sees it. */
export interface Kernel {
  /** `uname -r` */
  readonly release: string;
  /** `/proc/sys/kernel/random/boot_id` */
  readonly bootId: string;
  /** Simulated time of its start, ms. */
  readonly bootMs: number;
  /** `/proc/cmdline`; assumed. */
  readonly commandLine: string;
  /** `/proc/version`, where it is not made of the release. */
  readonly banner?: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** A host whose Kata handler is runc in truth (a fault): what should be a guest runs on this kernel. */
  readonly hasNoGuests?: boolean;
  /** A host on which pods without a class get guests, too (a fault). */
  readonly isGuestDefault?: boolean;
}

/** Kernel and user land of a node image. */
interface NodeImage {
  readonly kernelRelease: string;
  readonly osImage: string;
  readonly containerRuntime: string;
}

/** Packages of node image 202608.20.0 (AgentBaker release notes). */
const kataImage: NodeImage = {
  kernelRelease: "6.6.137.mshv2-2.azl3",
  osImage: "Microsoft Azure Linux 3.0",
  containerRuntime: "containerd://2.2.4",
};
/** Assumed: the kernel of the same month's ordinary Azure Linux and Ubuntu images. */
const azureLinuxImage: NodeImage = { ...kataImage, kernelRelease: "6.6.137.1-1.azl3" };
const ubuntuImage: NodeImage = {
  kernelRelease: "6.8.0-1051-azure",
  osImage: "Ubuntu 24.04.3 LTS",
  containerRuntime: "containerd://2.2.4",
};

/** Guest kernel of Pod Sandboxing, same release notes; its base version equals the host's, only the full text differs. */
export const guestKernelRelease = "6.6.137.mshv1-1.azl3";

export function nodeImage(osSku: string, sandbox: "none" | "kata"): NodeImage {
  if (sandbox === "kata") return kataImage;
  return osSku.startsWith("Ubuntu") ? ubuntuImage : azureLinuxImage;
}

/** `/proc/version`. Builder, compiler and date are assumed. */
export function banner(kernel: Kernel): string {
  return (
    kernel.banner ??
    `Linux version ${kernel.release} (root@builder) (gcc (GCC) 13.2.0, GNU ld (GNU Binutils) 2.41) ${buildText}`
  );
}

/** `uname -v`; assumed. */
export const buildText = "#1 SMP PREEMPT_DYNAMIC Sat Aug  1 00:00:00 UTC 2026";

/** `/proc/uptime` in seconds at a simulated time. */
export function uptimeSeconds(kernel: Kernel, nowMs: number): number {
  return Math.max(0, (nowMs - kernel.bootMs) / 1000);
}
