import { CliError } from "../errors.js";

/** Azure's codes for a resource, its group or its parent that does not exist; a subscription that does not is another matter. */
const missing = new Set(["ResourceNotFound", "ResourceGroupNotFound", "ParentResourceNotFound", "NotFound"]);

/** The result of a request, or undefined where Azure said that the resource does not exist. */
export async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (missingCode(error) !== undefined) return undefined;
    throw error;
  }
}

/** The code by which Azure said that something does not exist; undefined for every other error. */
export function missingCode(error: unknown): string | undefined {
  if (!(error instanceof CliError) || error.azure?.status !== 404) return undefined;
  const code = error.azure.code ?? "";
  return missing.has(code) ? code : undefined;
}
