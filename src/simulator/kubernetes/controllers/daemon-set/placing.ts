import type { PodObject } from "../../objects/objects.js";
import type { PodControl } from "../pod-control.js";
import { isAvailable, isReady } from "../pod-state.js";
import type { FailedPodBackOff } from "./failed-pods.js";
import { oldestFirst, placementOn } from "./placement.js";
import { isFresh, surgeOf, type Daemons, type Plan } from "./rolling-update.js";

/** Which nodes lack a daemon pod, and which pods are too many, failed, or on a node that is not meant for them (`manage`). */
export function planPlacing(daemons: Daemons, events: PodControl, backOff: FailedPodBackOff): Plan {
  const { set, nodes, podsOn } = daemons;
  const deletions: PodObject[] = [];
  const creations: string[] = [];
  const mayDouble = surgeOf(set, 1) > 0;
  for (const node of nodes) {
    const { name } = node.metadata;
    const present = podsOn.get(name) ?? [];
    const { isWanted, mayStay } = placementOn(node, set);
    const alive = present.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    if (isWanted && present.length === 0) creations.push(name);
    else if (!mayStay) deletions.push(...alive);
    else {
      const running = alive.filter((pod) => pod.status.phase !== "Failed" && pod.status.phase !== "Succeeded");
      deletions.push(...endedPods(daemons, name, alive, events, backOff));
      deletions.push(...(mayDouble ? surplusOfSurge(running, daemons) : oldestFirst(running).slice(1)));
      if (mayDouble && isWanted && running.length === 0) creations.push(name);
    }
  }
  const known = nodes.map((node) => node.metadata.name);
  // Pods that wait for a node that is not there any more.
  const lost = [...podsOn].filter(([name]) => !known.includes(name)).flatMap(([, pods]) => pods);
  deletions.push(
    ...lost.filter((pod) => (pod.spec.nodeName ?? "") === "" && pod.metadata.deletionTimestamp === undefined),
  );
  return { deletions, creations };
}

function endedPods(
  { set }: Daemons,
  node: string,
  alive: readonly PodObject[],
  events: PodControl,
  backOff: FailedPodBackOff,
): PodObject[] {
  return alive.filter((pod) => {
    const { namespace = "", name } = pod.metadata;
    if (pod.status.phase === "Failed" && backOff.allows(set.metadata.uid, node)) {
      const message = `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`;
      events.event(set, "Warning", "FailedDaemonPod", message);
      return true;
    }
    if (pod.status.phase !== "Succeeded") return false;
    const message = `Found succeeded daemon pod ${namespace}/${name} on node ${node}, will try to delete it`;
    events.event(set, "Normal", "SucceededDaemonPod", message);
    return true;
  });
}

/** Two pods may be on a node only while the new one is not ready and the old one is. */
function surplusOfSurge(running: readonly PodObject[], { hash, set, nowMs }: Daemons): PodObject[] {
  if (running.length <= 1) return [];
  const ordered = oldestFirst(running);
  const fresh = ordered.find((pod) => isFresh(pod, hash));
  const stale = ordered.find((pod) => !isFresh(pod, hash));
  const others = ordered.filter((pod) => pod !== fresh && pod !== stale);
  if (fresh === undefined || stale === undefined) return others;
  const isUp = isAvailable(fresh, set.spec.minReadySeconds ?? 0, nowMs);
  return isUp || !isReady(stale) ? [...others, stale] : others;
}
