// Counts what node:test reports, and what it does not report: a file that ran no test, a test that was begun and never
// ended (its process called exit), a hook that failed, a skipped suite. Each of these counts, so that a run cannot be
// green by leaving something out.
import { inspect } from "node:util";

export class Tally {
  passed = 0;
  /** `{ name, text }`: the full name of a test and why it failed. */
  failures = [];
  /** Full names: `folder/file.test.ts > suite > test`. */
  skipped = [];
  /** File label -> what its process printed; the last 64 KiB. */
  output = new Map();
  /** Begun and not ended, by file label and test. Tests that a shared helper declares carry the helper's label. */
  #pending = new Set();
  /** Names of the suites and tests around the present one. node:test reports one file after the other. */
  #path = [];
  #label;
  #byName;

  /** `label` turns the path of a file into the name that is shown; `byName`: only tests of some name were asked for. */
  constructor(label, byName) {
    this.#label = label;
    this.#byName = byName;
  }

  /** Takes one event of node:test's stream. */
  add({ type, data }) {
    if (!/^test:(stdout|stderr|enqueue|start|pass|fail)$/.test(type) || data.file === undefined) return;
    const label = this.#label(data.file);
    if (type === "test:stdout" || type === "test:stderr") {
      this.output.set(label, ((this.output.get(label) ?? "") + data.message).slice(-65_536));
      return;
    }
    // The line of a whole file, which node:test reports where nothing else tells how the file went.
    if (this.#label(data.name) === label) {
      if (type === "test:fail") this.#fail(label, fileReason(data.details.error, this.#pendingOf(label)));
      if (type === "test:pass" && !this.#byName) this.#fail(label, "ran no test");
      return;
    }
    const test = `${label}\0${data.name} (${data.line ?? "?"}:${data.column ?? "?"})`;
    if (type === "test:enqueue") this.#pending.add(test);
    if (type === "test:start") this.#path[data.nesting] = data.name;
    if (type !== "test:pass" && type !== "test:fail") return;
    this.#pending.delete(test);
    this.#outcome([label, ...this.#path.slice(0, data.nesting), data.name].join(" > "), data);
  }

  /** To be called once, after the last event. */
  end() {
    for (const test of this.#pending) {
      const [label, name] = test.split("\0");
      if (!this.failures.some((failure) => failure.name === label)) {
        this.#fail(`${label} > ${name}`, "was begun, but its process ended before it did");
      }
    }
  }

  #outcome(name, data) {
    const error = data.details?.error;
    // A test left out by its name: Node 20 reports it as skipped, later versions not at all.
    if (data.skip === "test name does not match pattern") return;
    if (isSet(data.todo)) this.#fail(name, "is marked `todo`: write it or remove it");
    else if (isSet(data.skip)) this.skipped.push(name);
    else if (error === undefined) this.passed += data.details?.type === "suite" ? 0 : 1;
    // What failed below has been counted there; a failed hook has no line but its suite's.
    else if (error.failureType !== "subtestsFailed") this.#fail(name, reason(error));
  }

  #fail(name, text) {
    this.failures.push({ name, text });
  }

  #pendingOf(label) {
    return [...this.#pending].map((test) => test.split("\0")).flatMap(([of, name]) => (of === label ? [name] : []));
  }
}

function isSet(directive) {
  return directive !== undefined && directive !== false;
}

function fileReason(error, pending) {
  const text = error.cause === "test failed" ? "the process of the file failed" : reason(error);
  return pending.length === 0 ? text : `${text}\nnot ended: ${pending.join(", ")}`;
}

function reason(error) {
  const cause = error.cause ?? error;
  // What comes of another process may be no Error any more, and have no text of its own.
  const text = typeof cause === "string" ? cause : inspect(cause, { depth: 5 });
  return text.replace(/^ +at .*\(?node:(internal|async_hooks).*\n?/gm, "");
}
