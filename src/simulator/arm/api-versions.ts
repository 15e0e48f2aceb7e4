import { gatewayError } from "./errors.js";

/** Published stable versions of managed clusters from 2024-05 on: Microsoft's specifications, and SDKs of 2026. */
const stable = [
  ...["2024-05", "2024-07", "2024-08", "2024-09", "2024-10"],
  ...["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10"],
  ...["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"],
].map((month) => `${month}-01`);

/**
 * Older stable ones that clients still ask for: Azure CLI asks for 2023-01-01 where it sets up metrics (recorded 2023 to
 * 2025). Names: Azure's template reference of managed clusters (pages of 2024, read 2026-11-23). In the oldest known
 * shape (assumed).
 */
const older = [
  ...["2022-01", "2022-02", "2022-03", "2022-04", "2022-06", "2022-07", "2022-09", "2022-11"],
  ...["2023-01", "2023-02", "2023-03", "2023-04", "2023-05", "2023-06", "2023-07", "2023-08", "2023-09", "2023-10"],
  ...["2023-11", "2024-01", "2024-02"],
].map((month) => `${month}-01`);

/** Older previews, from the same pages: those that are retired since are served too, for time here may be of then. */
const olderPreviews = [
  ...["2022-01-02", "2022-02-02", "2022-03-02", "2022-04-02", "2022-05-02", "2022-06-02", "2022-07-02", "2022-08-02"],
  ...["2022-08-03", "2022-09-02", "2022-10-02", "2022-11-02", "2023-01-02", "2023-02-02", "2023-03-02", "2023-04-02"],
  ...["2023-05-02", "2023-06-02", "2023-07-02", "2023-08-02", "2023-09-02", "2023-10-02", "2023-11-02", "2024-01-02"],
  ...["2024-02-02", "2024-03-02", "2024-04-02"],
].map((day) => `${day}-preview`);

/** And the previews. */
const previews = [
  ...["2024-05", "2024-06", "2024-07", "2024-09", "2024-10"],
  ...["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10"],
  ...["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"],
].map((month) => `${month}-02-preview`);

/**
 * The api-versions served, by resource type. Managed clusters: in the shape of a contract (`aks/contract/contract.ts`).
 * Operations: the provider's own versions (recorded).
 */
export const apiVersions: Readonly<Record<string, readonly string[]>> = {
  managedClusters: [...older, ...olderPreviews, ...stable, ...previews].sort(),
  managedclustersnapshots: [...olderPreviews, ...previews],
  // The first contracts that have them (machines: not that of 2024-05-01, that of 2024-09-01; of those between, and of
  // previews from 2023-07 on, assumed).
  "managedClusters/agentPools/machines": [
    ...olderPreviews.filter((version) => version >= "2023-07"),
    ...stable.filter((version) => version >= "2024-07-01"),
    ...previews,
  ].sort(),
  "managedClusters/loadBalancers": previews,
  "managedClusters/jwtAuthenticators": previews,
  "managedClusters/managedNamespaces": [...stable.filter((version) => version >= "2025-09-01"), ...previews].sort(),
  "managedClusters/identityBindings": [...stable.filter((version) => version >= "2026-04-01"), ...previews].sort(),
  // Previews of SDKs from 2021 to 2023.
  "locations/osOptions": olderPreviews.filter((version) => version < "2024-01-01"),
  // Microsoft's specifications and SDKs: one preview (recorded 2025-11).
  deploymentSafeguards: ["2025-05-02-preview"],
  "locations/operations": ["2016-03-30", "2017-08-31", "2025-03-01"],
  resources: [
    "2019-10-01",
    "2020-06-01",
    "2020-10-01",
    "2021-01-01",
    "2021-04-01",
    "2022-01-01",
    "2022-09-01",
    "2023-07-01",
    "2024-03-01",
    "2024-07-01",
    "2024-11-01",
    "2025-03-01",
    "2025-04-01",
  ],
  subscriptions: ["2016-06-01", "2019-06-01", "2019-11-01", "2020-01-01", "2021-01-01", "2022-09-01", "2022-12-01"],
  features: ["2015-12-01", "2021-07-01"],
  locks: ["2015-01-01", "2015-05-01-preview", "2016-09-01", "2017-04-01", "2020-05-01"],
  permissions: ["2015-07-01", "2018-01-01-preview", "2018-07-01", "2022-04-01"],
  roleAssignments: [
    "2015-07-01",
    "2018-01-01-preview",
    "2018-07-01",
    "2018-09-01-preview",
    "2020-04-01-preview",
    "2020-08-01-preview",
    "2020-10-01-preview",
    "2022-04-01",
  ],
  roleDefinitions: ["2015-07-01", "2018-01-01-preview", "2018-07-01", "2022-04-01", "2022-05-01-preview"],
  skus: ["2017-03-30", "2017-09-01", "2019-04-01", "2021-07-01"],
  "locations/usages": [
    "2016-03-30",
    "2017-03-30",
    "2017-12-01",
    "2018-04-01",
    "2018-06-01",
    "2018-10-01",
    "2019-03-01",
    "2019-07-01",
    "2019-12-01",
    "2020-06-01",
    "2020-12-01",
    "2021-03-01",
    "2021-04-01",
    "2021-07-01",
    "2021-11-01",
    "2022-03-01",
    "2022-08-01",
    "2022-11-01",
    "2023-03-01",
    "2023-07-01",
    "2023-09-01",
    "2024-03-01",
    "2024-07-01",
    "2024-11-01",
    "2025-04-01",
    "2026-04-01",
  ],
};

/** The versions of resources cover those of subscriptions too: ARM serves both from the same manifest. */
const all = (type: string): readonly string[] =>
  type === "resources" || type === "subscriptions"
    ? [...(apiVersions["resources"] ?? []), ...(apiVersions["subscriptions"] ?? [])]
    : (apiVersions[type] ?? []);

/** Types of ARM itself, whose refusal has another form than a provider's. */
const coreTypes: ReadonlySet<string> = new Set(["resources", "subscriptions", "features"]);

const sets = new Map(Object.keys(apiVersions).map((type) => [type, new Set(all(type))]));

/** Throws the gateway's 400 for a version that this type does not have. Texts: public issue reports of 2016 to 2024. */
export function checkApiVersion(type: string, apiVersion: string, location: string): void {
  if (sets.get(type)?.has(apiVersion) === true) return;
  const supported = [...new Set(all(type))].sort().join(", ");
  if (!coreTypes.has(type)) {
    throw gatewayError(
      400,
      "NoRegisteredProviderFound",
      `No registered resource provider found for location '${location}' and API version '${apiVersion}' for type ` +
        `'${type}'. The supported api-versions are '${supported}'. The supported locations are ''.`,
    );
  }
  throw gatewayError(
    400,
    "InvalidApiVersionParameter",
    `The api-version '${apiVersion}' is invalid. The supported versions are '${supported.replaceAll(", ", ",")}'.`,
  );
}

export function missingApiVersion() {
  return gatewayError(
    400,
    "MissingApiVersionParameter",
    "The api-version query parameter (?api-version=) is required for all requests.",
  );
}
