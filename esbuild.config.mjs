// Builds the published program: one ES module bundle, split per command so that a command loads only what it uses.
// `testBuild` compiles every source file one to one, for the test runner.
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { thirdPartyLicenses } from "./tools/third-party-licenses.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  platform: "node",
  format: "esm",
  target: "node20",
  define: { __VERSION__: JSON.stringify(version) },
  logLevel: "warning",
};

/** Bundles `bin/aks-sandbox.ts` into `dist/` and writes THIRD-PARTY-LICENSES for what went into it; returns esbuild's metafile. */
export async function productBuild() {
  await rm(join(root, "dist"), { recursive: true, force: true });
  const result = await build({
    ...common,
    entryPoints: { "aks-sandbox": "bin/aks-sandbox.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    legalComments: "none",
    mainFields: ["module", "main"],
    // CommonJS dependencies call require() for Node's own modules, and one of them names its temporary files by __filename.
    banner: {
      js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url),__filename=import.meta.filename;',
    },
  });
  await writeFile(join(root, "THIRD-PARTY-LICENSES"), thirdPartyLicenses(root, result.metafile));
  return result.metafile;
}

/** Compiles `bin`, `src` and `test` file by file into `build/`, so that a test imports the very module it names. */
export async function testBuild() {
  await rm(join(root, "build"), { recursive: true, force: true });
  const folders = ["bin", "src", "test"].filter((folder) => existsSync(join(root, folder)));
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  await build({ ...common, entryPoints: files, outdir: "build", outbase: ".", sourcemap: "inline" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await productBuild();
