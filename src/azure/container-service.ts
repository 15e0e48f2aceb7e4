import type { ContainerServiceClient, ContainerServiceClientOptionalParams } from "@azure/arm-containerservice";
import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import type { JsonObject } from "../json.js";
import type { ArmClient } from "./arm-client.js";

/**
 * The SDK's client for an api-version (undefined = the SDK's own), loaded with the first request that needs it. `body`: what
 * its PUTs send instead of what the SDK makes of its model, which leaves out what its own api-version does not have.
 */
export type ContainerService = (apiVersion?: string, body?: JsonObject) => Promise<ContainerServiceClient>;

export function createContainerService(arm: ArmClient): ContainerService {
  const clients = new Map<string, Promise<ContainerServiceClient>>();
  return (apiVersion, body) => {
    if (apiVersion !== undefined && body !== undefined) {
      return makeClient({ ...arm, httpClient: sending(body, arm.httpClient) }, apiVersion);
    }
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

function sending(body: JsonObject, inner: HttpClient): HttpClient {
  return {
    sendRequest: (request) => {
      if (request.method === "PUT") request.body = JSON.stringify(body);
      return inner.sendRequest(request);
    },
  };
}

/** Asked by nobody: our pipeline signs the requests. */
const pipelineSigns: TokenCredential = { getToken: () => Promise.resolve(null) };
