import type { PoolSpec } from "../spec/sandbox-spec.js";

/** What has to be known of new nodes where something is installed on them, a line each; none where AKS brings the runtime. */
export function installerNotes({ runtime, size, initializationTaints }: PoolSpec): readonly string[] {
  const { installer, id } = runtime;
  if (installer === undefined) return [];
  const ready = installer.readyLabel;
  const held = initializationTaints.join(", ");
  return [
    ...(held === ""
      ? []
      : [
          `of a new cluster, a new node takes no pods before the installer has removed its taint ${held} (nodeInitializationTaints); AKS takes them with a new cluster alone: a pool added to one that exists comes without them`,
        ]),
    ...(ready === undefined
      ? []
      : [
          `a new node takes no pods of the class before it has the label ${ready.key}=${ready.value}, which the installer sets last${held === "" && installer.startTaint !== undefined ? " (nodeInitializationTaints are not asked for: up --api-version with a preview version does, for a new cluster)" : ""}`,
        ]),
    ...(ready !== undefined && size.kind === "autoscaled" && size.minCount === 0
      ? [
          `with --min-count 0 the autoscaler may never start a first node for ${id}: it does not know that a new node will get that label`,
        ]
      : []),
  ];
}
