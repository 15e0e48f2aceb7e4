import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

interface Smoke {
  readonly packedBytes: number;
  readonly files: readonly string[];
  readonly dependencies: readonly string[];
  readonly runs: readonly Readonly<Record<string, unknown>>[];
}
let smoke: Smoke;

before(() => {
  const printed = execFileSync(process.execPath, [join(root, "test", "package", "smoke.mjs")], { encoding: "utf8" });
  smoke = JSON.parse(printed) as Smoke;
});

test("the package holds the bundle, its templates and its texts, and nothing else", () => {
  const kinds = smoke.files.map((file) =>
    file
      .replace(/^dist\/.+\.js$/, "dist/*.js")
      .replace(/^templates\/[^/]+\.yaml$/, "templates/*.yaml")
      .replace(/^templates\/gvisor\/(Dockerfile|installer\.sh|installer\.yaml)$/, "templates/gvisor/*")
      .replace(/^templates\/kata\/values\.yaml$/, "templates/kata/*")
      .replace(/^templates\/page\/page\.\w+$/, "templates/page/*"),
  );
  assert.deepEqual([...new Set(kinds)].sort(), [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES",
    "dist/*.js",
    "package.json",
    "templates/*.yaml",
    "templates/gvisor/*",
    "templates/kata/*",
    "templates/page/*",
  ]);
});

test("the package is at most 12 MB and needs no other package at run time", () => {
  assert.ok(smoke.packedBytes <= 12_000_000, `${String(smoke.packedBytes)} bytes`);
  assert.deepEqual(smoke.dependencies, []);
});

test("the installed program tells its version, its help and a wrong flag", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const [{ demoExit, ...run } = {}] = smoke.runs;
  assert.deepEqual(run, {
    node: process.version,
    version,
    linkedVersion: version,
    helpExit: 0,
    helpStart: run["helpStart"],
    unknownExit: 2,
  });
  assert.match(String(run["helpStart"]), /aks-sandbox/);
  assert.ok(demoExit === 0 || demoExit === null, `demo ended with ${String(demoExit)}`);
});

test("THIRD-PARTY-LICENSES names what is bundled, each with a licence text", () => {
  const text = readFileSync(join(root, "THIRD-PARTY-LICENSES"), "utf8");
  const sections = text
    .split(/^-{80}$/m)
    .slice(1)
    .map((section) => section.trim());
  assert.ok(sections.some((section) => section.startsWith("commander ")));
  for (const section of sections) {
    assert.match(section, /^\S+ \d+\.\d+\.\d+\S* \([\w.-]+\)\n\n[^]{200,}/, section.slice(0, 60));
  }
});
