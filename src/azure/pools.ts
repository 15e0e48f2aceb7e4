import type { ArmClient } from "./arm-client.js";
import type { Pools, PutOptions } from "./azure.js";
import type { ContainerService } from "./container-service.js";
import { wireToPool } from "./contract.js";
import { toPool } from "./convert.js";
import { unlessMissing } from "./not-found.js";
import { createOperation, submit } from "./operation.js";

export function createPools(arm: ArmClient, service: ContainerService): Pools {
  return {
    async get(group, cluster, name, signal, apiVersion) {
      const client = await service(apiVersion);
      const found = await unlessMissing(client.agentPools.get(group, cluster, name, { abortSignal: signal }));
      return found === undefined ? undefined : toPool(found);
    },
    async list(group, cluster, signal) {
      const client = await service();
      const found = [];
      for await (const pool of client.agentPools.list(group, cluster, { abortSignal: signal }))
        found.push(toPool(pool));
      return found;
    },
    async put(group, cluster, name, body, options, signal) {
      const [client, model] = await Promise.all([service(options.apiVersion, body), wireToPool(body)]);
      const first = await submit((onResponse) =>
        client.agentPools.createOrUpdate(group, cluster, name, model, {
          abortSignal: signal,
          onResponse,
          ...conditions(options),
        }),
      );
      return createOperation(arm, first, toPool(await wireToPool(first.body ?? body)));
    },
    async delete(group, cluster, name, signal) {
      const client = await service();
      const first = await submit((onResponse) =>
        client.agentPools.delete(group, cluster, name, { abortSignal: signal, onResponse }),
      );
      return createOperation(arm, first, undefined);
    },
  };
}

/** The conditions of a PUT as the SDK wants them. */
export function conditions(options: PutOptions): { ifNoneMatch?: string; ifMatch?: string } {
  return {
    ...(options.createOnly ? { ifNoneMatch: "*" } : {}),
    ...(options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch }),
  };
}
