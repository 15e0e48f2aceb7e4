import type { Principal } from "../entra/principals.js";
import type { World } from "../world.js";
import { checkAccess } from "./access.js";
import { checkLocks } from "./locks.js";
import { checkPolicies } from "./policies.js";

export interface AuthorizedRequest {
  readonly principal: Principal;
  readonly method: string;
  /** `Microsoft.ContainerService/managedClusters/write` */
  readonly action: string;
  readonly path: string;
  readonly body: unknown;
}

/** What ARM's gateway looks at before a provider sees a request: roles, then locks, then policies (order: assumed). */
export function authorize(world: World, { principal, method, action, path, body }: AuthorizedRequest): void {
  checkAccess(world, principal, action, path);
  checkLocks(world, method, action, path);
  checkPolicies(world, method, action, path, body);
}
