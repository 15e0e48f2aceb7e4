import type { Rule } from "./rule.js";
import { artifactStreaming } from "./rules/artifact-streaming.js";
import { fips } from "./rules/fips.js";
import { lock } from "./rules/lock.js";
import { permission } from "./rules/permission.js";
import { familyQuota, regionalQuota } from "./rules/quota.js";
import { sizeOffered } from "./rules/size-offered.js";
import { trustedLaunch } from "./rules/trusted-launch.js";

/** Every rule, in the order in which findings are shown. */
export const rules: readonly Rule[] = [
  sizeOffered,
  fips,
  artifactStreaming,
  trustedLaunch,
  familyQuota,
  regionalQuota,
  permission,
  lock,
];
