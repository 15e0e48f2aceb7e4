import { providerError, resourceNotFound } from "../../arm/errors.js";
import { isObject, objectAt, textAt, type Json, type JsonObject } from "../../json.js";
import { systemExcludedNamespaces } from "./safeguards-data.js";
import { subcodeEnd } from "../pools/find-pool.js";
import type { Completion, SubResourceKind } from "./sub-resource-kind.js";

const atOnce = {
  writeHeaders: "none",
  deleteReply: { headers: "both", hasBody: false },
  hasETag: false,
  isCharsetNamed: false,
  hasNextLink: false,
} as const;

/** Contract of 2024-06-02-preview and its examples: 201 or 200 with the body, 200 or 204. Nothing is done by them here. */
const maintenanceConfiguration: SubResourceKind = {
  ...atOnce,
  type: "maintenanceConfigurations",
  apiVersions: "managedClusters",
  root: "maintenanceConfiguration",
  // Recorded with ASO (2024-11 to 2026-02), as is that they show no type, and what is filled in.
  isIdLowerCase: false,
  isTypeShown: false,
  complete: completeMaintenance,
  // Recorded in Azure CLI's tests, whatever the contract allows besides.
  newStatus: 200,
};

/** Recorded with ASO, 2023-12 to 2026-02: 201 for a new one and for a changed one; no reply says that it is deleted. */
const trustedAccessRoleBinding: SubResourceKind = {
  ...atOnce,
  type: "trustedAccessRoleBindings",
  apiVersions: "managedClusters",
  root: "trustedAccessRoleBinding",
  operation: { write: "role-binding", delete: "role-binding" },
  // The contracts know no `Creating` of these.
  newState: "Updating",
  changedStatus: 201,
  // Recorded 2023-10 and 2024-01; the subcode's end as those of pools have it: assumed.
  missing: (name, { world, cluster }) =>
    providerError(
      404,
      "NotFound",
      `Could not find the trusted access role binding ${name} in subscription: ${world.subscriptionId}, ` +
        `resourceGroup: ${cluster.group}, clusterName: ${cluster.name}.`,
      {
        subcode: `GetTrustedAccessRoleBinding_NotFound${subcodeEnd(world.clock.now())}`,
        details: [
          { code: "Unspecified", message: "rpc error: code = NotFound desc = TrustedAccessRoleBinding not found" },
        ],
      },
    ),
  writeHeaders: "operation",
  deleteReply: { headers: "both", hasBody: false },
  isIdLowerCase: false,
};

/** Recorded 2025-04. */
const loadBalancer: SubResourceKind = {
  type: "loadBalancers",
  apiVersions: "managedClusters/loadBalancers",
  root: "loadBalancer",
  operation: { write: "load-balancer", delete: "load-balancer" },
  writeHeaders: "both",
  deleteReply: { headers: "both", hasBody: false },
  hasETag: true,
  isCharsetNamed: false,
  hasNextLink: true,
  isIdLowerCase: false,
  complete: (sent, { name }) => ({ name, ...withoutEmptyLists(sent) }),
};

/** Recorded 2025-09: no headers of an operation on a PUT; its end is seen in its provisioningState. */
const jwtAuthenticator: SubResourceKind = {
  type: "jwtAuthenticators",
  apiVersions: "managedClusters/jwtAuthenticators",
  root: "jwtAuthenticator",
  operation: { write: "jwt-authenticator-write", delete: "jwt-authenticator-delete" },
  writeHeaders: "none",
  deleteReply: { headers: "both", hasBody: false },
  hasETag: false,
  isCharsetNamed: false,
  hasNextLink: true,
  isIdLowerCase: false,
  missing: (name, { world, cluster }) =>
    providerError(
      404,
      "NotFound",
      `Could not find the JWT authenticator ${name} in subscription: ${world.subscriptionId}, resourceGroup: ` +
        `${cluster.group}, clusterName: ${cluster.name}.`,
      {
        subcode: "GetJWTAuthenticator_NotFound_HCPServerError",
        details: [{ code: "Unspecified", message: "rpc error: code = NotFound desc = JWT authenticator not found" }],
      },
    ),
};

