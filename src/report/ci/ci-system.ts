import type { Context } from "../../context.js";
import { azureDevOps } from "./azure-devops.js";
import type { CiSystem } from "./ci-report.js";
import { gitHub } from "./github.js";

/** The CI system that runs us, by the variable that each sets to tell; undefined outside of them. */
export function ciSystem(parts: Pick<Context, "env" | "stderr" | "uuid">): CiSystem | undefined {
  const { env } = parts;
  if (env["GITHUB_ACTIONS"] === "true") return gitHub(parts);
  if (env["TF_BUILD"]?.toLowerCase() === "true") return azureDevOps(parts);
  return undefined;
}
