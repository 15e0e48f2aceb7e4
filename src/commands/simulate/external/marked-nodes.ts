import type { Clock } from "../../../clock.js";
import type { DrainablePod, EditableNode, NodeEditor } from "../../../kubernetes/edit-nodes.js";
import { ApiStatusError } from "../../../kubernetes/kubernetes-error.js";
import { markPatch, ownerOf, type MarkOwner, type NodeMarks } from "./node-marks.js";

export interface MarkedNodesParts {
  readonly editor: NodeEditor;
  readonly clock: Clock;
  /** Who marks nodes, asked as it is done. */
  readonly owner: () => MarkOwner;
  /** Nodes that pools may have: ours until the end, so that no other local Azure takes them. */
  readonly held: ReadonlySet<string>;
  /** Nodes that a run that is no more has left marked. */
  readonly left: readonly string[];
  /** Told of what does not work; it is tried again. */
  readonly onFault: (text: string) => void;
}

/** Of a node that no pool has now: only whose it is stands on it. */
const noMarks: NodeMarks = { machine: "", labels: {}, taints: [], firstTaints: [], cordoned: false };

/** Pause before the next try of what failed, and between two tries of evictions (kubectl's own); wall time. */
const retryMs = 5_000;
/** Somebody else's change is put back not more often than this, wall time; AKS's own pace is not known. */
const settleMs = 1_000;

/**
 * Keeps the marks of real nodes as they are wanted: after each change of what is wanted, and after each change that
 * somebody else made to a node.
 */
export class MarkedNodes {
  readonly #parts: MarkedNodesParts;
  readonly #wanted = new Map<string, NodeMarks>();
  /** What nodes carried whose machine has gone; its pods go before its marks do. */
  readonly #leaving = new Map<string, NodeMarks>();
  readonly #stop = new AbortController();
  #seen: readonly EditableNode[] = [];
  #wake: () => void = () => undefined;
  #isAwake = false;
  #running: readonly Promise<void>[] = [];
  #lastFault = "";
  #isEnding = false;

  constructor(parts: MarkedNodesParts) {
    this.#parts = parts;
  }

  /** What a node is to carry from now on; undefined: nothing. */
  want(node: string, marks: NodeMarks | undefined): void {
    const before = this.#wanted.get(node);
    if (before !== undefined && before.machine !== marks?.machine) this.#leaving.set(node, before);
    if (marks === undefined) this.#wanted.delete(node);
    else this.#wanted.set(node, marks);
    this.#rouse();
  }

  wanted(node: string): NodeMarks | undefined {
    return this.#wanted.get(node);
  }

  isReady(node: string): boolean {
    return this.#seen.some(({ name, ready }) => name === node && ready);
  }

  /** Resolves when the nodes are as they are wanted now; goes on keeping them so. */
  async begin(): Promise<void> {
    // Of a state that was played again: these machines were gone before.
    this.#leaving.clear();
    this.#seen = await this.#parts.editor.list(this.#stop.signal);
    await this.#settle(this.#stop.signal);
    this.#running = [this.#follow(), this.#keep()];
  }

  /** Takes every mark away; pods stay. What cannot be, within the signal's time, is thrown. */
  async end(signal: AbortSignal): Promise<void> {
    this.#stop.abort(new Error("it ended"));
    this.#rouse();
    await Promise.allSettled(this.#running);
    this.#isEnding = true;
    this.#leaving.clear();
    this.#seen = await this.#parts.editor.list(signal);
    await this.#settle(signal);
  }

  #rouse(): void {
    this.#isAwake = true;
    this.#wake();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    await this.#untilStopped(() =>
      this.#parts.editor.watch((nodes) => {
        this.#seen = nodes;
        this.#rouse();
        return false;
      }, signal),
    );
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stop;
    await this.#untilStopped(async () => {
      if (!this.#isAwake) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      this.#isAwake = false;
      signal.throwIfAborted();
      await this.#settle(signal);
      await this.#drain(signal);
      await this.#parts.clock.sleep(settleMs, signal);
    });
  }

  async #untilStopped(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stop;
    const isStopped = () => signal.aborted;
    while (!isStopped()) {
      try {
        await work();
      } catch (error) {
        if (isStopped()) return;
        this.#fault(error);
        await this.#parts.clock.sleep(retryMs, signal).catch(() => undefined);
        this.#rouse();
      }
    }
  }

  #fault(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== this.#lastFault) this.#parts.onFault(text);
    this.#lastFault = text;
  }

  /** One pass over the nodes. */
  async #settle(signal: AbortSignal): Promise<void> {
    for (const name of [...this.#parts.held, ...this.#parts.left]) {
      const left = this.#leaving.get(name);
      if (left !== undefined) {
        await this.#patch(name, { ...left, cordoned: true }, signal);
        for (const pod of await this.#podsOf(name, signal)) await this.#parts.editor.remove(pod, signal);
        if (this.#leaving.get(name) === left) this.#leaving.delete(name);
      }
      await this.#patch(name, this.#marksOf(name), signal);
    }
  }

  #marksOf(name: string): NodeMarks | undefined {
    if (this.#isEnding) return undefined;
    return this.#wanted.get(name) ?? (this.#parts.held.has(name) ? noMarks : undefined);
  }

  /** A node that changed meanwhile is read again. */
  async #patch(name: string, marks: NodeMarks | undefined, signal: AbortSignal): Promise<void> {
    const { editor, owner } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const node = this.#nodeOf(name);
      const patch = node === undefined ? undefined : markPatch(node, marks, owner());
      if (patch === undefined) return;
      try {
        this.#see(await editor.patch(name, patch, { dryRun: false }, signal));
        this.#lastFault = "";
        return;
      } catch (error) {
        if (!(error instanceof ApiStatusError && error.status === 409) || attempt === 5) throw error;
        this.#seen = await editor.list(signal);
      }
    }
  }

  #nodeOf(name: string): EditableNode | undefined {
    return this.#seen.find((one) => one.name === name);
  }

  #see(node: EditableNode): void {
    this.#seen = this.#seen.map((one) => (one.name === node.name ? node : one));
  }

  /** Evicts the pods of machines that are drained. */
  async #drain(signal: AbortSignal): Promise<void> {
    const { editor, clock } = this.#parts;
    let isBusy = false;
    for (const [name, { cordoned }] of this.#wanted) {
      // Not before it takes no new ones.
      const isClosed = cordoned && this.#nodeOf(name)?.unschedulable === true;
      const pods = isClosed ? await this.#podsOf(name, signal) : [];
      for (const pod of pods) await editor.evict(pod, signal);
      isBusy ||= pods.length > 0;
    }
    // Those that a disruption budget holds back are asked again.
    if (isBusy) {
      await clock.sleep(retryMs, signal);
      this.#rouse();
    }
  }

  /** Pods that came to a node since it was marked; what was there before is none of the pool's. */
  async #podsOf(name: string, signal: AbortSignal): Promise<readonly DrainablePod[]> {
    const node = this.#nodeOf(name);
    const sinceMs = Date.parse((node === undefined ? undefined : ownerOf(node)?.since) ?? "");
    const pods = await this.#parts.editor.podsOn(name, signal);
    // The API server keeps whole seconds.
    return pods.filter(({ stays, createdMs }) => !stays && createdMs >= Math.floor(sinceMs / 1_000) * 1_000);
  }
}