/** Recorded 2025-08. Whether the identity exists is not looked at: identities are not modelled. */
const identityBinding: SubResourceKind = {
  type: "identityBindings",
  apiVersions: "managedClusters/identityBindings",
  root: "identityBinding",
  operation: { write: "identity-binding-write", delete: "identity-binding-delete" },
  writeHeaders: "operation",
  deleteReply: { headers: "location", hasBody: true },
  hasETag: true,
  isCharsetNamed: true,
  hasNextLink: false,
  isIdLowerCase: false,
  complete: withIdentity,
};

/** Recorded 2025-11; the list of namespaces too. It admits or refuses nothing in the Kubernetes half. */
const deploymentSafeguard: SubResourceKind = {
  type: "deploymentSafeguards",
  apiVersions: "deploymentSafeguards",
  root: "deploymentSafeguard",
  isExtension: true,
  operation: { write: "deployment-safeguard", delete: "deployment-safeguard" },
  writeHeaders: "operation",
  deleteReply: { headers: "location", hasBody: false },
  hasETag: true,
  isCharsetNamed: true,
  hasNextLink: false,
  isIdLowerCase: false,
  onlyName: "default",
  complete: (sent) => ({ podSecurityStandardsLevel: "Privileged", ...sent, systemExcludedNamespaces }),
};

/**
 * Recorded 2025-10: a resource of Azure's own list, whose absence the gateway answers. Here it is configuration alone: no
 * namespace, quota or network policy comes of it in the Kubernetes half.
 */
const managedNamespace: SubResourceKind = {
  type: "managedNamespaces",
  apiVersions: "managedClusters/managedNamespaces",
  root: "managedNamespace",
  operation: { write: "managed-namespace-write", delete: "managed-namespace-delete" },
  writeHeaders: "both",
  deleteReply: { headers: "both", hasBody: false },
  hasETag: true,
  isCharsetNamed: false,
  isListCharsetNamed: true,
  isTracked: true,
  hasNextLink: true,
  isIdLowerCase: false,
  complete: (sent, { cluster }) => ({
    ...withoutEmpty(sent, "labels", "annotations"),
    portalFqdn: textAt(cluster.properties, "azurePortalFQDN"),
  }),
  missing: (name, { cluster }) =>
    resourceNotFound(
      `Microsoft.ContainerService/managedClusters/${cluster.name}/managedNamespaces`,
      name,
      cluster.group,
    ),
};

/** Without those of its objects that hold nothing. */
function withoutEmpty(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([key]) => !keys.includes(key) || Object.keys(objectAt(object, key)).length > 0),
  );
}

/** What the service does no more with than to store, complete, give back and list. */
export const subResourceKinds: readonly SubResourceKind[] = [
  maintenanceConfiguration,
  trustedAccessRoleBinding,
  loadBalancer,
  jwtAuthenticator,
  identityBinding,
  deploymentSafeguard,
  managedNamespace,
];

/** A window without a zone is one of UTC, and one without a first day begins on the day of the request. */
function completeMaintenance(sent: JsonObject, { world }: Completion): JsonObject {
  const window = sent["maintenanceWindow"];
  if (!isObject(window)) return sent;
  const today = new Date(world.clock.now()).toISOString().slice(0, 10);
  return {
    ...sent,
    maintenanceWindow: {
      ...window,
      utcOffset: textAt(window, "utcOffset") || "+00:00",
      startDate: textAt(window, "startDate") || today,
    },
  };
}

function withIdentity(sent: JsonObject, { world, cluster }: Completion): JsonObject {
  const identity = objectAt(sent, "managedIdentity");
  const guid = (what: string) => world.random.fork(`${what}/${textAt(identity, "resourceId").toLowerCase()}`).guid();
  const issuer = world.random.fork(`identity-binding-issuer/${cluster.uid}`).guid();
  return {
    ...sent,
    managedIdentity: {
      ...identity,
      clientId: guid("identity-client"),
      objectId: guid("identity-object"),
      tenantId: world.tenantId,
    },
    oidcIssuer: { oidcIssuerUrl: `https://ib.oic.prod-aks.azure.com/${world.tenantId}/${issuer}` },
  };
}

/** Lists that hold nothing are not kept (recorded). */
function withoutEmptyLists(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]): [string, Json | undefined][] =>
      Array.isArray(value) && value.length === 0 ? [] : [[key, isObject(value) ? withoutEmptyLists(value) : value]],
    ),
  );
}
