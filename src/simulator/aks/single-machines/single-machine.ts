import type { OperationError } from "../../arm/operations.js";
import type { JsonObject } from "../../json.js";
import type { RunningResource } from "../running-resource.js";

/** What a machine of a pool of mode `Machines` has beside what every machine has: it is a resource of its own. */
export interface SingleMachine extends RunningResource {
  /** In its path; its node has a longer one. */
  readonly name: string;
  /** Its own, named and filled in as a pool's. */
  properties: JsonObject;
  /** As sent, section by section: what is not filled in comes back from here. */
  sections: JsonObject;
  readonly createdMs: number;
  /** The virtual machine is there, and its node has joined. */
  isMade: boolean;
  /** Why it could not be made. */
  error: OperationError | undefined;
}
