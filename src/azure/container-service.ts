import type { ContainerServiceClient, ContainerServiceClientOptionalParams } from "@azure/arm-containerservice";
import type { TokenCredential } from "@azure/core-auth";
import type { ArmClient } from "./arm-client.js";

/** The SDK's client for an api-version (undefined = the SDK's own), loaded with the first request that needs it. */
export type ContainerService = (apiVersion?: string) => Promise<ContainerServiceClient>;

export function createContainerService(arm: ArmClient): ContainerService {
  const clients = new Map<string, Promise<ContainerServiceClient>>();
  return (apiVersion) => {
    const key = apiVersion ?? "";
    let client = clients.get(key);
    if (client === undefined) {
      client = makeClient(arm, apiVersion);
      clients.set(key, client);
    }
    return client;
  };
}

async function makeClient(arm: ArmClient, apiVersion: string | undefined): Promise<ContainerServiceClient> {
  const { ContainerServiceClient } = await import("@azure/arm-containerservice");
  const options: ContainerServiceClientOptionalParams = {
    endpoint: arm.armEndpoint,
    pipeline: arm.pipeline,
    httpClient: arm.httpClient,
    ...(apiVersion === undefined ? {} : { apiVersion }),
  };
  return new ContainerServiceClient(pipelineSigns, arm.subscriptionId, options);
}

/** Asked by nobody: our pipeline signs the requests. */
const pipelineSigns: TokenCredential = { getToken: () => Promise.resolve(null) };
