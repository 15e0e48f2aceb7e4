import { CliError } from "../errors.js";
import type { ArmClient } from "./arm-client.js";
import type { Clusters } from "./azure.js";
import type { ContainerService } from "./container-service.js";
import { wireToCluster } from "./contract.js";
import { toCluster } from "./convert.js";
import { missingCode, unlessMissing } from "./not-found.js";
import { createOperation, submit } from "./operation.js";
import { conditions } from "./pools.js";

export function createClusters(arm: ArmClient, service: ContainerService): Clusters {
  return {
    async find(group, name, signal) {
      const { managedClusters } = await service();
      try {
        return {
          cluster: toCluster(await managedClusters.get(group, name, { abortSignal: signal })),
          groupExists: true,
        };
      } catch (error) {
        const code = missingCode(error);
        if (code === undefined) throw error;
        return { cluster: undefined, groupExists: code !== "ResourceGroupNotFound" };
      }
    },
    async get(group, name, signal, apiVersion) {
      const client = await service(apiVersion);
      const found = await unlessMissing(client.managedClusters.get(group, name, { abortSignal: signal }));
      return found === undefined ? undefined : toCluster(found);
    },
    async list(group, signal) {
      const { managedClusters } = await service();
      const options = { abortSignal: signal };
      const pages =
        group === undefined ? managedClusters.list(options) : managedClusters.listByResourceGroup(group, options);
      const found = [];
      for await (const cluster of pages) found.push(toCluster(cluster));
      return found;
    },
    async firstPage(signal) {
      const { managedClusters } = await service();
      for await (const page of managedClusters.list({ abortSignal: signal }).byPage())
        return { clusters: page.map(toCluster), isWhole: (page.continuationToken ?? "") === "" };
      return { clusters: [], isWhole: true };
    },
    async put(group, name, body, options, signal) {
      const [client, model] = await Promise.all([service(options.apiVersion, body), wireToCluster(body)]);
      const first = await submit((onResponse) =>
        client.managedClusters.createOrUpdate(group, name, model, {
          abortSignal: signal,
          onResponse,
          ...conditions(options),
        }),
      );
      return createOperation(arm, first, toCluster(await wireToCluster(first.body ?? body)));
    },
    async delete(group, name, signal) {
      const client = await service();
      const first = await submit((onResponse) =>
        client.managedClusters.delete(group, name, { abortSignal: signal, onResponse }),
      );
      return createOperation(arm, first, undefined);
    },
    async userKubeconfig(group, name, signal) {
      const client = await service();
      // Only clusters with Entra ID heed the format; theirs is kubelogin's exec form then.
      const reply = await client.managedClusters.listClusterUserCredentials(group, name, {
        abortSignal: signal,
        format: "exec",
      });
      const value = reply.kubeconfigs?.[0]?.value;
      if (value === undefined) {
        throw new CliError("NoKubeconfig", `Azure gave no kubeconfig for the cluster ${name}`, {
          hint: `Look at its state with: aks-sandbox cluster show -g ${group} -c ${name}`,
        });
      }
      return Buffer.from(value).toString("utf8");
    },
  };
}
