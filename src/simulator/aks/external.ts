import { notModelled } from "../arm/errors.js";
import { numberAt, textAt, type JsonObject } from "../json.js";
import type { World } from "../world.js";

/** Tag that a pool shows whose machines exist in ARM alone, beside a real cluster. Azure has no such tag. */
export const virtualTag = "aks-sandbox-virtual";

/** Whether a pool's machines exist in ARM alone: the Kubernetes half is a real cluster, and gives it no node. */
export function isVirtual(world: World, poolName: string): boolean {
  const { external } = world.kubernetes;
  return external !== undefined && !external.poolNodes.has(poolName);
}

/** One real cluster cannot be two. */
export function refuseSecondCluster(world: World): void {
  const { external } = world.kubernetes;
  const [first] = world.clusters.values();
  if (external === undefined || first === undefined) return;
  throw notModelled(
    `a second cluster: there is one real cluster (${external.server}), and cluster '${first.name}' of resource group ` +
      `'${first.group}' has it`,
  );
}

/** A real cluster takes no tokens of the local Entra. `properties` are a cluster's. */
export function checkExternalCluster(world: World, properties: JsonObject): void {
  if (world.kubernetes.external === undefined || properties["aadProfile"] === undefined) return;
  throw notModelled("Entra integration of a real cluster (--kubernetes-kubeconfig)");
}

/** A pool with a real node has that one, and what it runs stays as it is. `before`: undefined for a new pool. */
export function checkExternalPool(world: World, name: string, before: JsonObject | undefined, after: JsonObject): void {
  const node = world.kubernetes.external?.poolNodes.get(name);
  if (node === undefined) return;
  const count = numberAt(after, "count") ?? 1;
  if (count > 1) {
    throw notModelled(`${count} nodes in pool '${name}': it has one real node, ${node}; ask for 1`);
  }
  const type = textAt(after, "type") || "VirtualMachineScaleSets";
  if (type !== "VirtualMachineScaleSets")
    throw notModelled(`type ${type} of pool '${name}', whose real node is ${node}`);
  if (textAt(after, "osType") === "Windows") throw notModelled(`Windows on pool '${name}', whose real node is ${node}`);
  const isUpgrade = ["currentOrchestratorVersion", "nodeImageVersion", "osSKU"].some(
    (key) => before !== undefined && before[key] !== after[key],
  );
  if (isUpgrade) throw realUpgrade(`pool '${name}', whose node is the real ${node}`);
}

/** POST of another image for a pool. */
export function refuseExternalImage(world: World, name: string): void {
  const node = world.kubernetes.external?.poolNodes.get(name);
  if (node !== undefined) throw realUpgrade(`pool '${name}', whose node is the real ${node}`);
}

/** The control plane of a real cluster stays as it is. */
export function refuseExternal(world: World, what: "upgrade" | "stop"): void {
  const { external } = world.kubernetes;
  if (external === undefined) return;
  if (what === "upgrade") throw realUpgrade(`the control plane, which is the real one at ${external.server}`);
  throw notModelled(`stopping the real cluster at ${external.server}`);
}

function realUpgrade(of: string) {
  return notModelled(`the upgrade of ${of}`);
}
