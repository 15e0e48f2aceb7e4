import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = new URL("../../../", import.meta.url);

/** Compares a text with a file of the repository; with `UPDATE_GOLDEN=1` writes the file instead. */
export async function assertGolden(text: string, path: string): Promise<void> {
  const file = fileURLToPath(new URL(path, root));
  if (process.env["UPDATE_GOLDEN"] === "1") {
    await writeFile(file, text);
    return;
  }
  const expected = await readFile(file, "utf8").catch(() => "");
  assert.equal(text, expected, `${path} differs; if that is meant, run: UPDATE_GOLDEN=1 npm test`);
}
