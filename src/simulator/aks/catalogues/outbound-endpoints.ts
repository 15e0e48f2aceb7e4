import type { ArmHandler } from "../../arm/context.js";
import { findCluster } from "../clusters/find-cluster.js";

type Endpoint = readonly [domain: string, port: number, protocol: string, description?: string];

/** What a cluster has to reach: Microsoft's example of 2024-06-02-preview, which names no region; the same for each cluster. */
const categories: Readonly<Record<string, readonly Endpoint[]>> = {
  "azure-resource-management": [
    ["management.azure.com", 443, "Https"],
    ["login.microsoftonline.com", 443, "Https"],
  ],
  images: [
    ["mcr.microsoft.com", 443, "Https"],
    ["*.data.mcr.microsoft.com", 443, "Https", "mcr cdn"],
  ],
  artifacts: [
    ["packages.microsoft.com", 443, "Https"],
    ["acs-mirror.azureedge.net", 443, "Https"],
  ],
  "time-sync": [["ntp.ubuntu.com", 123, "UDP"]],
  "ubuntu-optional": [
    ["security.ubuntu.com", 80, "Http"],
    ["azure.archive.ubuntu.com", 80, "Http"],
    ["changelogs.ubuntu.com", 80, "Http"],
  ],
  gpu: [
    ["nvidia.github.io", 443, "Https"],
    ["us.download.nvidia.com", 443, "Https"],
    ["apt.dockerproject.org", 443, "Https"],
  ],
  windows: [
    ["onegetcdn.azureedge.net", 443, "Https"],
    ["go.microsoft.com", 443, "Https"],
    ["*.mp.microsoft.com", 80, "Http"],
    ["www.msftconnecttest.com", 80, "Http"],
    ["ctldl.windowsupdate.com", 80, "Http"],
  ],
  apiserver: [["*.azmk8s.io", 443, "Https"]],
  "tunnel-classic": [["*.azmk8s.io", 9000, "TCP"]],
};

/** Contract; not recorded. */
export const listOutboundEndpoints: ArmHandler = (world, request) => {
  findCluster(world, request);
  const value = Object.entries(categories).map(([category, endpoints]) => ({
    category,
    endpoints: endpoints.map(([domainName, port, protocol, description]) => ({
      domainName,
      endpointDetails: [{ port, protocol, ...(description === undefined ? {} : { description }) }],
    })),
  }));
  return { status: 200, body: { value } };
};
