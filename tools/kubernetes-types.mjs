// The types of Kubernetes that the simulator models; what kubernetes-schema.mjs and kubernetes-protobuf.mjs extract.

/** Kinds by OpenAPI document: what is stored, with its list type, and what is only sent (reviews, scales, evictions). */
export const stored = {
  api__v1: [
    "core.v1",
    ["Pod", "Node", "Namespace", "Event", "ConfigMap", "ServiceAccount", "Secret", "Service", "Endpoints"],
    ["ResourceQuota", "LimitRange"],
  ],
  apis__apps__v1: ["apps.v1", ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "ControllerRevision"]],
  apis__batch__v1: ["batch.v1", ["Job", "CronJob"]],
  apis__policy__v1: ["policy.v1", ["PodDisruptionBudget"]],
  "apis__scheduling.k8s.io__v1": ["scheduling.v1", ["PriorityClass"]],
  "apis__coordination.k8s.io__v1": ["coordination.v1", ["Lease"]],
  "apis__rbac.authorization.k8s.io__v1": ["rbac.v1", ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"]],
  "apis__admissionregistration.k8s.io__v1": [
    "admissionregistration.v1",
    ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"],
  ],
  "apis__node.k8s.io__v1": ["node.v1", ["RuntimeClass"]],
};
export const sent = {
  api__v1: ["core.v1.Binding", "policy.v1.Eviction", "authentication.v1.TokenRequest", "autoscaling.v1.Scale"],
  apis__apps__v1: ["autoscaling.v1.Scale"],
  "apis__authorization.k8s.io__v1": [
    "authorization.v1.SelfSubjectAccessReview",
    "authorization.v1.SelfSubjectRulesReview",
    "authorization.v1.SubjectAccessReview",
    "authorization.v1.LocalSubjectAccessReview",
  ],
  "apis__authentication.k8s.io__v1": ["authentication.v1.SelfSubjectReview", "authentication.v1.TokenReview"],
};
