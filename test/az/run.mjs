// Runs the Azure CLI against the local Azure: installs it into the cache the first time, then all scenarios at once. Each
// of them mostly waits, for az looks at an operation only every 30 s.
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const python =
  process.env.AKS_SANDBOX_AZ ??
  execFileSync("bash", [here("install.sh")], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
const args = [here("../run.mjs"), "--suite", "az", "--jobs", "16", "--timeout", "900000", ...process.argv.slice(2)];
const env = { ...process.env, AKS_SANDBOX_AZ: python };
const { status } = spawnSync(process.execPath, args, { env, stdio: "inherit" });
process.exitCode = status ?? 1;
