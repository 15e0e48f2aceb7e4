import { Recorder, type RecorderParts } from "./recorder.js";
import type { StateHeader } from "./state-entry.js";
import { StateWriter, type SavedState } from "./state-file.js";

/** Begins to write down what happens from now on: at the end of what was read, or in a new file. */
export function openRecorder(
  path: string,
  saved: SavedState | undefined,
  header: StateHeader,
  parts: Omit<RecorderParts, "writer">,
): Recorder {
  const writer = saved === undefined ? StateWriter.create(path, header) : StateWriter.goOn(path, saved);
  return new Recorder({ ...parts, writer });
}
