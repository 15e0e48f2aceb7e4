/** What a cloud's addresses decide: where to send requests, whom to ask for tokens, and what the tokens are for. */
export interface Cloud {
  /** `public`, `usgov`, `china`, or `custom` for any other. */
  readonly name: string;
  /** URL without a trailing slash. */
  readonly armEndpoint: string;
  /** Scope of an Azure Resource Manager token. */
  readonly armScope: string;
  /** URL of Entra ID. */
  readonly authorityHost: string;
  /** Audience of a workload identity federation's assertion. */
  readonly federationAudience: string;
}

export type KnownCloudName = "public" | "usgov" | "china";

/**
 * Endpoints: `getArmEndpoint` of @azure/arm-containerservice 25.3.0. Authorities: `AzureAuthorityHosts` of
 * @azure/identity 4.13.1. Audiences: assumed for usgov and china; they are the values that Microsoft's own
 * templates use per cloud.
 */
export const knownClouds: Readonly<Record<KnownCloudName, Cloud>> = {
  public: {
    name: "public",
    armEndpoint: "https://management.azure.com",
    armScope: "https://management.azure.com/.default",
    authorityHost: "https://login.microsoftonline.com",
    federationAudience: "api://AzureADTokenExchange",
  },
  usgov: {
    name: "usgov",
    armEndpoint: "https://management.usgovcloudapi.net",
    armScope: "https://management.usgovcloudapi.net/.default",
    authorityHost: "https://login.microsoftonline.us",
    federationAudience: "api://AzureADTokenExchangeUSGov",
  },
  china: {
    name: "china",
    armEndpoint: "https://management.chinacloudapi.cn",
    armScope: "https://management.chinacloudapi.cn/.default",
    authorityHost: "https://login.chinacloudapi.cn",
    federationAudience: "api://AzureADTokenExchangeChina",
  },
};

/** The names that `az cloud list` shows for the clouds we know. */
export const azCloudNames: Readonly<Record<string, KnownCloudName>> = {
  azurecloud: "public",
  azureusgovernment: "usgov",
  azurechinacloud: "china",
};
