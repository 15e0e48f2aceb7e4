import type { AzureErrorDetails } from "../errors.js";
import type { Style } from "../terminal/style.js";
import type { ReportedError } from "./error-document.js";

/** Ten names and more with commas between them: no sentence. */
const longList = /(?:[\w.-]+,\s*){9,}[\w.-]+/g;
const shownOfList = 3;

/** Azure lists all the VM sizes of a region in one message, which buries the rest. Documents have it whole. */
function shortenLists(text: string): string {
  return text.replace(longList, (list) => {
    const names = list.split(/,\s*/);
    const shown = names.slice(0, shownOfList).join(", ");
    return `${shown} ... (${names.length - shownOfList} more: see -o json)`;
  });
}

/**
 * An error for a person, on stderr: what happened, what Azure said about it, and the one thing to do next. `verbose`
 * adds the causes, `debug` the stack as well. Long lists are cut.
 */
export function errorText(error: ReportedError, style: Style, detail: "plain" | "verbose" | "debug"): string {
  const lines = [`${style.bad(error.isBug ? "error (unexpected):" : "error:")} ${shortenLists(error.message)}`];
  if (error.azure !== undefined) lines.push(...azureLines(error.azure));
  if (detail !== "plain") lines.push(...error.causes.map((cause) => `  because: ${shortenLists(cause)}`));
  if (detail === "debug") lines.push(...stackLines(error.stack).map((line) => style.dim(line)));
  lines.push(...error.remaining.map((line) => `  remaining: ${line}`));
  if (error.hint !== undefined) lines.push(`${style.bold("next:")} ${error.hint}`);
  return `${lines.join("\n")}\n`;
}

function azureLines(azure: AzureErrorDetails): readonly string[] {
  const status = [azure.status === undefined ? undefined : `HTTP ${azure.status}`, azure.code, azure.subcode]
    .filter((part) => part !== undefined)
    .join(" ");
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Azure says", [status, azure.message].filter((part) => part !== "").join(": ")],
    ...azure.details.map((detail) => ["detail", detail] as const),
    ["request", azure.request],
    ["request id", azure.requestId],
    ["correlation id", azure.correlationId],
    ["signed in as", azure.principal],
    ["subscription", azure.subscriptionId],
  ];
  return rows.flatMap(([label, value]) =>
    value === undefined || value === "" ? [] : [`  ${label}: ${shortenLists(value)}`],
  );
}

/** The calls alone: the first lines of a stack repeat the message. */
function stackLines(stack: string): readonly string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}
