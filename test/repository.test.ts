import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../src/errors.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json")) as Readonly<Record<string, Readonly<Record<string, string>>>>;

test("`npm run check` is the static part and the tests, which .ci/run runs one after the other", () => {
  assert.equal(manifest["scripts"]?.["check"], "npm run check:static && npm test");
  assert.match(read(".ci/run"), /npm run --silent check:static/);
});

test("the README's two commands stand alone on their lines, where .ci/run finds them", () => {
  assert.match(read("README.md"), /^npm ci && npm start( +#.*)?$/m);
  assert.match(read("README.md"), /^npm ci && npm test( +#.*)?$/m);
});

test("the README lists the exit codes that the program has", () => {
  const listed = [...read("README.md").matchAll(/^\| (\d+) +\|/gm)].map((match) => Number(match[1]));
  assert.deepEqual(listed, Object.values(exitCodes));
});

test("the package has no runtime dependencies: everything is bundled", () => {
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) {
    assert.equal(manifest[kind], undefined, kind);
  }
});

test("CONTRIBUTING names only files that are there", () => {
  const named = [...read("CONTRIBUTING.md").matchAll(/`((?:bin|src|test|tools|docs)\/[\w./-]+)`/g)].map(
    (match) => match[1],
  );
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path ?? ""))),
    [],
  );
});

test("the lock file names no download address, and has every optional package that its packages ask for", () => {
  const lock = JSON.parse(read("package-lock.json")) as {
    packages: Readonly<Record<string, { resolved?: string; optionalDependencies?: Readonly<Record<string, string>> }>>;
  };
  const paths = Object.keys(lock.packages);
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !paths.some((known) => known.endsWith(`node_modules/${name}`)))
      .map((name) => `${path} -> ${name}`),
  );
  // With one missing, `npm ci` refuses the lock file.
  assert.deepEqual(missing, []);
  assert.deepEqual(
    Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined),
    [],
  );
});
