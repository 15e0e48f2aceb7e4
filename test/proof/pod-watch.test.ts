import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Clock } from "../../src/clock.js";
import type { KubernetesConnection, PodEvent, PodResult } from "../../src/kubernetes/kubernetes.js";
import { PodWatch } from "../../src/proof/pod-watch.js";

const pod = (index: number, phase: string): PodResult => ({
  name: `p${index}`,
  uid: `u${index}`,
  labels: {},
  nodeName: undefined,
  phase,
  runtimeClassName: undefined,
  reason: undefined,
  createdMs: 0,
  finishedMs: undefined,
  imageId: undefined,
});

/** A clock whose seconds pass when the test says so. */
function handClock() {
  let nowMs = 0;
  let wake: () => void = () => undefined;
  const clock: Clock = {
    scale: 1,
    now: () => nowMs,
    elapsedMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        wake = () => {
          nowMs += ms;
          resolve();
        };
        signal?.addEventListener("abort", () => {
          reject(signal.reason as Error);
        });
      }),
  };
  return {
    clock,
    tick: () => {
      wake();
    },
  };
}

function start() {
  let setPods: (present: readonly PodResult[]) => boolean = () => false;
  let setEvents: (present: readonly PodEvent[]) => boolean = () => false;
  let fail: (error: Error) => void = () => undefined;
  const kubernetes = {
    pods: {
      watchAll: (_namespace: string, _labels: string, onChange: typeof setPods) => {
        setPods = onChange;
        return new Promise((_resolve, reject) => (fail = reject));
      },
    },
    events: {
      watchPods: (_namespace: string, onChange: typeof setEvents) => {
        setEvents = onChange;
        return new Promise(() => undefined);
      },
    },
  } as unknown as Pick<KubernetesConnection, "pods" | "events">;
  const { clock, tick } = handClock();
  const stop = new AbortController();
  const watch = new PodWatch(kubernetes, { clock, namespace: "default", labelSelector: "", signal: stop.signal });
  return {
    watch,
    tick,
    stop,
    setPods,
    setEvents,
    fail: (error: Error) => {
      fail(error);
    },
  };
}

describe("waiting for many pods", () => {
  it("asks each waiter when its own pod or an event of it has changed, and no other", async () => {
    const { watch, setPods, setEvents } = start();
    const count = 200;
    const pods = Array.from({ length: count }, (_, index) => pod(index, "Pending"));
    const asked = pods.map(() => 0);
    const ended = pods.map(({ name }, index) =>
      watch.until(name, (view) => {
        asked[index] = (asked[index] ?? 0) + 1;
        return view.pod?.phase === "Succeeded" ? view.events.map(({ reason }) => reason) : undefined;
      }),
    );
    setPods([...pods]);
    const events: PodEvent[] = [];
    for (const [index, { uid }] of pods.entries()) {
      events.push({ podUid: uid, type: "Normal", reason: `Pulled${index}`, message: "" });
      setEvents([...events]);
      pods[index] = pod(index, "Succeeded");
      setPods([...pods]);
    }
    assert.deepEqual(
      await Promise.all(ended),
      pods.map((_, index) => [`Pulled${index}`]),
    );
    // At the start, when it is there, at its event, at its end: whatever the others did.
    assert.deepEqual(new Set(asked), new Set([4]));
  });

  it("tells a pod that was deleted, and how long was waited", async () => {
    const { watch, tick, setPods } = start();
    const gone = watch.until("p0", ({ isDeleted }) => (isDeleted ? "deleted" : undefined));
    const late = watch.until("p1", (_view, waitedMs) => (waitedMs >= 1_000 ? waitedMs : undefined));
    setPods([pod(0, "Running")]);
    setPods([]);
    assert.equal(await gone, "deleted");
    tick();
    assert.equal(await late, 1_000);
  });

  it("ends every wait with the fault of the watch, and with the reason of an interruption", async () => {
    const first = start();
    const waits = ["p0", "p1"].map((name) => first.watch.until(name, () => undefined));
    first.fail(new Error("the API server is gone"));
    for (const wait of waits) await assert.rejects(wait, /the API server is gone/);
    await assert.rejects(
      first.watch.until("p2", () => undefined),
      /the API server is gone/,
    );

    const second = start();
    const wait = second.watch.until("p0", () => undefined);
    second.stop.abort(new Error("interrupted"));
    await assert.rejects(wait, /interrupted/);
  });
});
