import type { Pool } from "../azure/azure.js";
import { runtimeOfPool } from "../runtimes/index.js";
import type { RuntimeTable, SandboxRuntime } from "../runtimes/runtime.js";
import { runtimeMark } from "../runtimes/marks.js";
import type { ProofWarning } from "./class-warnings.js";

/** What Azure says of the pools that does not fit a sandbox: it decides no verdict, for the pods that ran do. */
export function poolFindings(pools: readonly Pool[], rows: RuntimeTable): readonly ProofWarning[] {
  return pools
    .flatMap((pool) => {
      const row = runtimeOfPool(pool, rows);
      return [markWithoutRuntime(pool, row), otherImage(pool, row), notSucceeded(pool, row)];
    })
    .filter(isThere);
}

function isThere(warning: ProofWarning | undefined): warning is ProofWarning {
  return warning !== undefined;
}

/** Our label on a pool that AKS has without a sandbox runtime. */
function markWithoutRuntime(pool: Pool, row: SandboxRuntime | undefined): ProofWarning | undefined {
  const { name, workloadRuntime, nodeLabels } = pool;
  const mark = nodeLabels[runtimeMark];
  if (mark === undefined || row?.id === mark) return undefined;
  return {
    id: "pool-runtime",
    text: `pool ${name} is marked ${runtimeMark}=${mark}, and its workloadRuntime in Azure is ${workloadRuntime}`,
    cure: "make the pool anew: its runtime cannot be changed",
  };
}

function otherImage(pool: Pool, row: SandboxRuntime | undefined): ProofWarning | undefined {
  const { name, nodeImageVersion } = pool;
  if (row?.imageMarker === undefined || nodeImageVersion === undefined) return undefined;
  if (nodeImageVersion.toLowerCase().includes(row.imageMarker)) return undefined;
  return {
    id: "pool-image",
    text: `pool ${name} has node image ${nodeImageVersion}, which is not one with ${row.title} (${row.imageMarker})`,
    cure: "upgrade the pool's node image",
  };
}

function notSucceeded(pool: Pool, row: SandboxRuntime | undefined): ProofWarning | undefined {
  const { name, provisioningState } = pool;
  if (row === undefined || provisioningState === "Succeeded") return undefined;
  return {
    id: "pool-state",
    text: `pool ${name} is ${provisioningState} in Azure`,
    cure: "wait until it is Succeeded, and run verify again",
  };
}
