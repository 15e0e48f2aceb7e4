import type { AzureHttp } from "./http-client.js";
import type { ResolvedSettings } from "./resolve-settings.js";

type Env = Readonly<Record<string, string | undefined>>;

/** What we ask of a credential; each of @azure/identity's is one. */
export interface TokenCredentialLike {
  getToken(
    scope: string,
    options: { abortSignal?: AbortSignal; tenantId?: string },
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}

/** A service principal with a secret, given by the program itself (the demo). */
export interface ServicePrincipal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A way to sign in, ready to be asked for tokens. */
export interface SignIn {
  readonly credential: TokenCredentialLike;
  /** In words: "GitHub OIDC", "Azure Pipelines", "service principal", ... */
  readonly method: string;
  /** Tenant to ask for with each token; undefined = the credential's own. */
  readonly tenantId: string | undefined;
  /** Host of Entra ID, for errors. */
  readonly authorityHost: string;
  /** The network fault of the last token request, which the credentials themselves report only as text. */
  readonly lastFault: () => Error | undefined;
  /** What Entra ID said in its last refusal. */
  readonly lastRefusal: () => string | undefined;
}

/**
 * Chooses how to sign in: a given credential; GitHub's OIDC token inside a workflow; the service connection inside Azure
 * Pipelines; else the SDK's default chain (service principal, workload identity, managed identity, the Azure CLI ...),
 * which reads its own settings, `AZURE_TOKEN_CREDENTIALS` among them, from the environment of the process.
 */
export async function chooseSignIn(
  settings: ResolvedSettings,
  env: Env,
  http: AzureHttp,
  given: TokenCredentialLike | ServicePrincipal | undefined,
): Promise<SignIn> {
  const { cloud } = settings;
  const client = http.identityClient(new URL(cloud.authorityHost).host);
  const base = {
    authorityHost: cloud.authorityHost,
    tenantId: settings.requireTenant ? settings.tenantId : undefined,
    lastFault: client.lastFault,
    lastRefusal: client.lastRefusal,
  };
  if (given !== undefined && "getToken" in given) return { ...base, credential: given, method: "given credential" };

  const identity = await import("@azure/identity");
  const options = {
    ...client.options,
    authorityHost: cloud.authorityHost,
    disableInstanceDiscovery: settings.customAuthority,
    additionallyAllowedTenants: ["*"],
  };
  if (given !== undefined) {
    const { tenantId, clientId, clientSecret } = given;
    const credential = new identity.ClientSecretCredential(tenantId, clientId, clientSecret, options);
    return { ...base, credential, method: "service principal" };
  }
  const github = githubSettings(settings, env);
  if (github !== undefined) {
    const { createGithubAssertion } = await import("./github-oidc.js");
    const assertion = createGithubAssertion(
      github.requestUrl,
      github.requestToken,
      cloud.federationAudience,
      client.send,
    );
    const credential = new identity.ClientAssertionCredential(github.tenantId, github.clientId, assertion, options);
    return { ...base, credential, method: "GitHub OIDC" };
  }
  const pipelines = pipelinesSettings(settings, env);
  if (pipelines !== undefined) {
    const { tenantId, clientId, connectionId, accessToken } = pipelines;
    const credential = new identity.AzurePipelinesCredential(tenantId, clientId, connectionId, accessToken, options);
    return { ...base, credential, method: "Azure Pipelines service connection" };
  }
  const chain = { ...options, ...(settings.tenantId === undefined ? {} : { tenantId: settings.tenantId }) };
  return { ...base, credential: new identity.DefaultAzureCredential(chain), method: defaultMethod(env) };
}

/** An explicit secret, certificate or choice of credentials goes before the workflow's own token. */
function githubSettings(settings: ResolvedSettings, env: Env) {
  const requestUrl = env["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const requestToken = env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  const clientId = env["AZURE_CLIENT_ID"];
  const tenantId = settings.tenantId;
  const explicit = env["AZURE_CLIENT_SECRET"] ?? env["AZURE_CLIENT_CERTIFICATE_PATH"] ?? env["AZURE_TOKEN_CREDENTIALS"];
  if (!requestUrl || !requestToken || !clientId || tenantId === undefined || explicit) return undefined;
  return { requestUrl, requestToken, clientId, tenantId };
}

/** The names are those that the AzureCLI and AzurePowerShell tasks set; SYSTEM_ACCESSTOKEN has to be mapped by hand. */
function pipelinesSettings(settings: ResolvedSettings, env: Env) {
  const connectionId = env["AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"];
  const accessToken = env["SYSTEM_ACCESSTOKEN"];
  const clientId = env["AZURESUBSCRIPTION_CLIENT_ID"] ?? env["AZURE_CLIENT_ID"];
  const tenantId = settings.tenantId ?? env["AZURESUBSCRIPTION_TENANT_ID"];
  if (!env["TF_BUILD"] || !connectionId || !accessToken || !clientId || !tenantId || !env["SYSTEM_OIDCREQUESTURI"]) {
    return undefined;
  }
  return { connectionId, accessToken, clientId, tenantId };
}

/** Which link of the chain will answer, as far as the environment tells. */
function defaultMethod(env: Env): string {
  if (env["AZURE_CLIENT_ID"] && env["AZURE_TENANT_ID"]) {
    if (env["AZURE_CLIENT_SECRET"]) return "service principal with a secret";
    if (env["AZURE_CLIENT_CERTIFICATE_PATH"]) return "service principal with a certificate";
  }
  if (env["AZURE_FEDERATED_TOKEN_FILE"]) return "workload identity";
  return "default credential chain";
}
