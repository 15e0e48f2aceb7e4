import { admitMachines } from "../../compute/admit.js";
import { surgeOf } from "../../compute/machines-in-use.js";
import { nameOf, type ArmHandler } from "../../arm/context.js";
import { currentImage } from "../pool-defaults.js";
import { refuseExternalImage } from "../external.js";
import { refuseMachinesPool } from "../single-machines/machines-pool.js";
import { machineEvents } from "../replace-machines.js";
import { operationHeaders, refuseWhenBusy } from "../start-operation.js";
import { findPool, parentOf, poolId } from "./find-pool.js";
import { runPool, writtenPool } from "./start-pool.js";

/**
 * POST upgradeNodeImageVersion. Recorded 2022: 202 with the pool in state UpgradingNodeImageVersion, its old image still,
 * both headers. Its result is 200 in the end (contract; published SDKs refuse 204). Where the image is the newest
 * already, the operation does nothing (assumed).
 */
export const upgradeNodeImage: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "write");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  refuseMachinesPool(pool, "upgraded");
  refuseWhenBusy(cluster, "UpgradingNodeImageVersion", false);
  refuseExternalImage(world, pool.name);
  const image = currentImage(pool.properties, world.clock.now());
  const isNewest = pool.properties["nodeImageVersion"] === image;
  const kind = isNewest ? "pool-update-settings" : "pool-update-machines";
  if (!isNewest) admitMachines(world, cluster, [{ properties: pool.properties, machines: surgeOf(pool.properties) }]);
  pool.nextImage = image;
  const operation = runPool(
    world,
    cluster,
    pool,
    "UpgradingNodeImageVersion",
    {
      durationMs: world.durations(kind, `${poolId(world, cluster, pool)}/${world.clock.now()}`),
      events: isNewest ? [] : machineEvents(world, cluster, pool, pool.machines.length),
      onEnd: ({ status }) => {
        pool.nextImage = undefined;
        // What an abort or a failure left half-way is upgraded to the end by the next operation.
        const isBegun = pool.machines.some(({ settings }) => settings.nodeImageVersion === image);
        if (status === "Succeeded" || isBegun) pool.properties = { ...pool.properties, nodeImageVersion: image };
      },
    },
    200,
  );
  return {
    status: 202,
    headers: operationHeaders(world, operation, true),
    body: writtenPool(world, cluster, pool, request),
  };
};
