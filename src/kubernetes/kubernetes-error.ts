import { CliError, type CliErrorOptions, type ExitReason } from "../errors.js";
import { isJsonObject, jsonAt, stringAt } from "../json.js";

/** What a request is for, in Kubernetes' words: it stands in errors. */
export interface RequestPurpose {
  readonly verb: "get" | "list" | "watch" | "create" | "patch" | "delete" | "deletecollection";
  /** With its API group where it has one: `runtimeclasses.node.k8s.io`. */
  readonly resource: string;
  readonly name?: string;
}

/** An answer of the API server that is no success. Its `status` is what callers may decide on. */
export class ApiStatusError extends CliError {
  readonly status: number;
  /** The API server's own words; empty where it had none. */
  readonly said: string;
  constructor(status: number, code: string, message: string, said: string, options: CliErrorOptions) {
    super(code, message, options);
    this.status = status;
    this.said = said;
  }
}

const byStatus: Readonly<Record<number, readonly [code: string, reason: ExitReason]>> = {
  400: ["KubernetesBadRequest", "failed"],
  401: ["KubernetesUnauthorized", "notAllowed"],
  403: ["KubernetesForbidden", "notAllowed"],
  404: ["KubernetesNotFound", "notFound"],
  409: ["KubernetesConflict", "conflict"],
  410: ["KubernetesExpired", "failed"],
  422: ["KubernetesInvalid", "failed"],
  429: ["KubernetesBusy", "failed"],
};

/** `body` is the answer's text: a `Status` object, or whatever a proxy or gateway said instead. */
export function apiStatusError(status: number, body: string, purpose: RequestPurpose, server: string): ApiStatusError {
  const answer = parsed(body);
  const said = stringAt(answer, "message") ?? body.split("\n", 1)[0]?.slice(0, 200) ?? "";
  const conflicts = status === 409 ? fieldConflicts(answer) : [];
  const what = `${purpose.verb} ${purpose.resource}${purpose.name === undefined ? "" : ` ${purpose.name}`}`;
  if (conflicts.length > 0) {
    return new ApiStatusError(
      status,
      "ApplyConflict",
      `${what}: other field managers own what would change: ${conflicts.join("; ")}`,
      said,
      {
        exitReason: "conflict",
        hint: "let them go first, or take the fields over with --force-conflicts",
      },
    );
  }
  const [code, exitReason] = byStatus[status] ?? ["KubernetesServerError", "failed"];
  const hint = hintFor(status, purpose);
  const message = `${server} answered ${status} to ${what}${said === "" ? "" : `: ${said}`}`;
  return new ApiStatusError(status, code, message, said, {
    exitReason,
    ...(hint === undefined ? {} : { hint }),
  });
}

function hintFor(status: number, { verb, resource }: RequestPurpose): string | undefined {
  if (status === 401) return "get fresh credentials: aks-sandbox kubeconfig merge, or sign in again: az login";
  if (status === 403)
    return `ask for a role that may; what you may is shown by: kubectl auth can-i ${verb} ${resource}`;
  return status >= 500 || status === 429 ? "run the same command again: it goes on with what is there" : undefined;
}

/** One line for each manager's field, from the causes of a server-side apply's conflict. */
function fieldConflicts(answer: unknown): readonly string[] {
  const causes = jsonAt(answer, "details", "causes");
  if (!Array.isArray(causes)) return [];
  return causes
    .filter((cause: unknown) => isJsonObject(cause) && cause["reason"] === "FieldManagerConflict")
    .map((cause: unknown) => `${stringAt(cause, "field") ?? "?"} (${stringAt(cause, "message") ?? "conflict"})`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
