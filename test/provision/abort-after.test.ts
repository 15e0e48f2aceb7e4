import assert from "node:assert/strict";
import { test } from "node:test";
import type { DaemonSet, DaemonSets } from "../../src/kubernetes/kubernetes.js";
import { abortAfter } from "../../src/provision/abort-after.js";
import { untilRolledOut } from "../../src/provision/installer-rollout.js";
import { virtualClock } from "../helpers/virtual-clock.js";

const signal = new AbortController().signal;
const minuteMs = 60_000;
const daemonSet = { namespace: "installers", name: "installer" };

/** A DaemonSet on three nodes that comes to one more each `minutes`. */
function nodeByNode(clock: ReturnType<typeof virtualClock>, minutes: number): DaemonSets {
  return {
    watch: async (_namespace, onChange, signal) => {
      const at = (updated: number): DaemonSet => ({
        name: "installer",
        desired: 3,
        updated,
        ready: 3,
        isObserved: true,
      });
      for (let updated = 0; !onChange([at(updated)]); updated++) await clock.sleep(minutes * minuteMs, signal);
    },
  };
}

/** What comes of waiting for it with ten minutes for the next node. */
async function waited(minutes: number): Promise<number | "too long"> {
  const clock = virtualClock();
  const limit = abortAfter({ clock, signal, deadlineMs: undefined }, 10 * minuteMs);
  const rollout = { kubernetes: { daemonSets: nodeByNode(clock, minutes) }, daemonSet };
  try {
    return await untilRolledOut({ ...rollout, signal: limit.signal, onProgress: limit.restart });
  } catch (error) {
    if (!limit.expired()) throw error;
    return "too long";
  } finally {
    limit.dispose();
  }
}

test("the limit on an installer's rollout is for the next node, not for all of them", async () => {
  assert.equal(await waited(9), 3);
  assert.equal(await waited(11), "too long");
});
