import type { PodObject } from "./objects.js";

/** The pod's readiness gates with the status of the condition that each looks at; undefined where there is none. */
export function readinessGates({ spec, status }: PodObject): readonly { type: string; status: string | undefined }[] {
  return (spec.readinessGates ?? []).map(({ conditionType: type }) => {
    const found = status.conditions?.find((condition) => condition.type === type);
    return { type, status: found?.status };
  });
}
