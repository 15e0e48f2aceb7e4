import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringAt } from "../json.js";

/**
 * Text of one of the YAML files in `templates/`, comments included, by its path without the ending. The program fills them
 * by setting fields.
 */
export async function loadTemplate(name: string): Promise<string> {
  return await readFile(join(packageRoot(), "templates", `${name}.yaml`), "utf8");
}

/** The folder of our package.json: the program runs from `dist/`, the tests from `build/`, both below it. */
function packageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && stringAt(JSON.parse(readFileSync(manifest, "utf8")), "name") === "aks-sandbox") {
      return folder;
    }
    if (dirname(folder) === folder) throw new Error(`no package.json of aks-sandbox above ${start}`);
  }
}
