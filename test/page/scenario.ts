import type { Simulator } from "../../src/simulator/simulator.js";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmClient } from "../helpers/arm-client.js";

const minuteMs = 60_000;

/** Nothing that a client may send gets into the page as markup. */
export const hostileText = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

/** Clusters and operations of every kind: ended well, failed, canceled, with an error on the way, and two that run. */
export async function busyAzure(simulator: Simulator): Promise<ArmClient> {
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await makeGroup(arm, "shop-rg");
  const tenants = clusterPath("tenants-rg", "tenants");
  const shop = clusterPath("shop-rg", "shop");
  const pool = (cluster: string, name: string, changes: object = {}) =>
    arm("PUT", `${cluster}/agentPools/${name}`, { body: kataPool(changes) });
  await arm("PUT", tenants, { body: clusterBody() });
  simulator.advance(2 * minuteMs);
  await arm("PUT", shop, { body: clusterBody({ dnsPrefix: "shop" }) });
  simulator.advance(18 * minuteMs);
  simulator.faults.add({ name: "error-while-running", path: "sandbox" });
  await pool(tenants, "sandbox");
  simulator.faults.add({ name: "operation-fails", path: "untrusted", code: "CapacityGone", message: hostileText });
  await pool(shop, "untrusted", { count: 6 });
  simulator.advance(15 * minuteMs);
  await pool(shop, "builds", { count: 12 });
  simulator.advance(1.5 * minuteMs);
  await arm("DELETE", `${shop}/agentPools/builds`);
  simulator.advance(4 * minuteMs);
  simulator.faults.add({ name: "node-never-ready", path: "batch" });
  await pool(tenants, "batch", { count: 5, vmSize: "Standard_D8s_v5" });
  await pool(shop, "builds2", { count: 4 });
  simulator.advance(2.2 * minuteMs);
  return arm;
}
