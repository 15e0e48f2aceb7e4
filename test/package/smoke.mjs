// Packs the package as it would be published, installs the tarball into an empty folder, and runs the installed program
// with each Node given: node test/package/smoke.mjs [NODE ...]. Prints one JSON document. Wants a built dist/.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
const folder = mkdtempSync(join(tmpdir(), "aks-sandbox-package-"));
try {
  const cache = ["--cache", join(folder, "cache"), "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const packed = npm(["pack", "--json", "--pack-destination", folder, ...cache], root);
  const [pack] = JSON.parse(packed.slice(packed.indexOf("[")));
  writeFileSync(join(folder, "package.json"), `{ "name": "empty", "private": true }`);
  npm(["install", "--offline", ...cache, join(folder, pack.filename)], folder);
  const installed = join(folder, "node_modules", "aks-sandbox");
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const program = join(installed, manifest.bin["aks-sandbox"]);

  console.log(
    JSON.stringify(
      {
        packedBytes: pack.size,
        unpackedBytes: pack.unpackedSize,
        files: pack.files.map(({ path }) => path).sort(),
        dependencies: Object.keys({
          ...manifest.dependencies,
          ...manifest.optionalDependencies,
          ...manifest.peerDependencies,
        }),
        runs: nodes.map((node) => smoke(node, program, join(folder, "node_modules", ".bin", "aks-sandbox"))),
      },
      undefined,
      2,
    ),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function smoke(node, program, link) {
  const help = run(node, [program, "--help"]);
  return {
    node: run(node, ["--version"]).stdout.trim(),
    version: run(node, [program, "--version"]).stdout.trim(),
    // Through the link that npm made, with whatever `node` is on PATH.
    linkedVersion: spawnSync(link, ["--version"], { encoding: "utf8" }).stdout.trim(),
    helpExit: help.status,
    helpStart: help.stdout.split("\n")[0],
    unknownExit: run(node, [program, "--no-such-flag"]).status,
    // The whole main job, where this version has it.
    demoExit: /^ +demo\b/m.test(help.stdout) ? demo(node, program) : null,
  };
}

function demo(node, program) {
  const home = mkdtempSync(join(folder, "home-"));
  const result = run(node, [program, "demo", "--progress", "plain"], { ...process.env, HOME: home, KUBECONFIG: "" });
  if (result.status !== 0) process.stderr.write(result.stdout + result.stderr);
  return result.status;
}

function run(node, args, env = process.env) {
  return spawnSync(node, args, { encoding: "utf8", cwd: folder, env, timeout: 60_000 });
}

function npm(args, cwd) {
  return execFileSync("npm", args, { cwd, encoding: "utf8" });
}
