import { CliError, faultCodes, type AzureErrorDetails } from "../errors.js";
import { isJsonObject, jsonAt, stringAt, type JsonObject } from "../json.js";
import { errorRules, otherError } from "./error-rules.js";

/** What `azureErrorDetails` needs of a reply. */
export interface ErrorReply {
  readonly status: number;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
  /** `METHOD path` without query. */
  readonly request: string;
  readonly principal: string | undefined;
  readonly subscriptionId: string;
}

/** Reads either envelope: the gateway's `{error: {...}}`, or the AKS provider's flat one with `subcode`. */
export function azureErrorDetails(reply: ErrorReply): AzureErrorDetails {
  const body = parsed(reply.body);
  const inner = jsonAt(body, "error");
  const fault = isJsonObject(inner) ? inner : isJsonObject(body) ? body : {};
  return {
    ...readFault(fault, shortText(reply.body) || `HTTP ${reply.status} without a body`),
    status: reply.status,
    requestId: reply.header("x-ms-request-id") ?? reply.header("x-ms-operation-identifier"),
    correlationId: reply.header("x-ms-correlation-request-id"),
    principal: reply.principal,
    subscriptionId: reply.subscriptionId,
    request: reply.request,
    retryAfterMs: retryAfterMs(reply.header("retry-after"), reply.header("date")),
  };
}

/** The error of an operation that ended `Failed` or `Canceled`; `reply` is the poll that said so. */
export function operationErrorDetails(body: JsonObject, reply: Omit<ErrorReply, "status" | "body">): AzureErrorDetails {
  const inner = jsonAt(body, "error");
  const status = stringAt(body, "status") ?? "Failed";
  return {
    ...readFault(isJsonObject(inner) ? inner : {}, `the operation ended as ${status}, and Azure gave no reason`),
    status: undefined,
    requestId: reply.header("x-ms-request-id") ?? reply.header("x-ms-operation-identifier"),
    correlationId: reply.header("x-ms-correlation-request-id"),
    principal: reply.principal,
    subscriptionId: reply.subscriptionId,
    request: reply.request,
  };
}

/**
 * What Azure said as a CliError: its kind, exit code and cure by the table of `error-rules.ts`. `what` begins the
 * message, e.g. "The pool sandbox was not made"; default "Azure refused the request".
 */
export function azureError(details: AzureErrorDetails, what?: string): CliError {
  const codes = [details.code, details.subcode].filter((one) => one !== undefined).map((one) => one.toLowerCase());
  const rule =
    errorRules.find(
      ({ azureCodes, status, text }) =>
        (azureCodes === undefined || azureCodes.some((one) => codes.includes(one))) &&
        (status === undefined || (details.status !== undefined && status(details.status))) &&
        (text === undefined || text.test(details.message)),
    ) ?? otherError;
  const begin = what ?? (details.status === undefined ? "The operation failed" : "Azure refused the request");
  const mark = [details.code, details.status === undefined ? undefined : `HTTP ${details.status}`];
  const message = `${begin}: ${details.message} (${mark.filter((one) => one !== undefined).join(", ") || "no code"})`;
  return new CliError(rule.code, message, {
    hint: rule.hint(details),
    exitReason: rule.exitReason,
    azure: details,
  });
}

/** Whether a fault passes by itself: no reply, 429, 5xx. Only reads may be repeated blindly. */
export function isTransientFault(error: unknown): error is CliError {
  if (!(error instanceof CliError)) return false;
  const status = error.azure?.status;
  return error.code === faultCodes.connectionLost || status === 429 || (status !== undefined && status >= 500);
}

function readFault(
  fault: JsonObject,
  otherwise: string,
): Pick<AzureErrorDetails, "code" | "message" | "details" | "subcode"> {
  const target = stringAt(fault, "target");
  const details = jsonAt(fault, "details");
  return {
    code: stringAt(fault, "code"),
    message: stringAt(fault, "message") ?? otherwise,
    subcode: stringAt(fault, "subcode"),
    details: [
      ...(target ? [`target: ${target}`] : []),
      ...(Array.isArray(details) ? details.flatMap(detailLines) : []),
    ],
  };
}

function detailLines(detail: unknown): readonly string[] {
  if (typeof detail === "string") return [detail];
  if (!isJsonObject(detail)) return [];
  const line = [stringAt(detail, "code"), stringAt(detail, "message")].filter((one) => one).join(": ");
  const inner = jsonAt(detail, "details");
  return [...(line === "" ? [] : [line]), ...(Array.isArray(inner) ? inner.flatMap(detailLines) : [])];
}

/** Seconds or a date; a date counts from the reply's own clock. */
function retryAfterMs(value: string | undefined, date: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const until = Date.parse(value);
  const from = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(until) || Number.isNaN(from) ? undefined : Math.max(0, until - from);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Something that is no JSON, an HTML page of a gateway as a rule. */
function shortText(text: string): string {
  const plain = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > 300 ? `${plain.slice(0, 300)} ...` : plain;
}
