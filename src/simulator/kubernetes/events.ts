import type { ClusterState } from "./cluster-state.js";
import { timestamp } from "./objects/objects.js";
import { events } from "./store/resources.js";

export interface NewEvent {
  readonly object: {
    readonly kind: string;
    /** Default `v1`. */
    readonly apiVersion?: string;
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

/** Name of the event that says a thing already, by cluster. */
const recorded = new WeakMap<object, Map<string, string>>();

/** Records an event; the same one again raises its count, as the client-go recorder does. */
export function recordEvent(state: ClusterState, event: NewEvent): void {
  const namespace = event.object.namespace ?? "default";
  const now = timestamp(state.clock.now());
  const names = recorded.get(state.store) ?? new Map<string, string>();
  recorded.set(state.store, names);
  const key = JSON.stringify([namespace, event.reason, event.message, involved(event)]);
  const known = state.store.get(events, namespace, names.get(key) ?? "");
  if (known !== undefined) {
    state.store.put(events, { ...known, count: Number(known["count"] ?? 1) + 1, lastTimestamp: now });
    return;
  }
  const name = `${event.object.name}.${nextMoment(state)}`;
  names.set(key, name);
  state.store.put(events, {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name,
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

/** Of the last event's name, nanoseconds, by cluster. */
const lastMoments = new WeakMap<object, bigint>();

/**
 * Nanoseconds in hexadecimal, as client-go names events, so that a list, which is in the order of names, tells what
 * happened to an object in its order. Simulated time is in milliseconds: those at one moment follow each other.
 */
function nextMoment(state: ClusterState): string {
  const now = BigInt(Math.floor(state.clock.now())) * 1_000_000n;
  const last = lastMoments.get(state.store) ?? 0n;
  const moment = now > last ? now : last + 1n;
  lastMoments.set(state.store, moment);
  return moment.toString(16);
}

function involved({ object }: NewEvent) {
  const { kind, apiVersion = "v1", name, namespace, uid, fieldPath } = object;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    apiVersion,
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}
