// Runs the checks that need no test run, two at a time (they are bound by the processor), and prints the output of those
// that fail. `node tools/check.mjs lint types` runs only the named ones.
import { execFile } from "node:child_process";

const all = ["lint", "types", "imports", "unused", "format"];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(", ")} (there are ${all.join(", ")})`);
  process.exit(2);
}

const queue = asked.length === 0 ? all : asked;
const failed = [];
await Promise.all([worker(), worker()]);
if (failed.length > 0) {
  console.log(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}

async function worker() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const started = performance.now();
    const { code, output } = await npmRun(name);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} ${((performance.now() - started) / 1000).toFixed(1)} s`);
    if (code === 0) continue;
    failed.push(name);
    console.log(output.trimEnd());
  }
}

function npmRun(name) {
  return new Promise((resolve) => {
    execFile("npm", ["run", "--silent", name], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}
