import type { Operation } from "../arm/operations.js";
import type { World } from "../world.js";
import { endState, runOperation, type CourseEvent, type Outcome } from "./run-operation.js";
import type { RunningResource } from "./running-resource.js";
import { newETag } from "./start-operation.js";

/** What such an operation is, besides its name. */
export interface ResourceCourse {
  readonly durationMs: number;
  readonly events: readonly CourseEvent[];
  /** Called before the state is set. */
  readonly onEnd?: (outcome: Outcome) => void;
}

/** Sets a started operation of the resource going: its state is the operation's verb until it ends. */
export function runResource(
  world: World,
  resource: RunningResource,
  operation: Operation,
  course: ResourceCourse,
  isPool: boolean,
): void {
  resource.state = operation.verb;
  resource.running = operation;
  newETag(world, resource, operation, "start");
  resource.cancel = runOperation(world, operation, {
    durationMs: course.durationMs,
    events: course.events,
    onEnd: (outcome) => {
      resource.running = undefined;
      resource.cancel = undefined;
      course.onEnd?.(outcome);
      resource.state = endState(outcome, isPool);
      newETag(world, resource, operation, "end");
    },
  });
}
