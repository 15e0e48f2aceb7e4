import type { ComputeSize } from "./vm-sizes.js";

/**
 * A size's capabilities in the service's order (public listings of 2023 and 2025). Left out for want of a source that has
 * them for every size: ACUs, IOPS and bytes a second of disks.
 */
export function sizeCapabilities(size: ComputeSize): readonly { readonly name: string; readonly value: string }[] {
  const flag = (value: boolean) => (value ? "True" : "False");
  const isNvme = /_v[67]$/.test(size.name);
  const rows: readonly (readonly [name: string, value: string | number | undefined])[] = [
    ["MaxResourceVolumeMB", Math.round(size.temporaryGib * 1024)],
    ["OSVhdSizeMB", 1_047_552],
    ["vCPUs", size.vcpus],
    ["MemoryPreservingMaintenanceSupported", flag(size.gpus === 0)],
    ["HyperVGenerations", size.generations],
    ["DiskControllerTypes", isNvme ? controllers(size) : undefined],
    ["SupportedEphemeralOSDiskPlacements", placements(size)],
    ["MemoryGB", size.memoryMib / 1024],
    ["MaxDataDiskCount", size.dataDisks],
    ["CpuArchitectureType", size.cpu],
    ["LowPriorityCapable", flag(size.isSpot)],
    ["PremiumIO", flag(size.premium)],
    ["VMDeploymentTypes", size.generations === "V1" ? "IaaS,PaaS" : "IaaS"],
    ["vCPUsAvailable", size.vcpus],
    ["GPUs", size.gpus === 0 ? undefined : size.gpus],
    ["vCPUsPerCore", coresAreSingle(size) ? 1 : 2],
    ["CachedDiskBytes", size.cacheGib === 0 ? undefined : size.cacheGib * 1024 ** 3],
    ["NvmeDiskSizeInMiB", size.nvmeGib === 0 ? undefined : size.nvmeGib * 1024],
    ["EphemeralOSDiskSupported", flag(size.ephemeralGb > 0)],
    ["EncryptionAtHostSupported", flag(size.isEncryptedAtHost)],
    ["CapacityReservationSupported", "False"],
    ["ConfidentialComputingType", size.confidential],
    ["TrustedLaunchDisabled", size.cpu === "Arm64" && size.name.endsWith("_v5") ? "True" : undefined],
    ["AcceleratedNetworkingEnabled", flag(size.isAccelerated)],
    ["RdmaEnabled", "False"],
    ["MaxNetworkInterfaces", size.networks],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: String(value) }]));
}

/** The newest AMD sizes still take SCSI disks (size documentation); Intel's and Arm's take NVMe alone. */
function controllers(size: ComputeSize): string {
  return /\da[a-z]*_v6$/.test(size.name) ? "NVMe,SCSI" : "NVMe";
}

function placements(size: ComputeSize): string | undefined {
  if (size.ephemeralGb === 0) return undefined;
  return size.nvmeGib > 0 ? "NvmeDisk" : "ResourceDisk,CacheDisk";
}

/** One thread a core: Arm64, burstable v1, DSv2, GPU (public listings). */
function coresAreSingle(size: ComputeSize): boolean {
  return (
    size.cpu === "Arm64" || size.family === "standardBSFamily" || size.family === "standardDSv2Family" || size.gpus > 0
  );
}
