// Size of the packed package, and whether it needs others at run time.
import { execFileSync } from "node:child_process";
import { round } from "./helpers/statistics.mjs";

export default function packedPackage({ root, row }) {
  const printed = execFileSync(process.execPath, [`${root}test/package/smoke.mjs`], { encoding: "utf8" });
  const { packedBytes, unpackedBytes, dependencies } = JSON.parse(printed);
  row("packed package", round(packedBytes / 1e6), "MB", {
    target: 12,
    exact: true,
    note: `unpacked ${round(unpackedBytes / 1e6)} MB`,
  });
  row("runtime dependencies", dependencies.length, "packages", { target: 0, exact: true });
}
