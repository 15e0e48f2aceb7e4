import type { RefusalError } from "../../arm/errors.js";
import type { JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster } from "../cluster.js";
import type { ContractRoot } from "../contract/contract.js";
import type { DurationKind } from "../durations-data.js";

/** How the service treats one type of what it stores below clusters. */
export interface SubResourceKind {
  /** Below the cluster's type: `loadBalancers`. */
  readonly type: string;
  /** A key of `apiVersions`. */
  readonly apiVersions: string;
  readonly root: ContractRoot;
  /** It extends the cluster (`.../providers/Microsoft.ContainerService/deploymentSafeguards/x`) in place of lying below it. */
  readonly isExtension?: boolean;
  /** Kinds of duration; undefined: written and deleted at once, without a provisioningState. */
  readonly operation?: { readonly write: DurationKind; readonly delete: DurationKind };
  /** The state of a new one; undefined: `Creating`. */
  readonly newState?: "Updating";
  /** Which headers of an operation the reply to a PUT has. */
  readonly writeHeaders: "none" | "operation" | "both";
  /** What the reply to a DELETE has. */
  readonly deleteReply: { readonly headers: "location" | "both"; readonly hasBody: boolean };
  readonly hasETag: boolean;
  /** Its replies name the charset; other replies of AKS do not. */
  readonly isCharsetNamed: boolean;
  /** A list with something in it has a nextLink that leads to an empty page. */
  readonly hasNextLink: boolean;
  /** The group is `resourcegroups` in ids, as in those of clusters. */
  readonly isIdLowerCase: boolean;
  /** A resource with a place, tags and marks of who made it, known to Azure's own list of resources. */
  readonly isTracked?: boolean;
  /** Lists name the charset where single ones do not. */
  readonly isListCharsetNamed?: boolean;
  /** The status of the reply to a PUT that makes one; undefined: 201. */
  readonly newStatus?: 200;
  /** The same for one that is there already; undefined: 200. */
  readonly changedStatus?: 201;
  /** Bodies name the type; undefined: they do. */
  readonly isTypeShown?: false;
  /** The only name that there can be. */
  readonly onlyName?: string;
  /** What the service fills in or leaves out of what was sent. */
  readonly complete?: (sent: JsonObject, about: Completion) => JsonObject;
  /** undefined: AKS's flat `NotFound` with a text of ours. */
  readonly missing?: (name: string, about: Omit<Completion, "name">) => RefusalError;
}

/** What is filled in may depend on. */
export interface Completion {
  readonly world: World;
  readonly cluster: Cluster;
  readonly name: string;
}
