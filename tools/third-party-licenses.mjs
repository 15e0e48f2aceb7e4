import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Licences that allow what we do: ship the code inside a bundle, with the text beside it. */
const allowed = new Set([
  "MIT",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "Unlicense",
]);

/**
 * The text of THIRD-PARTY-LICENSES: every package of which esbuild put code into the bundle, with its licence.
 * Throws for a licence that is not allowed and for a package that brings no licence text.
 */
export function thirdPartyLicenses(root, metafile) {
  const packages = bundledPackages(root, metafile);
  const sections = packages.map(({ folder, name, version, license }) => {
    if (!allowed.has(license))
      throw new Error(`${name} ${version}: licence ${license} is not in the list of allowed ones`);
    const texts = readdirSync(folder)
      .filter((file) => /^(un)?(licen[cs]e|copying|notice)([.-]|$)/i.test(file))
      .sort()
      .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
    if (texts.length === 0)
      texts.push(readmeText(folder, license) ?? sharedText(folder) ?? standardText(folder, name, license));
    return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
  });
  const intro = `aks-sandbox contains code of these packages, each under its own licence.\n`;
  return [intro, ...sections].join(`\n${"-".repeat(80)}\n\n`);
}

/** Packages with at least one byte in an output, sorted by name and version. */
export function bundledPackages(root, metafile) {
  const folders = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match !== null && bytesInOutput > 0) folders.add(join(root, match[1]));
    }
  }
  const packages = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { folder, name, version, license };
  });
  return packages.sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** A few small packages have their copyright and licence in a section of the README alone. */
function readmeText(folder, license) {
  const path = join(folder, "README.md");
  const section = existsSync(path)
    ? /^#+ License\s*\n([\s\S]*?)(?=^#|$(?![\s\S]))/im.exec(readFileSync(path, "utf8"))
    : null;
  if (license !== "MIT" || section === null || !/copyright/i.test(section[1])) return undefined;
  return `${section[1].trim()}\n\n${mitText}`;
}

/** A few packages of a family leave the text to their family: it is taken from a sibling of the same scope. */
function sharedText(folder) {
  const scope = basename(dirname(folder)).startsWith("@") ? dirname(folder) : undefined;
  for (const sibling of scope === undefined ? [] : readdirSync(scope).sort()) {
    const path = join(scope, sibling, "LICENSE");
    if (existsSync(path)) return readFileSync(path, "utf8").replaceAll("\r\n", "\n").trim();
  }
  return undefined;
}

/** The text of the MIT licence for a package that declares it, and names its author, in package.json alone. */
function standardText(folder, name, license) {
  const { author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const holder = typeof author === "string" ? author : author?.name;
  if (license !== "MIT" || holder === undefined) throw new Error(`${name} brings no licence text`);
  return `Copyright (c) ${holder}\n\n${mitText}`;
}

const mitText = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
