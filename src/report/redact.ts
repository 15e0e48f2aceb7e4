import type { Context } from "../context.js";

/** What stands in the place of a secret. */
export const redacted = "REDACTED";

/** Variables whose very values are secrets, wherever they turn up. */
const secretVariables = [
  "AZURE_CLIENT_SECRET",
  "AZURE_CLIENT_CERTIFICATE_PASSWORD",
  "AZURE_PASSWORD",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "SYSTEM_ACCESSTOKEN",
] as const;

/** Shapes of secrets; each keeps what is before the secret (group 1) so that a reader sees what it was. */
const secretShapes: readonly RegExp[] = [
  // JSON web tokens, whole; the header is always `{"` in base64.
  /()\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  /(\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+)[\w~+/.=-]+/gi,
  // Long enough that no sentence ("basic authentication", "bearer token") is taken for one.
  /(\bbearer\s+)[\w~+/.=-]{20,}/gi,
  // A JSON text to its end, whatever is in it.
  /("[\w.-]*(?:password|secret)"\s*:\s*")(?:[^"\\]|\\.)+/gi,
  // Form fields, JSON fields and YAML fields, with or without quotes. "secret:" alone may be part of a sentence.
  /(["']?\b(?:[\w-]*password|[\w-]+secret|client_assertion|access_token|refresh_token|id_token|accessToken|refreshToken|client-key-data)["']?\s*[:=]\s*["']?)[^\s"'&,}]{4,}/gi,
  /(["']?\b(?:assertion|token)["']?\s*[:=]\s*["']?)[^\s"'&,}]{16,}/gi,
  /((?:^\s*secret:\s+|\bsecret=)["']?)[^\s"'&,}]{4,}/gim,
  // Settings as `--set` takes them; a masked value and a switch are no secrets.
  /(\bproperties\.[\w.\\-]*(?:secret|password|token|key|credential)[\w.\\-]*=)(?!\*\*\*|true\b|false\b)[^\s"'&,}]+/gi,
  // Signed URLs: of storage (`sig`), and of ARM's operations (`t`, `c`, `s` and `h`: time, certificate, signature, hash).
  /([?&](?:sig|t|c|s|h)=)[^&\s"']{4,}/gi,
  // Name and password in a URL, as proxies have them.
  /(\bhttps?:\/\/)[^\s/@"']+:[^\s/@"']+(?=@)/gi,
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?=-----END|$)/g,
];

/** Takes known shapes of secrets, and the secrets of this environment by their value, out of a text. */
export function redact(text: string, env: Context["env"]): string {
  const values = secretVariables.map((name) => env[name] ?? "").filter((value) => value.length >= 8);
  const withoutValues = values.reduce((rest, value) => rest.replaceAll(value, redacted), text);
  return secretShapes.reduce((rest, shape) => rest.replace(shape, `$1${redacted}`), withoutValues);
}
