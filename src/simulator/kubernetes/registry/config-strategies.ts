import { withLimitRangeDefaults } from "../admission/limit-ranges.js";
import {
  configMapErrors,
  configMapUpdateErrors,
  leaseErrors,
  secretErrors,
  secretUpdateErrors,
  withSecretDefaults,
} from "../validation/config.js";
import { limitRangeErrors, quotaErrors } from "../validation/limits.js";
import { pathSegmentFaults } from "../validation/names.js";
import {
  policyBindingErrors,
  policyErrors,
  withPolicyBindingDefaults,
  withPolicyDefaults,
} from "../validation/policy.js";
import {
  bindingErrors,
  bindingUpdateErrors,
  roleErrors,
  withBindingDefaults,
  withRoleDefaults,
} from "../validation/rbac.js";
import type { Strategy } from "./strategy.js";

const role: Strategy = {
  nameFaults: pathSegmentFaults,
  withDefaults: withRoleDefaults,
  createErrors: roleErrors,
  updateErrors: roleErrors,
};
const binding: Strategy = {
  nameFaults: pathSegmentFaults,
  withDefaults: withBindingDefaults,
  createErrors: bindingErrors,
  updateErrors: bindingUpdateErrors,
};

/** Objects that are only kept: configuration, roles, leases. */
export const configStrategies: Readonly<Record<string, Strategy>> = {
  configmaps: { createErrors: configMapErrors, updateErrors: configMapUpdateErrors },
  secrets: { withDefaults: withSecretDefaults, createErrors: secretErrors, updateErrors: secretUpdateErrors },
  validatingadmissionpolicies: {
    hasStatus: true,
    bumpedBy: ["spec"],
    withDefaults: withPolicyDefaults,
    prepareCreate: (object) => ({ ...object, status: {} }),
    createErrors: policyErrors,
    updateErrors: policyErrors,
  },
  validatingadmissionpolicybindings: {
    bumpedBy: ["spec"],
    withDefaults: withPolicyBindingDefaults,
    createErrors: policyBindingErrors,
    updateErrors: policyBindingErrors,
  },
  limitranges: {
    withDefaults: withLimitRangeDefaults,
    createErrors: limitRangeErrors,
    updateErrors: limitRangeErrors,
  },
  resourcequotas: {
    hasStatus: true,
    prepareCreate: (object) => ({ ...object, status: {} }),
    createErrors: quotaErrors,
    updateErrors: quotaErrors,
  },
  leases: { createErrors: leaseErrors, updateErrors: leaseErrors },
  roles: role,
  clusterroles: role,
  rolebindings: binding,
  clusterrolebindings: binding,
};
