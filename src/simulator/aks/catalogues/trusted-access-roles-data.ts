/** A role that a resource of another provider may be given in clusters. */
export interface TrustedAccessRole {
  readonly source: string;
  readonly name: string;
  /** Verbs, API groups and resources of each rule; words in one text. */
  readonly rules: readonly (readonly [verbs: string, apiGroups: string, resources: string])[];
}

/** The roles as listed in westus2 on 2023-11-29 (recorded). Azure's own data: other days and regions have others. */
// prettier-ignore
export const trustedAccessRoles: readonly TrustedAccessRole[] = [
  {
    source: "Microsoft.Compute/virtualMachineScaleSets",
    name: "test-node-reader",
    rules: [
      ["list get watch", "", "nodes"],
    ],
  },
  {
    source: "Microsoft.Compute/virtualMachineScaleSets",
    name: "test-pod-reader",
    rules: [
      ["list watch", "", "pods"],
    ],
  },
  {
    source: "Microsoft.Compute/virtualMachineScaleSets",
    name: "test-admin",
    rules: [
      ["*", "", "*"],
    ],
  },
  {
    source: "Microsoft.DataProtection/BackupVaults",
    name: "pvbackup",
    rules: [
      ["list", "", "events"],
      ["get list", "", "namespaces"],
      ["get list", "apps", "deployments statefulsets replicasets daemonsets"],
      ["create get list patch update delete", "", "persistentvolumes persistentvolumeclaims"],
      ["get list", "storage.k8s.io", "csidrivers"],
      ["create get list patch update", "storage.k8s.io", "storageclasses volumeattachments"],
      ["create get list patch update delete", "snapshot.storage.k8s.io", "volumesnapshots volumesnapshotcontents volumesnapshotclasses"],
    ],
  },
  {
    source: "Microsoft.DataProtection/backupVaults",
    name: "backup-operator",
    rules: [
      ["get list watch create update patch delete", "clusterbackup.dataprotection.microsoft.com", "backups validateforbackups restores validateforrestores deletebackups"],
      ["create get list patch update delete", "", "configmaps"],
    ],
  },
  {
    source: "Microsoft.MachineLearningServices/workspaces",
    name: "mlworkload",
    rules: [
      ["create get list patch update delete", "", "services services/proxy"],
    ],
  },
  {
    source: "Microsoft.MachineLearningServices/workspaces",
    name: "inference-v1",
    rules: [
      ["get list watch create update patch delete", "", "persistentvolumes persistentvolumeclaims"],
      ["update patch", "", "persistentvolumeclaims/status"],
      ["get list watch create update patch", "", "events"],
      ["get list watch", "", "nodes endpoints"],
      ["get list watch", "storage.k8s.io", "storageclasses"],
      ["get list watch", "storage.k8s.io", "csinodes"],
      ["create get list patch update delete", "storage.k8s.io", "csidrivers"],
      ["get list watch create update patch", "coordination.k8s.io", "leases"],
      ["create get list patch update delete", "", "namespaces pods pods/log configmaps secrets services services/proxy serviceaccounts"],
      ["create get list patch update delete", "apps", "deployments replicasets daemonsets deployments/scale deployments/status"],
      ["create get list", "batch", "jobs"],
      ["create get list update patch", "rbac.authorization.k8s.io", "clusterroles clusterrolebindings"],
      ["watch", "", "pods configmaps services"],
      ["watch", "apps", "deployments deployments/scale"],
      ["get list patch update watch", "", "deployments deployments/scale"],
      ["get list watch", "apps", "pods configmaps endpoints nodes services"],
    ],
  },
  {
    source: "Microsoft.Security/pricings",
    name: "microsoft-defender-operator",
    rules: [
      ["get list", "rbac.authorization.k8s.io", "clusterrolebindings clusterroles rolebindings roles"],
      ["get list", "batch", "cronjobs jobs"],
      ["get list", "networking.k8s.io", "ingresses networkpolicies"],
      ["get list", "apps", "replicasets statefulsets daemonsets deployments"],
      ["get list", "", "namespaces nodes pods services serviceaccounts"],
    ],
  },
];
