import type { ArmHandler } from "../../arm/context.js";
import { compact } from "../../json.js";
import { upgradesOf } from "../upgrade-paths.js";
import { defaultMinor, listedPatches, offeredMinors } from "../versions.js";

/** Recorded without either to 2023-07-07, with the second alone on 2023-10-11, with both on 2023-11-06. */
const previewShownFromMs = Date.UTC(2023, 9, 11);
const defaultShownFromMs = Date.UTC(2023, 10, 6);

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
          isDefault: offer.minor === newest && timeMs >= defaultShownFromMs ? true : undefined,
          isPreview: offer.isPreview && timeMs >= previewShownFromMs ? true : undefined,
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
