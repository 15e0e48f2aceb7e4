import type { AzureSettings } from "../context.js";
import { CliError, usageError } from "../errors.js";
import { isLoopback } from "../http/no-proxy.js";
import { readAzConfig, type AzConfig, type AzSubscription } from "./az-config.js";
import { azCloudNames, knownClouds, type Cloud } from "./clouds.js";

type Env = Readonly<Record<string, string | undefined>>;

/** Where and as whom to work, decided. */
export interface ResolvedSettings {
  readonly subscriptionId: string;
  /** Tenant to sign in to; undefined = the credential's own. */
  readonly tenantId: string | undefined;
  /** The tenant was asked for, by flag or by the choice of a subscription of another tenant. */
  readonly requireTenant: boolean;
  readonly cloud: Cloud;
  /** The authority is not one of Microsoft's, so that Entra ID's instance discovery cannot know it. */
  readonly customAuthority: boolean;
}

/**
 * Decides subscription (setting, `AZURE_SUBSCRIPTION_ID`, az's default), tenant (setting, `AZURE_TENANT_ID`, the
 * subscription's) and cloud (setting, az's), with `AKS_SANDBOX_ARM_ENDPOINT` and `AZURE_AUTHORITY_HOST` over the cloud's
 * addresses. Throws usage errors for wrong values and `NoSubscription` (exit 2) where there is none.
 */
export async function resolveSettings(settings: AzureSettings, env: Env): Promise<ResolvedSettings> {
  const az = await readAzConfig(env);
  const cloud = resolveCloud(settings.cloud, az, env);
  const subscription = resolveSubscription(settings.subscriptionId, az, env);
  const asked = settings.tenantId ?? nonEmpty(env["AZURE_TENANT_ID"]);
  if (asked !== undefined) checkTenant(asked);
  const { entry } = subscription;
  // az's own token is for its default subscription's tenant; a person may see others with another one.
  const elsewhere = entry?.isDefault === false && entry.userType === "user" ? entry.tenantId : undefined;
  return {
    subscriptionId: subscription.id,
    tenantId: asked ?? elsewhere,
    requireTenant: settings.tenantId !== undefined || (asked === undefined && elsewhere !== undefined),
    cloud,
    customAuthority: !Object.values(knownClouds).some((known) => known.authorityHost === cloud.authorityHost),
  };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function resolveSubscription(
  asked: string | undefined,
  az: AzConfig,
  env: Env,
): { id: string; entry: AzSubscription | undefined } {
  const wanted = asked ?? nonEmpty(env["AZURE_SUBSCRIPTION_ID"]);
  if (wanted === undefined) {
    const cloudName = (az.cloudName ?? "AzureCloud").toLowerCase();
    const entry = az.subscriptions.find((one) => one.isDefault && one.environmentName.toLowerCase() === cloudName);
    if (entry !== undefined) return { id: entry.id, entry };
    throw new CliError(
      "NoSubscription",
      `No subscription was named, and the Azure CLI has no default one (${az.folder}/azureProfile.json)`,
      { hint: "Give --subscription, set AZURE_SUBSCRIPTION_ID, or sign in with: az login", exitReason: "usage" },
    );
  }
  const known = az.subscriptions.find(
    (one) => one.id.toLowerCase() === wanted.toLowerCase() || one.name.toLowerCase() === wanted.toLowerCase(),
  );
  if (known !== undefined) return { id: known.id, entry: known };
  if (guid.test(wanted)) return { id: wanted.toLowerCase(), entry: undefined };
  const source = asked === undefined ? "AZURE_SUBSCRIPTION_ID" : "--subscription";
  throw usageError(
    "InvalidSubscription",
    `${source} is neither a subscription's id nor a name that the Azure CLI knows: ${wanted}`,
    "List the ids with: az account list --output table",
  );
}

function checkTenant(tenant: string): void {
  if (guid.test(tenant) || tenant === "adfs" || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(tenant)) return;
  throw usageError(
    "InvalidTenant",
    `The tenant is neither an id nor a domain name: ${tenant}`,
    "Show yours with: az account show --query tenantId",
  );
}

function resolveCloud(asked: AzureSettings["cloud"], az: AzConfig, env: Env): Cloud {
  const chosen = asked === undefined ? azCloud(az) : knownClouds[asked];
  const endpoint = nonEmpty(env["AKS_SANDBOX_ARM_ENDPOINT"]);
  const authority = nonEmpty(env["AZURE_AUTHORITY_HOST"]);
  let cloud = chosen ?? knownClouds.public;
  if (endpoint !== undefined) {
    const armEndpoint = httpsUrl(endpoint, "AKS_SANDBOX_ARM_ENDPOINT");
    // Another way to a cloud that was named keeps that cloud's tokens; an endpoint of its own has tokens of its own.
    const armScope =
      chosen === undefined || isLoopback(new URL(armEndpoint).hostname) ? scopeOf(armEndpoint) : cloud.armScope;
    cloud = { ...cloud, name: "custom", armEndpoint, armScope };
  }
  if (authority === undefined) return cloud;
  const withScheme = /^[a-z]+:\/\//i.test(authority) ? authority : `https://${authority}`;
  return { ...cloud, authorityHost: httpsUrl(withScheme, "AZURE_AUTHORITY_HOST") };
}

/** The cloud that az was set to; undefined where nobody set one. */
function azCloud(az: AzConfig): Cloud | undefined {
  if (az.cloudName === undefined) return undefined;
  const known = azCloudNames[az.cloudName.toLowerCase()];
  if (known !== undefined) return knownClouds[known];
  const custom = az.customClouds.get(az.cloudName.toLowerCase());
  if (custom?.resourceManager === undefined || custom.activeDirectory === undefined) {
    throw usageError(
      "UnknownCloud",
      `The Azure CLI is set to a cloud whose endpoints it does not name: ${az.cloudName}`,
      "Choose one with --cloud public|usgov|china, or: az cloud set --name AzureCloud",
    );
  }
  const armEndpoint = httpsUrl(custom.resourceManager, `the resource manager endpoint of az's cloud ${az.cloudName}`);
  return {
    name: "custom",
    armEndpoint,
    armScope: `${custom.activeDirectoryResourceId ?? armEndpoint}/.default`,
    authorityHost: httpsUrl(custom.activeDirectory, `the Active Directory endpoint of az's cloud ${az.cloudName}`),
    federationAudience: knownClouds.public.federationAudience,
  };
}

function scopeOf(endpoint: string): string {
  return `${endpoint}/.default`;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

/** Without a trailing slash. The SDK sends no token over plain http, so that would fail later and less clearly. */
function httpsUrl(value: string, source: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw usageError("InvalidEndpoint", `${source} is not a URL: ${value}`, `Set it like https://management.azure.com`);
  }
  if (url.protocol !== "https:") {
    throw usageError(
      "InvalidEndpoint",
      `${source} must be an https URL: ${value}`,
      "Use https, if need be with a CA of your own and NODE_EXTRA_CA_CERTS",
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
