import type { Rule } from "./rule.js";
import { apiServer } from "./rules/api-server.js";
import { architecture } from "./rules/architecture.js";
import { artifactStreaming } from "./rules/artifact-streaming.js";
import { clusterBusy } from "./rules/cluster-busy.js";
import { clusterNodeCount } from "./rules/cluster-node-count.js";
import { clusterQuota } from "./rules/cluster-quota.js";
import { clusterStopped } from "./rules/cluster-stopped.js";
import { confidentialSize } from "./rules/confidential-size.js";
import { ebpfHostRouting } from "./rules/ebpf-host-routing.js";
import { feature } from "./rules/feature.js";
import { fips } from "./rules/fips.js";
import { generation } from "./rules/generation.js";
import { kubernetesMinimum } from "./rules/kubernetes-minimum.js";
import { kubernetesOffered } from "./rules/kubernetes-offered.js";
import { localAccounts } from "./rules/local-accounts.js";
import { lock } from "./rules/lock.js";
import { maxPods } from "./rules/max-pods.js";
import { nestedVirtualization } from "./rules/nested-virtualization.js";
import { nodeDemands } from "./rules/node-demands.js";
import { nodeCount } from "./rules/node-count.js";
import { oldNames } from "./rules/old-names.js";
import { osSkuVersion } from "./rules/os-sku-version.js";
import { osSku } from "./rules/os-sku.js";
import { permission } from "./rules/permission.js";
import { poolCount } from "./rules/pool-count.js";
import { poolDiffers } from "./rules/pool-differs.js";
import { provider } from "./rules/provider.js";
import { familyQuota, regionalQuota } from "./rules/quota.js";
import { runtimeSettings } from "./rules/runtime-settings.js";
import { sizeOffered } from "./rules/size-offered.js";
import { systemPoolNodes } from "./rules/system-pool-nodes.js";
import { systemPoolSize } from "./rules/system-pool-size.js";
import { trustedLaunch } from "./rules/trusted-launch.js";
import { windows } from "./rules/windows.js";
import { zones } from "./rules/zones.js";

/** Every rule, in the order in which findings are shown. */
export const rules: readonly Rule[] = [
  sizeOffered,
  architecture,
  generation,
  confidentialSize,
  nestedVirtualization,
  zones,
  systemPoolSize,
  systemPoolNodes,
  windows,
  osSku,
  oldNames,
  fips,
  artifactStreaming,
  trustedLaunch,
  ebpfHostRouting,
  runtimeSettings,
  nodeDemands,
  kubernetesMinimum,
  osSkuVersion,
  kubernetesOffered,
  poolCount,
  nodeCount,
  clusterNodeCount,
  maxPods,
  feature,
  provider,
  poolDiffers,
  clusterStopped,
  clusterBusy,
  apiServer,
  localAccounts,
  familyQuota,
  regionalQuota,
  clusterQuota,
  permission,
  lock,
];
