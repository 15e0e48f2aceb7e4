/**
 * The lines of a region's usages in their order, recorded 2024-08-26 in westus: name, display name, limit. Families'
 * limits of 100, 50 and the like are left to `defaultLimit`; 0 is a family that has to be asked for.
 */
export type UsageLine = readonly [name: string, displayName: string, limit: number];

// prettier-ignore
export const firstLines: readonly UsageLine[] = [
  ["availabilitySets", "Availability Sets", 2500],
  ["cores", "Total Regional vCPUs", 100],
  ["virtualMachines", "Virtual Machines", 25000],
  ["virtualMachineScaleSets", "Virtual Machine Scale Sets", 2500],
  ["dedicatedVCpus", "Dedicated vCPUs", 3000],
  ["cloudServices", "Cloud Services", 2500],
  ["lowPriorityCores", "Total Regional Low-priority vCPUs", 100],
];

/** Families of VM sizes; `familyDisplayNames` has the display names that do not follow from the name. */
// prettier-ignore
export const familyNames: readonly string[] = [
  "standardDSv3Family", "standardDv2Family", "standardDSv2Family", "standardDaldv6Family", "basicAFamily",
  "standardA0_A7Family", "standardA8_A11Family", "standardDFamily", "standardDSFamily", "standardGFamily",
  "standardGSFamily", "standardFFamily", "standardFSFamily", "standardNVFamily", "standardNCFamily",
  "standardHFamily", "standardAv2Family", "standardLSFamily", "standardDv2PromoFamily", "standardDSv2PromoFamily",
  "standardMSFamily", "standardDv3Family", "standardEv3Family", "standardESv3Family", "standardDv4Family",
  "standardDDv4Family", "standardDSv4Family", "standardDDSv4Family", "standardEv4Family", "standardEDv4Family",
  "standardESv4Family", "standardEDSv4Family", "standardBSFamily", "standardFSv2Family", "standardNDSFamily",
  "standardNCSv2Family", "standardNCSv3Family", "standardLSv2Family", "standardPBSFamily", "standardEIv3Family",
  "standardEISv3Family", "standardDCSFamily", "standardNVSv2Family", "standardMSv2Family", "standardHBSFamily",
  "standardHCSFamily", "standardNVSv3Family", "standardNVPromoFamily", "standardNCPromoFamily",
  "standardHPromoFamily", "standardDAv4Family", "standardDASv4Family", "standardEAv4Family", "standardEASv4Family",
  "standardNDSv3Family", "standardDCSv2Family", "standardNVSv4Family", "standardNDSv2Family", "standardNPSFamily",
  "standardHBrsv2Family", "Standard NCASv3_T4 Family", "Standard NDASv4_A100 Family", "standardXEIDSv4Family",
  "standardXEISv4Family", "standardEIASv4Family", "standardHBv3Family", "standardMDSMediumMemoryv2Family",
  "standardMIDSMediumMemoryv2Family", "standardMSMediumMemoryv2Family", "standardMISMediumMemoryv2Family",
  "standardDASv5Family", "standardEASv5Family", "standardEv5Family", "standardEIv5Family", "standardEDv5Family",
  "standardEIDv5Family", "standardESv5Family", "standardEISv5Family", "standardEDSv5Family", "standardEIDSv5Family",
  "standardDv5Family", "standardDDv5Family", "standardDSv5Family", "standardDDSv5Family", "standardDLSv5Family",
  "standardDLDSv5Family", "standardLSv3Family", "standardLASv3Family", "standardDCSv3Family", "standardDDCSv3Family",
  "standardDADSv5Family", "standardEADSv5Family", "standardFXMDVSFamily", "standardDPLDSv5Family",
  "standardDPLSv5Family", "standardDPDSv5Family", "standardDPSv5Family", "standardEPDSv5Family",
  "standardEPSv5Family", "standard NDAMSv4_A100Family", "standardDCASv5Family", "standardECASv5Family",
  "standardECIASv5Family", "standardDCADSv5Family", "standardECADSv5Family", "standardECIADSv5Family",
  "StandardNVADSA10v5Family", "StandardNCADSA100v4Family", "standardEBDSv5Family", "standardEBSv5Family",
  "standardEIASv5Family", "standardEIADSv5Family", "StandardNCADSA10v4Family", "standardDCACCV5Family",
  "standardDCADCCV5Family", "standardECACCV5Family", "standardECADCCV5Family", "standardEIBDSv5Family",
  "standardEIBSv5Family", "standardDCEV5Family", "standardDCEDV5Family", "standardECEV5Family",
  "standardECEDV5Family", "standardMSMediumMemoryv3Family", "standardMDSMediumMemoryv3Family", "standardHBv4Family",
  "standardHXFamily", "standardBpsv2Family", "standardBsv2Family", "standardBasv2Family", "standardNDSH100v5Family",
  "standardECIEV5Family", "standardECIEDV5Family", "StandardNCadsH100v5Family", "standardNDISv5MI300XFamily",
];

