import type { SimulatedClock } from "../clock.js";
import type { Fault, FaultName, FaultNamed, RequestKind } from "./fault.js";

export interface ArmedFault {
  /** Counted from 1. */
  readonly id: number;
  readonly fault: Fault;
  /** How often it will still strike; Infinity: until it is removed or its time is up. */
  readonly left: number;
  /** Simulated time at which it is gone; undefined: it has no such time. */
  readonly untilMs: number | undefined;
}

/** Is told what happens to the faults, e.g. to write it down. */
export interface FaultObserver {
  readonly armed: (fault: Fault) => void;
  /** Undefined: all of them. */
  readonly removed: (id: number | undefined) => void;
  /** It struck what has this path. */
  readonly struck: (id: number, path: string) => void;
}

type Armed = { -readonly [key in keyof ArmedFault]: ArmedFault[key] };

/** The faults waiting to strike. Single-use unless counted or timed; the oldest that fits strikes first. */
export class Faults {
  readonly #clock: SimulatedClock;
  readonly #log: (text: string) => void;
  #armed: Armed[] = [];
  #count = 0;
  observer: FaultObserver | undefined;

  constructor(clock: SimulatedClock, log: (text: string) => void) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Returns what takes it away again. */
  add(fault: Fault): () => void {
    const { id } = this.arm(fault);
    return () => {
      this.remove(id);
    };
  }

  arm(fault: Fault): ArmedFault {
    const isLasting = fault.forMs !== undefined || fault.name === "clock-skew";
    const armed: Armed = {
      id: ++this.#count,
      fault,
      left: fault.times ?? (isLasting ? Infinity : 1),
      untilMs: fault.forMs === undefined ? undefined : this.#clock.now() + fault.forMs,
    };
    this.#armed.push(armed);
    this.observer?.armed(fault);
    return armed;
  }

  /** Those still to strike, oldest first. */
  list(): readonly ArmedFault[] {
    const nowMs = this.#clock.now();
    if (this.#armed.some((armed) => isOver(armed, nowMs))) {
      this.#armed = this.#armed.filter((armed) => !isOver(armed, nowMs));
    }
    return this.#armed;
  }

  /** Whether there was one. */
  remove(id: number): boolean {
    const before = this.#armed.length;
    this.#armed = this.#armed.filter((armed) => armed.id !== id);
    if (this.#armed.length === before) return false;
    this.observer?.removed(id);
    return true;
  }

  clear(): void {
    this.#armed = [];
    this.observer?.removed(undefined);
  }

  /** Uses up a fault by one, as `take` does: for one that is known to have struck. */
  strike(id: number, path: string): void {
    const armed = this.#armed.find((other) => other.id === id);
    if (armed === undefined) return;
    this.#use(id);
    this.#log(`fault ${armed.fault.name} strikes ${path}`);
    this.observer?.struck(id, path);
  }

  /** The fault of this name that meets `path` now, used up by one; undefined when there is none. */
  take<Name extends FaultName>(name: Name, path: string, kind?: RequestKind): FaultNamed<Name> | undefined {
    if (this.#armed.length === 0) return undefined;
    for (const armed of this.list()) {
      const { fault } = armed;
      if (!isNamed(fault, name) || !meetsPath(fault, path) || !meetsKind(fault, kind)) continue;
      this.strike(armed.id, path);
      return fault;
    }
    return undefined;
  }

  /** The fault of this name that is in force now; it is not used up. */
  inForce<Name extends FaultName>(name: Name): FaultNamed<Name> | undefined {
    if (this.#armed.length === 0) return undefined;
    for (const { fault } of this.list()) if (isNamed(fault, name)) return fault;
    return undefined;
  }

  #use(id: number): void {
    for (const armed of this.#armed) if (armed.id === id) armed.left -= 1;
    this.#armed = this.#armed.filter((armed) => armed.left > 0);
  }
}

function isOver(armed: ArmedFault, nowMs: number): boolean {
  return armed.untilMs !== undefined && nowMs >= armed.untilMs;
}

function isNamed<Name extends FaultName>(fault: Fault, name: Name): fault is FaultNamed<Name> {
  return fault.name === name;
}

function meetsPath(fault: Fault, path: string): boolean {
  return fault.path === undefined || path.toLowerCase().includes(fault.path.toLowerCase());
}

function meetsKind(fault: Fault, kind: RequestKind | undefined): boolean {
  if (kind === undefined) return true;
  const on = "on" in fault ? fault.on : undefined;
  return on === undefined ? kind !== "token" : on === kind;
}
