#!/usr/bin/env node
import { version } from "../src/version.js";

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  process.stdout.write(`${version}\n`);
} else {
  const { runProcess } = await import("../src/cli-process.js");
  await runProcess(argv);
}
