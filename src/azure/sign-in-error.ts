import { CliError } from "../errors.js";
import { networkError } from "../http/network-error.js";
import { stringAt } from "../json.js";
import type { SignIn } from "./credential.js";

interface Row {
  /** Numbers of Entra ID's errors, as they stand in its texts behind `AADSTS`. */
  readonly aadsts: readonly string[];
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * Assumed, not read for this table: the numbers are those commonly seen in Entra ID's texts. Which row a number is in
 * decides on words and cure alone; every row ends with exit code 4.
 */
const rows: readonly Row[] = [
  {
    aadsts: ["7000222"],
    code: "ExpiredSecret",
    message: "The client secret has expired",
    hint: "Make a new one with `az ad app credential reset --id <client id>` and set AZURE_CLIENT_SECRET",
  },
  {
    aadsts: ["7000215"],
    code: "WrongSecret",
    message: "The client secret is wrong",
    hint: "Set AZURE_CLIENT_SECRET to the secret's value (not to its id)",
  },
  {
    aadsts: ["90002", "900021", "900023", "50020", "500011", "5000224", "5000225"],
    code: "WrongTenant",
    message: "The tenant does not exist, or does not know this account",
    hint: "Give the right one with --tenant; show yours with: az account show --query tenantId",
  },
  {
    aadsts: ["700016"],
    code: "UnknownApplication",
    message: "The application (client id) is not known in the tenant",
    hint: "Check AZURE_CLIENT_ID and AZURE_TENANT_ID: az ad sp show --id <client id>",
  },
  {
    aadsts: ["700213", "70021", "700211", "700212", "700238", "700024"],
    code: "FederationMismatch",
    message: "No federated credential of the application matches this job's token",
    hint: "Compare issuer, subject and audience with: az ad app federated-credential list --id <client id>",
  },
  {
    aadsts: ["700082", "70043", "50173", "50076", "50078", "50079", "50158", "53003", "530003", "65001", "700084"],
    code: "SignInExpired",
    message: "The sign-in has expired or needs a person",
    hint: "Sign in again with: az login",
  },
];

/** A failed attempt to get a token, as a CliError: exit 4, or exit 1 where the network failed. Tells what was tried. */
export function signInError(error: unknown, used: SignIn): CliError {
  const authority = new URL(used.authorityHost);
  const told = findCliError(error);
  if (told !== undefined) return told;
  const text = [...texts(error), refusalText(used.lastRefusal())].join("\n");
  const number = /AADSTS(\d+)/.exec(text)?.[1];
  const row = number === undefined ? undefined : rows.find((one) => one.aadsts.includes(number));
  if (row !== undefined && number !== undefined) {
    return new CliError(row.code, `${row.message}: ${sentenceWith(text, number)} (signing in by ${used.method})`, {
      exitReason: "notAllowed",
      hint: row.hint,
      cause: error,
    });
  }
  const fault = used.lastFault();
  const network = fault === undefined ? networkError(error, authority) : (networkError(fault, authority) ?? undefined);
  if (number === undefined && network !== undefined) return network;
  const { method } = used;
  const list = attempts(error);
  if (number === undefined && list.length > 0) {
    const lines = list.map((one) => `  - ${attemptLine(one)}`);
    const message = `Signing in to Azure failed: no way of the ${method} worked\nTried:\n${lines.join("\n")}`;
    // Telling somebody without az to run it helps nobody.
    const hint = noAzureCli.test(text)
      ? "Choose a way to sign in: aks-sandbox help authentication"
      : "Sign in with: az login";
    return new CliError("NotSignedIn", message, { exitReason: "notAllowed", hint, cause: error });
  }
  const why = number === undefined ? firstLine(error) : sentenceWith(text, number);
  return new CliError("NotSignedIn", `Signing in to Azure failed (${method}): ${why}`, {
    exitReason: "notAllowed",
    hint: "Check its settings: aks-sandbox help authentication",
    cause: error,
  });
}

const noAzureCli = /Azure CLI could not be found/i;

/** How the texts of @azure/identity's credentials are told apart; not each of them begins with its name. */
const credentials: readonly (readonly [name: string, text: RegExp])[] = [
  ["EnvironmentCredential", /^EnvironmentCredential/],
  ["WorkloadIdentityCredential", /^WorkloadIdentityCredential/],
  ["ManagedIdentityCredential", /^ManagedIdentityCredential/],
  ["VisualStudioCodeCredential", /Visual Studio Code|VS Code/],
  ["AzureDeveloperCliCredential", /Azure Developer CLI|\bazd\b/],
  ["AzurePowerShellCredential", /PowerShell|Connect-AzAccount/],
  ["AzureCliCredential", /Azure CLI|\baz login\b/],
];
const longestReason = 120;

/** One attempt of the chain: the credential and the first sentence of its reason, without the SDK's own advice. */
function attemptLine(attempt: unknown): string {
  const text = firstLine(attempt).replace(/^\w*Error: /, "");
  const name = credentials.find(([, known]) => known.test(text))?.[0];
  const said = text.replace(/^\w+Credential:?\s+/, "").replace(/^is unavailable\. /, "");
  const [sentence = ""] = said.split(/\.(?:\s|$)/, 1);
  // Advice alone: the credential has nobody signed in.
  const reason = /^Please run\b/.test(sentence) ? "not signed in" : sentence.slice(0, longestReason);
  return name === undefined ? reason : `${name}: ${reason}`;
}

function attempts(error: unknown): readonly unknown[] {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("errors" in current && Array.isArray(current.errors)) return current.errors;
  }
  return [];
}

function findCliError(error: unknown): CliError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof CliError) return current;
  }
  return undefined;
}

function texts(error: unknown): readonly string[] {
  const found: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) found.push(current.message);
  return [...found, ...attempts(error).map((one) => (one instanceof Error ? one.message : String(one)))];
}

/** The sentence in Entra ID's JSON; nothing of a body that is no such JSON. */
function refusalText(body: string | undefined): string {
  try {
    return stringAt(JSON.parse(body ?? "{}"), "error_description") ?? "";
  } catch {
    return "";
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/\r?\n/, 1)[0]?.trim() ?? "";
}

/** Entra ID's sentence with the number; trace ids and times follow it and are left out. */
function sentenceWith(text: string, number: string): string {
  const start = text.indexOf(`AADSTS${number}`);
  const rest = text.slice(start).split(/\r?\n| Trace ID:/, 1)[0] ?? "";
  return rest.trim();
}