/** Families with a limit of 0 (recorded). */
// prettier-ignore
export const closedFamilies: readonly string[] = [
  "standardMSFamily", "standardNDSFamily", "standardNCSv2Family", "standardNCSv3Family", "standardNVSv2Family",
  "standardMSv2Family", "standardHBSFamily", "standardHCSFamily", "standardNVSv3Family", "standardNDSv3Family",
  "standardNVSv4Family", "standardNDSv2Family", "standardHBrsv2Family", "Standard NCASv3_T4 Family",
  "Standard NDASv4_A100 Family", "standardHBv3Family", "standardMDSMediumMemoryv2Family",
  "standardMIDSMediumMemoryv2Family", "standardMSMediumMemoryv2Family", "standardMISMediumMemoryv2Family",
  "standardFXMDVSFamily", "standard NDAMSv4_A100Family", "standardECIASv5Family", "standardECIADSv5Family",
  "StandardNVADSA10v5Family", "StandardNCADSA100v4Family", "standardEIADSv5Family", "StandardNCADSA10v4Family",
  "standardMSMediumMemoryv3Family", "standardMDSMediumMemoryv3Family", "standardHBv4Family", "standardHXFamily",
  "standardNDSH100v5Family", "StandardNCadsH100v5Family", "standardNDISv5MI300XFamily",
];

/** Display names that do not follow from the name. */
// prettier-ignore
export const familyDisplayNames: Readonly<Record<string, string>> = {
  "standardDaldv6Family": "standard Daldv6 Family vCPUs",
  "basicAFamily": "Basic A Family vCPUs",
  "standardA0_A7Family": "Standard A0-A7 Family vCPUs",
  "standardA8_A11Family": "Standard A8-A11 Family vCPUs",
  "standardDv2PromoFamily": "Standard Dv2 Promo Family vCPUs",
  "standardDSv2PromoFamily": "Standard DSv2 Promo Family vCPUs",
  "standardNVPromoFamily": "Standard NV Promo Family vCPUs",
  "standardNCPromoFamily": "Standard NC Promo Family vCPUs",
  "standardHPromoFamily": "Standard H Promo Family vCPUs",
  "Standard NCASv3_T4 Family": "Standard NCASv3_T4 Family vCPUs",
  "Standard NDASv4_A100 Family": "Standard NDASv4_A100 Family vCPUs",
  "standardXEIDSv4Family": "Standard EIDSv4 Family vCPUs",
  "standard NDAMSv4_A100Family": "Standard NDAMSv4_A100Family vCPUs",
  "StandardNCADSA100v4Family": "Standard NCADS_A100_v4 Family vCPUs",
  "standardDCACCV5Family": "standard DCACCV5 Family vCPUs",
  "standardDCADCCV5Family": "standard DCADCCV5 Family vCPUs",
  "standardECACCV5Family": "standard ECACCV5 Family vCPUs",
  "standardECADCCV5Family": "standard ECADCCV5 Family vCPUs",
  "standardMSMediumMemoryv3Family": "StandardMS Medium Memoryv3 Family vCPUs",
  "standardMDSMediumMemoryv3Family": "StandardMDS Medium Memoryv3 Family vCPUs",
  "standardNDISv5MI300XFamily": "StandardNDI Sv 5MI300X Family vCPUs",
};

// prettier-ignore
export const lastLines: readonly UsageLine[] = [
  ["StandardDiskCount", "Standard Storage Managed Disks", 50000],
  ["PremiumDiskCount", "Premium Storage Managed Disks", 50000],
  ["StandardSSDDiskCount", "StandardSSDStorageDisks", 50000],
  ["StandardSSDZRSDiskCount", "StandardSSDZRSStorageDisks", 50000],
  ["PremiumZRSDiskCount", "PremiumZRSStorageDisks", 50000],
  ["UltraSSDDiskCount", "UltraSSDStorageDisks", 1000],
  ["PremiumV2DiskCount", "PremiumV2StorageDisks", 1000],
  ["StandardSnapshotCount", "StandardStorageSnapshots", 75000],
  ["StandardSSDSnapshotCount", "StandardSSDStorageSnapshots", 75000],
  ["PremiumSnapshotCount", "PremiumStorageSnapshots", 75000],
  ["ZRSSnapshotCount", "ZrsStorageSnapshots", 75000],
  ["UltraSSDDiskSizeInGB", "UltraSSDTotalSizeInGB", 102400],
  ["PremiumV2DiskSizeInGB", "PremiumV2TotalDiskSizeInGB", 102400],
  ["DiskEncryptionSetCount", "DiskEncryptionSets", 5000],
  ["DiskAccessCount", "DiskAccesses", 1000],
  ["AttachInProgressUltraSSDDiskCount", "AttachInProgressUltraSSDDisks", 40],
  ["AttachInProgressPremiumV2DiskCount", "AttachInProgressPremiumV2SSDDisks", 40],
  ["PremiumV2SnapshotCount", "PremiumV2StorageSnapshots", 1000],
  ["PremiumV2SnapshotSizeInGB", "PremiumV2TotalSnapshotSizeInGB", 102400],
  ["Gallery", "Gallery", 100],
  ["GalleryImage", "Gallery Image", 1000],
  ["GalleryImageVersion", "Gallery Image Version", 10000],
  ["GalleryApplicationVersion", "Gallery Application Version", 300],
];
