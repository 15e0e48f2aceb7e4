import { closeSync, fchmodSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { isObject, numberAt, objectAt, textAt } from "../json.js";
import { stateVersion, type StateEntry, type StateHeader } from "./state-entry.js";
import { StateError } from "./state-error.js";

export interface SavedState {
  readonly header: StateHeader;
  readonly entries: readonly StateEntry[];
  /** Length of the file as it was read. */
  readonly bytes: number;
  /** Length up to the end of the last whole line; what follows was cut off by a crash. */
  readonly wholeBytes: number;
}

/**
 * Reads a state file: a line of JSON each for the header and for everything that happened. Undefined when there is no
 * file, or an empty one. A last line without its end is left out: the process was killed while it wrote. Anything else
 * that is no state file of this version throws a StateError.
 */
export function readState(path: string): SavedState | undefined {
  const bytes = readIfThere(path);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString("utf8", 0, wholeBytes).split("\n").slice(0, -1);
  const header = parseHeader(path, lines[0] ?? "");
  const entries = lines.slice(1).map((line, index) => parseEntry(path, line, index + 2));
  return { header, entries, bytes: bytes.length, wholeBytes };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw invalid(path, error instanceof Error ? error.message : "it cannot be read");
  }
}

function parseHeader(path: string, line: string): StateHeader {
  const header = parse(line);
  if (!isObject(header) || header["kind"] !== "aks-sandbox simulator state") {
    throw invalid(path, "it does not begin as a state file does");
  }
  if (header["version"] !== stateVersion) {
    const version = numberAt(header, "version") ?? "unknown";
    throw invalid(path, `it is of version ${version}, this program reads version ${stateVersion}`);
  }
  const certificate = objectAt(header, "certificate");
  const isWhole =
    [numberAt(header, "port"), numberAt(header, "startMs")].every(Number.isSafeInteger) &&
    [
      textAt(header, "tokenKey"),
      textAt(certificate, "caPem"),
      textAt(certificate, "caKeyPem"),
      textAt(certificate, "keyPem"),
    ].every(Boolean);
  if (!isWhole) throw invalid(path, "its first line is not whole");
  // Written by this very version, as its number says.
  return header as unknown as StateHeader;
}

function parseEntry(path: string, line: string, number: number): StateEntry {
  const entry = parse(line);
  if (!isObject(entry) || !Number.isSafeInteger(numberAt(entry, "t")) || !Array.isArray(entry["e"])) {
    throw invalid(path, `line ${number} is damaged`);
  }
  return entry as unknown as StateEntry;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(path: string, why: string): StateError {
  return new StateError(
    "StateFileInvalid",
    `${path} is no state file of this program: ${why}. It was not changed`,
    "name another file with --state, or delete this one to begin anew",
  );
}

/**
 * Appends to a state file, which nobody but its owner may read. Each line is handed to the operating system before this
 * returns, so that it outlives the process however that ends.
 */
export class StateWriter {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  static create(path: string, header: StateHeader): StateWriter {
    return openFor(path, () => {
      const writer = new StateWriter(openSync(path, "a", 0o600));
      // An empty file may have been there already, with another mode.
      fchmodSync(writer.#file, 0o600);
      const before = fstatSync(writer.#file).size;
      if (before === 0) writer.#line(header);
      // Another process may have done the same at the same time: then neither goes on.
      if (before === 0 && fstatSync(writer.#file).size === lineOf(header).length) return writer;
      writer.close();
      throw changedMeanwhile(path);
    });
  }

  static goOn(path: string, saved: SavedState): StateWriter {
    return openFor(path, () => {
      const writer = new StateWriter(openSync(path, "a"));
      if (fstatSync(writer.#file).size === saved.bytes) {
        fchmodSync(writer.#file, 0o600);
        if (saved.wholeBytes !== saved.bytes) ftruncateSync(writer.#file, saved.wholeBytes);
        return writer;
      }
      writer.close();
      throw changedMeanwhile(path);
    });
  }

  write(entry: StateEntry): void {
    this.#line(entry);
  }

  close(): void {
    closeSync(this.#file);
  }

  #line(value: object): void {
    const bytes = lineOf(value);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
  }
}

function lineOf(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

function openFor(path: string, open: () => StateWriter): StateWriter {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    const hint = "name a file in a folder of your own";
    throw new StateError("StateFileNotWritable", `${path} cannot be written: ${error.message}`, hint);
  }
}

function changedMeanwhile(path: string): StateError {
  return new StateError(
    "StateFileInUse",
    `${path} was changed by another process while it was read`,
    "use one state file for one simulator at a time",
  );
}
