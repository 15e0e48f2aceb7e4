import type { PreflightRequest } from "../preflight/rule.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";
import { clusterBody } from "./cluster-body.js";
import { poolBody } from "./pool-body.js";

/** What the checks look at: the bodies that would be sent, and what of it would be made. */
export function preflightRequest(
  spec: SandboxSpec,
  making: Pick<PreflightRequest, "createsCluster" | "createsPool" | "createsGroup"> & {
    /** Region of the cluster; empty where nothing says so. */
    readonly location: string;
    /** False with `--no-wait`, which does the Azure half alone. Default true. */
    readonly wait?: boolean;
  },
): PreflightRequest {
  const { location, wait = true, ...created } = making;
  const place = { name: spec.cluster, resourceGroup: spec.resourceGroup, location };
  return {
    resourceGroup: spec.resourceGroup,
    clusterName: spec.cluster,
    pool: spec.pool,
    poolBody: poolBody(spec.pool),
    newCluster: spec.newCluster,
    clusterBody: clusterBody(place, spec.newCluster, spec.pool),
    ...created,
    useKubernetes: spec.useKubernetes && wait,
  };
}
