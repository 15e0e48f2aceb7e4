/** A role: what it lets do (`actions` less `notActions`), as the service's definitions have it. */
export interface Role {
  /** The last part of its id. */
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
}

/**
 * Built-in roles, their ids and their actions: Azure's documentation of built-in roles (general, privileged, containers),
 * read in its versions of 2024 to 2026. None of them has data actions.
 */
export const builtInRoles: readonly Role[] = [
  {
    name: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    roleName: "Owner",
    description: "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
    actions: ["*"],
  },
  {
    name: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    roleName: "Contributor",
    description:
      "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage " +
      "assignments in Azure Blueprints, or share image galleries.",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
      "Microsoft.Compute/galleries/share/action",
      "Microsoft.Purview/consents/write",
      "Microsoft.Purview/consents/delete",
      "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
      "Microsoft.Subscription/cancel/action",
      "Microsoft.Subscription/enable/action",
    ],
  },
  {
    name: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    roleName: "Reader",
    description: "View all resources, but does not allow you to make any changes.",
    actions: ["*/read"],
  },
  {
    name: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    roleName: "User Access Administrator",
    description: "Lets you manage user access to Azure resources.",
    actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
  },
  {
    name: "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
    roleName: "Azure Kubernetes Service Contributor Role",
    description: "Grants access to read and write Azure Kubernetes Service clusters",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.ContainerService/locations/*",
      "Microsoft.ContainerService/managedClusters/*",
      "Microsoft.ContainerService/managedclustersnapshots/*",
      "Microsoft.ContainerService/snapshots/*",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
    ],
  },
  {
    name: "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
    roleName: "Azure Kubernetes Service Cluster Admin Role",
    description: "List cluster admin credential action.",
    actions: [
      "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
      "Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action",
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.ContainerService/managedClusters/runcommand/action",
    ],
  },
  {
    name: "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    roleName: "Azure Kubernetes Service Cluster User Role",
    description: "List cluster user credential action.",
    actions: [
      "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
      "Microsoft.ContainerService/managedClusters/read",
    ],
  },
];

const byName = new Map(
  builtInRoles.flatMap((role) => [[role.name, role] as const, [role.roleName.toLowerCase(), role] as const]),
);

/** By its name (a GUID), its role name, or an id that ends in its name. */
export function findRole(text: string): Role | undefined {
  return byName.get((text.split("/").at(-1) ?? "").toLowerCase());
}

const patterns = new Map<string, RegExp>();

/** `*` in a role's action stands for anything; case does not count. */
export function allows({ actions, notActions = [] }: Role, action: string): boolean {
  const meets = (pattern: string) => patternOf(pattern).test(action);
  return actions.some(meets) && !notActions.some(meets);
}

function patternOf(text: string): RegExp {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const escaped = text.split("*").map((part) => part.replace(/[.$^()|[\]{}+?\\]/g, "\\$&"));
  const pattern = new RegExp(`^${escaped.join(".*")}$`, "i");
  patterns.set(text, pattern);
  return pattern;
}
