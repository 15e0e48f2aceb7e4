// npm run test:openapi: installs Microsoft's validator beside this file, unless it is there, and runs the suite.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const run = (command, args) => {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};
if (!existsSync(`${here}node_modules/oav/package.json`)) {
  run("npm", ["ci", "--prefix", here, "--no-audit", "--no-fund", "--loglevel=error"]);
}
run(process.execPath, [`${here}../../test/run.mjs`, "--suite", "openapi", ...process.argv.slice(2)]);
