import type { PoolSpec } from "../spec/sandbox-spec.js";

/** What has to be known of new nodes where something is installed on them, a line each; none where AKS brings the runtime. */
export function installerNotes({ runtime, size }: PoolSpec): readonly string[] {
  const { installer, id } = runtime;
  if (installer === undefined) return [];
  const ready = installer.readyLabel;
  return [
    ...(ready === undefined
      ? []
      : [
          // Read in the contracts of 2024-05 to 2026-05: the property is in preview versions alone.
          `a new node takes no pods of the class before it has the label ${ready.key}=${ready.value}, which the installer sets last (the stable api-versions have no nodeInitializationTaints)`,
        ]),
    ...(ready !== undefined && size.kind === "autoscaled" && size.minCount === 0
      ? [
          `with --min-count 0 the autoscaler may never start a first node for ${id}: it does not know that a new node will get that label`,
        ]
      : []),
  ];
}
