import { nameOf, type ArmHandler, type ArmRoute } from "../../arm/context.js";
import { trustedAccessRoles } from "./trusted-access-roles-data.js";

const provider = "Microsoft.ContainerService";
const inLocation = `subscriptions/:subscription/providers/${provider}/locations/:location`;

/** Recorded 2022-11 and 2023-11: one list, without pages; every region has the same (assumed). */
const listTrustedAccessRoles: ArmHandler = () => ({
  status: 200,
  body: {
    value: trustedAccessRoles.map(({ source, name, rules }) => ({
      sourceResourceType: source,
      name,
      rules: rules.map(([verbs, apiGroups, resources]) => ({
        verbs: verbs.split(" "),
        apiGroups: apiGroups.split(" "),
        resources: resources.split(" "),
      })),
    })),
  },
});

/** Recorded 2023-06 with a preview of 2023: names with dashes, as nowhere else. */
const osOptions: ArmHandler = (world, request) => {
  const option = (osType: string, osSku: string, isFips: boolean) => ({
    "os-type": osType,
    "os-sku": osSku,
    "enable-fips-image": isFips,
  });
  return {
    status: 200,
    body: {
      id: `/subscriptions/${world.subscriptionId}/providers/${provider}/locations/${nameOf(request, "location")}/osOptions/default`,
      name: "default",
      type: `${provider}/locations/osOptions`,
      properties: {
        osOptionPropertyList: [
          option("Linux", "Ubuntu", false),
          option("Linux", "Ubuntu", true),
          option("Windows", "", false),
          option("Windows", "", true),
          option("Linux", "CBLMariner", false),
        ],
      },
    },
  };
};

export const catalogueRoutes: readonly ArmRoute[] = [
  {
    method: "GET",
    pattern: `${inLocation}/trustedAccessRoles`,
    action: `${provider}/locations/trustedAccessRoles/read`,
    type: "managedClusters",
    handle: listTrustedAccessRoles,
  },
  {
    method: "GET",
    pattern: `${inLocation}/osOptions/default`,
    action: `${provider}/locations/osOptions/read`,
    type: "locations/osOptions",
    handle: osOptions,
  },
];
