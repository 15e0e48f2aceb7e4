import type { CommandContext } from "../commands/command.js";
import type { AzureSettings } from "../context.js";
import { usageError } from "../errors.js";
import { noFacts } from "../facts/facts.js";
import { judgeSize } from "../preflight/judge-size.js";
import { byNearness } from "../preflight/nearest-sizes.js";
import { poolBody } from "../provision/pool-body.js";
import type { CommandResult } from "../report/result.js";
import { sizesReport } from "../report/sizes-report.js";
import { resolveNewCluster } from "../spec/resolve.js";
import type { PoolSpec } from "../spec/sandbox-spec.js";

/** Every VM size of a region, judged for a pool like `pool`; the nearest to `wanted` first, else those that pass. */
export async function listSizes(
  context: CommandContext,
  settings: AzureSettings,
  location: string,
  pool: PoolSpec,
  wanted: string | undefined,
): Promise<CommandResult> {
  const azure = await context.connectAzure(settings);
  const [vmSizes, usages] = await Promise.all([
    azure.offers.vmSizes(location, context.signal),
    azure.offers.usages(location, context.signal),
  ]);
  if (vmSizes.length === 0) {
    throw usageError(
      "NoVmSizes",
      `location "${location}" offers no VM sizes to this subscription`,
      "spell it as in: az account list-locations --query [].name",
    );
  }
  const request = {
    resourceGroup: "",
    clusterName: "",
    pool,
    poolBody: poolBody(pool),
    newCluster: resolveNewCluster({}),
    clusterBody: {},
    createsCluster: false,
    createsPool: true,
    createsGroup: false,
    useKubernetes: false,
  };
  const facts = { ...noFacts, location, vmSizes, usages };
  const known = vmSizes.find(({ name }) => name.toLowerCase() === wanted?.toLowerCase());
  const ordered =
    wanted === undefined ? [...vmSizes].sort((a, b) => a.vcpus - b.vcpus) : byNearness(vmSizes, wanted, known);
  const judged = ordered.map((size) => judgeSize(request, facts, size));
  const order = ["passes", "advisory", "refused"];
  const sorted =
    wanted === undefined ? judged.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict)) : judged;
  return sizesReport(sorted, { location, runtime: pool.runtime.id, wanted, prefix: `pool ${pool.name}: ` });
}
