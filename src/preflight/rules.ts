import type { Rule } from "./rule.js";
import { lock } from "./rules/lock.js";
import { permission } from "./rules/permission.js";
import { familyQuota, regionalQuota } from "./rules/quota.js";
import { sizeOffered } from "./rules/size-offered.js";

/** Every rule, in the order in which findings are shown. */
export const rules: readonly Rule[] = [sizeOffered, familyQuota, regionalQuota, permission, lock];
