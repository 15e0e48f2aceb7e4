#!/usr/bin/env node
// The version is answered before anything is loaded.
declare const __VERSION__: string;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  process.stdout.write(`${__VERSION__}\n`);
} else {
  const { runProcess } = await import("../src/cli-process.js");
  await runProcess(argv);
}
