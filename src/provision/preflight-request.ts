import type { PreflightRequest } from "../preflight/rule.js";
import type { PoolSpec, SandboxSpec } from "../spec/sandbox-spec.js";
import { clusterBody } from "./cluster-body.js";
import { poolBody } from "./pool-body.js";

/** The part of what is asked for that the checks are about. */
export interface PreflightSpec extends Pick<
  SandboxSpec,
  "resourceGroup" | "cluster" | "location" | "newCluster" | "useKubernetes" | "skipChecks"
> {
  /** Undefined: a cluster without a sandbox pool. */
  readonly pool: PoolSpec | undefined;
}

/** What the checks look at: the bodies that would be sent, and what of it would be made. */
export function preflightRequest(
  spec: PreflightSpec,
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
    poolBody: spec.pool === undefined ? {} : poolBody(spec.pool),
    newCluster: spec.newCluster,
    clusterBody: clusterBody(place, spec.newCluster, spec.pool),
    ...created,
    useKubernetes: spec.useKubernetes && wait,
  };
}
