import type { ClusterState } from "./cluster-state.js";
import { timestamp } from "./objects/objects.js";
import { events } from "./store/resources.js";

export interface NewEvent {
  readonly object: {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly fieldPath?: string;
  };
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host?: string;
}

/** Records an event; the same one again raises its count, as the client-go recorder does. */
export function recordEvent(state: ClusterState, event: NewEvent): void {
  const namespace = event.object.namespace ?? "default";
  const now = timestamp(state.clock.now());
  for (const known of state.store.each(events)) {
    const isSame =
      known.metadata.namespace === namespace &&
      known["reason"] === event.reason &&
      known["message"] === event.message &&
      JSON.stringify(known["involvedObject"]) === JSON.stringify(involved(event));
    if (!isSame) continue;
    state.store.put(events, { ...known, count: Number(known["count"] ?? 1) + 1, lastTimestamp: now });
    return;
  }
  state.store.put(events, {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: `${event.object.name}.${state.random.guid().replaceAll("-", "").slice(0, 16)}`,
      namespace,
      uid: state.random.guid(),
      resourceVersion: "",
      creationTimestamp: now,
    },
    involvedObject: involved(event),
    reason: event.reason,
    message: event.message,
    source: { component: event.component, ...(event.host === undefined ? {} : { host: event.host }) },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type: event.type,
    eventTime: null,
    reportingComponent: event.component,
    reportingInstance: event.host ?? "",
  });
}

function involved({ object }: NewEvent) {
  const { kind, name, namespace, uid, fieldPath } = object;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    apiVersion: "v1",
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}
