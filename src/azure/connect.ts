import type { AzureSettings, ConnectionParts } from "../context.js";
import { createAgents } from "../http/agent.js";
import { createArmClient, type RequestLogEntry } from "./arm-client.js";
import type { AzureConnection } from "./azure.js";
import { createAuthorization } from "./authorization.js";
import { createClusters } from "./clusters.js";
import { createContainerService } from "./container-service.js";
import { chooseSignIn, type ServicePrincipal, type TokenCredentialLike } from "./credential.js";
import { createAzureHttp } from "./http-client.js";
import { createOffers } from "./offers.js";
import { createPools } from "./pools.js";
import { createFeatures, createProviders } from "./registrations.js";
import { createResourceGroups } from "./resource-groups.js";
import { resolveSettings } from "./resolve-settings.js";
import { createTokenSource } from "./token-source.js";

/** What a connection is made of; the demo gives a credential and the authority of its local Azure. */
export interface AzureParts extends Pick<ConnectionParts, "env" | "uuid" | "clock"> {
  readonly stderr?: ConnectionParts["stderr"];
  /** Used instead of what the environment offers. */
  readonly credential?: TokenCredentialLike | ServicePrincipal;
  /** PEM of the only authority to trust; default Node's list and `NODE_EXTRA_CA_CERTS`. */
  readonly caPem?: string;
  /** Called after each exchange with Azure Resource Manager. Default with `settings.debug`: a line on stderr. */
  readonly onRequest?: (entry: RequestLogEntry) => void;
}

/** Application id of the AKS Entra server, the same in every tenant and cloud (kubelogin's `--server-id`). */
const kubernetesScope = "6dae42f8-4368-4678-94ff-3960e28e3630/.default";

/**
 * Connects to Azure: decides where and as whom, and asks nobody yet (the first request signs in).
 * Throws usage errors for wrong settings (see `resolveSettings`).
 */
export async function connectAzure(settings: AzureSettings, parts: AzureParts): Promise<AzureConnection> {
  const { env, clock, uuid } = parts;
  const resolved = await resolveSettings(settings, env);
  const { createDefaultHttpClient } = await import("@azure/core-rest-pipeline");
  const agents = createAgents({ env, caPem: parts.caPem });
  const http = createAzureHttp(agents, createDefaultHttpClient());
  const tokens = createTokenSource(() => chooseSignIn(resolved, env, http, parts.credential), clock);
  const onRequest = parts.onRequest ?? (settings.debug ? debugLine(parts.stderr) : undefined);
  const arm = await createArmClient({ settings: resolved, tokens, http, clock, uuid, onRequest });
  const service = createContainerService(arm);
  return {
    subscriptionId: resolved.subscriptionId,
    tenantId: resolved.tenantId,
    cloud: resolved.cloud.name,
    armEndpoint: resolved.cloud.armEndpoint,
    async signIn(signal) {
      await tokens.token(resolved.cloud.armScope, signal);
      return tokens.principal ?? { id: "unknown", tenantId: undefined, method: "unknown" };
    },
    kubernetesToken: (signal) => tokens.token(kubernetesScope, signal),
    resourceGroups: createResourceGroups(arm),
    providers: createProviders(arm),
    features: createFeatures(arm),
    clusters: createClusters(arm, service),
    pools: createPools(arm, service),
    offers: createOffers(arm),
    authorization: createAuthorization(arm),
    requestCount: arm.requestCount,
  };
}

function debugLine(stderr: ConnectionParts["stderr"] | undefined): (entry: RequestLogEntry) => void {
  return ({ method, path, status, elapsedMs, requestId }) => {
    const result = status === undefined ? "no reply" : String(status);
    const id = requestId === undefined ? "" : ` ${requestId}`;
    stderr?.write(`${method} ${path} ${result} ${Math.round(elapsedMs)} ms${id}\n`);
  };
}
