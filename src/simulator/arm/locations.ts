/** Regions with their display names and zones (recorded 2023-09); usgovvirginia: from documentation. */
export const locations = [
  { name: "eastus", displayName: "East US", group: "US" },
  { name: "eastus2", displayName: "East US 2", group: "US" },
  { name: "southcentralus", displayName: "South Central US", group: "US" },
  { name: "westus2", displayName: "West US 2", group: "US" },
  { name: "westus3", displayName: "West US 3", group: "US" },
  { name: "centralus", displayName: "Central US", group: "US" },
  { name: "westus", displayName: "West US", group: "US" },
  { name: "australiaeast", displayName: "Australia East", group: "Asia Pacific" },
  { name: "northeurope", displayName: "North Europe", group: "Europe" },
  { name: "westeurope", displayName: "West Europe", group: "Europe" },
  { name: "swedencentral", displayName: "Sweden Central", group: "Europe" },
  { name: "uksouth", displayName: "UK South", group: "Europe" },
  { name: "usgovvirginia", displayName: "USGov Virginia", group: "US" },
] as const;
