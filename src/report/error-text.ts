import type { Style } from "../terminal/style.js";
import type { ReportedError } from "./error-document.js";

/** An error for a person, on stderr: what happened, why, whose request it was, and the one thing to do next. */
export function errorText(error: ReportedError, style: Style, debug: boolean): string {
  const lines = [`${style.bad(error.bug === undefined ? "error:" : "error: unexpected:")} ${error.message}`];
  if (error.azure !== undefined) lines.push(...azureLines(error.azure));
  if (debug) lines.push(...error.causes.map((cause) => `  because: ${cause}`), ...stackLines(error));
  lines.push(...error.remaining.map((line) => `  remaining: ${line}`));
  if (error.hint !== undefined) lines.push(`${style.bold("next:")} ${error.hint}`);
  return `${lines.join("\n")}\n`;
}

function azureLines(azure: NonNullable<ReportedError["azure"]>): readonly string[] {
  const status = [azure.status === undefined ? undefined : `HTTP ${azure.status}`, azure.code, azure.subcode];
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Azure says", [status.filter((part) => part !== undefined).join(" "), azure.message].filter(Boolean).join(": ")],
    ["request", azure.request],
    ["request id", azure.requestId],
    ["correlation id", azure.correlationId],
    ["signed in as", azure.principal],
    ["subscription", azure.subscriptionId],
  ];
  return [
    ...rows.flatMap(([label, value]) => (value === undefined ? [] : [`  ${label}: ${value}`])),
    ...azure.details.map((detail) => `  ${detail}`),
  ];
}

function stackLines(error: ReportedError): readonly string[] {
  return error.bug === undefined ? [] : error.bug.stack.split("\n").slice(1);
}
