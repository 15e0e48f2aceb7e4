/**
 * Simulated time. Everything that happens by itself in the simulator (an operation's stages, a node that becomes
 * Ready, a pod that ends) is an event in this queue; nothing else moves time. Events run in the order of their due
 * time and, for equal times, of their scheduling; so what happens depends on seed, requests and the simulated times at
 * which they arrive, and not on how the advance is split into steps.
 */
export interface SimulatedClock {
  /** Simulated now, whole milliseconds since 1970. During an event: that event's due time. */
  now(): number;
  /** Schedules `run` for a simulated time (not before now). Returns a function that cancels it. */
  at(timeMs: number, run: () => void): () => void;
  /** Same, relative to now. */
  after(delayMs: number, run: () => void): () => void;
}

interface Event {
  readonly timeMs: number;
  readonly order: number;
  readonly run: () => void;
  canceled: boolean;
}

/** The queue itself. `advanceTo` is called by a driver: a test, or `WallClockDriver` at a given speed. */
export class EventQueue implements SimulatedClock {
  readonly #heap: Event[] = [];
  #nowMs: number;
  #order = 0;
  #advances = 0;
  #ran = 0;
  /** Told what an event threw; the events after it go on. Without it the error is thrown out of `advanceTo`. */
  onDefect: ((error: unknown) => void) | undefined;
  /** Called after an event was scheduled that is now the earliest one. */
  onEarlier: (() => void) | undefined;

  constructor(startMs: number) {
    this.#nowMs = Math.round(startMs);
  }

  now(): number {
    return this.#nowMs;
  }

  at(timeMs: number, run: () => void): () => void {
    const event: Event = {
      timeMs: Math.max(this.#nowMs, Math.round(timeMs)),
      order: this.#order++,
      run,
      canceled: false,
    };
    this.#push(event);
    if (this.#heap[0] === event) this.onEarlier?.();
    return () => {
      event.canceled = true;
    };
  }

  after(delayMs: number, run: () => void): () => void {
    return this.at(this.#nowMs + delayMs, run);
  }

  /** How often time was advanced, were it by nothing: what is due at once is run by that, too. */
  get advances(): number {
    return this.#advances;
  }

  /** How many events have run. */
  get ran(): number {
    return this.#ran;
  }

  /** Due time of the earliest event, or undefined when nothing is scheduled. */
  nextDue(): number | undefined {
    while (this.#heap[0]?.canceled === true) this.#pop();
    return this.#heap[0]?.timeMs;
  }

  /** Runs every event due up to `timeMs`, each at its own due time, then sets now to `timeMs`. */
  advanceTo(timeMs: number): void {
    const target = Math.round(timeMs);
    this.#advances += 1;
    for (let due = this.nextDue(); due !== undefined && due <= target; due = this.nextDue()) {
      const event = this.#pop();
      if (event === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, event.timeMs);
      this.#ran += 1;
      this.#run(event);
    }
    this.#nowMs = Math.max(this.#nowMs, target);
  }

  #run(event: Event): void {
    if (this.onDefect === undefined) {
      event.run();
      return;
    }
    try {
      event.run();
    } catch (error) {
      this.onDefect(error);
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !before(event, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!before(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
    return top;
  }
}

function before(a: Event, b: Event): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);
}
