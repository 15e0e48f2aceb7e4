import type { Scope } from "./scope.js";

/** Somebody has a role somewhere. */
export interface RoleAssignment {
  /** A GUID; the key under which the world keeps it. */
  readonly name: string;
  readonly scope: Scope;
  readonly principalId: string;
  readonly principalType: string;
  /** The GUID of a built-in role. */
  readonly role: string;
  readonly description?: string;
  readonly createdMs: number;
}

/** Something may not be deleted, or not be changed at all. */
export interface Lock {
  readonly name: string;
  readonly scope: Scope;
  readonly level: "CanNotDelete" | "ReadOnly";
  readonly notes: string | undefined;
}

/** A policy that denies. Assigned to the subscription unless `scope` says otherwise. */
export interface DenyPolicy {
  /** Name of the assignment and of the definition. */
  readonly name: string;
  /** `/resourceGroups/<name>`, below the subscription; default: the whole of it. */
  readonly scope?: string;
  /** `Microsoft.ContainerService/managedClusters`, `Microsoft.ContainerService/managedClusters/agentPools`, ... */
  readonly resourceType: string;
  /** A place in the request's body, `properties.agentPoolProfiles[*].vmSize`; default: every request is denied. */
  readonly field?: string;
  /** Values that are allowed there. Only one of the two counts; without both, that the field is absent is denied. */
  readonly allowed?: readonly string[];
  /** Values that are denied there. */
  readonly denied?: readonly string[];
}
