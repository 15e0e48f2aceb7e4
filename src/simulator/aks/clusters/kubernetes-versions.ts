import type { ArmHandler } from "../../arm/context.js";
import { compact } from "../../json.js";
import { upgradesOf } from "../upgrade-paths.js";
import { defaultMinor, listedPatches, offeredMinors } from "../versions.js";

/**
 * `locations/{location}/kubernetesVersions`, as recorded 2024-09-04: minor versions newest first, their patches in the
 * order of the text. Every region has the same (assumed; releases reach regions within some days).
 */
export const listKubernetesVersions: ArmHandler = (world) => {
  const timeMs = world.clock.now();
  const newest = defaultMinor(timeMs);
  return {
    status: 200,
    body: {
      values: [...offeredMinors(timeMs)].reverse().map((offer) =>
        compact({
          version: offer.minor,
          capabilities: { supportPlan: [...offer.plans] },
          isDefault: offer.minor === newest ? true : undefined,
          isPreview: offer.isPreview ? true : undefined,
          patchVersions: Object.fromEntries(
            [...listedPatches(offer, timeMs)]
              .sort()
              .map((patch) => [patch, { upgrades: upgradesOf(patch, timeMs).map(({ version }) => version) }]),
          ),
        }),
      ),
    },
  };
};
