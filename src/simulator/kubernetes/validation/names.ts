/** Formats of names; each function returns what is wrong with a value, in apimachinery's words. */
const dnsLabel = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const dnsSubdomain = `${dnsLabel}(\\.${dnsLabel})*`;
const labelKey = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${labelKey})?`;

const labelKeyForm = regexFault(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  labelKey,
  ["MyName", "my.name", "123-abc"],
);

export function dnsLabelFaults(value: string): string[] {
  if (whole(dnsLabel).test(value)) return tooLong(value, 63);
  if (whole(dnsSubdomain).test(value)) return [...tooLong(value, 63), "must not contain dots"];
  const text =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...tooLong(value, 63), regexFault(text, dnsLabel, ["my-name", "123-abc"])];
}

export function dnsSubdomainFaults(value: string): string[] {
  if (whole(dnsSubdomain).test(value)) return tooLong(value, 253);
  const text =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...tooLong(value, 253), regexFault(text, dnsSubdomain, ["example.com"])];
}

/** A label or taint key: an optional DNS prefix and a name of up to 63 characters. */
export function labelKeyFaults(value: string): string[] {
  const parts = value.split("/");
  if (parts.length > 2)
    return [
      `a valid label key ${labelKeyForm} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const prefixFaults = prefix === "" ? ["must be non-empty"] : prefix === undefined ? [] : dnsSubdomainFaults(prefix);
  const nameFaults = [
    ...(name === "" ? ["must be non-empty"] : tooLong(name, 63, "bytes")),
    ...(whole(labelKey).test(name) ? [] : [labelKeyForm]),
  ];
  return [...prefixFaults.map((fault) => `prefix part ${fault}`), ...nameFaults.map((fault) => `name part ${fault}`)];
}

export function labelValueFaults(value: string): string[] {
  if (whole(labelValue).test(value)) return tooLong(value, 63, "bytes");
  const text =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...tooLong(value, 63, "bytes"), regexFault(text, labelValue, ["MyValue", "my_value", "12345"])];
}

/** A key of a ConfigMap or Secret. */
export function configKeyFaults(value: string): string[] {
  const text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  const format = "[-._a-zA-Z0-9]+";
  return [
    ...tooLong(value, 253),
    ...(whole(format).test(value) ? [] : [regexFault(text, format, ["key.name", "KEY_NAME", "key-name"])]),
    ...(value === "." || value === ".." ? [`must not be '${value}'`] : []),
    ...(value !== ".." && value.startsWith("..") ? ["must not start with '..'"] : []),
  ];
}

/** Name of a container's port (`IsValidPortName`); empty: none. */
export function portNameFaults(value: string): string[] {
  if (value === "") return [];
  return [
    ...tooLong(value, 15),
    ...(/^[-a-z0-9]+$/.test(value) ? [] : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
    ...(/[a-z]/.test(value) ? [] : ["must contain at least one letter (a-z)"]),
    ...(value.includes("--") ? ["must not contain consecutive hyphens"] : []),
    ...(/^-|-$/.test(value) ? ["must not begin or end with a hyphen"] : []),
  ];
}

/** Names that need only fit into a path, as those of roles. */
export function pathSegmentFaults(value: string): string[] {
  if (value === "." || value === "..") return [`may not be '${value}'`];
  return ["/", "%"].filter((sign) => value.includes(sign)).map((sign) => `may not contain '${sign}'`);
}

function whole(format: string): RegExp {
  return new RegExp(`^${format}$`);
}

/** What generated names begin with: a dash at the end is no fault, since more follows. */
export const asPrefix = (text: string) => (text.length > 1 && text.endsWith("-") ? `${text.slice(0, -2)}a` : text);

function tooLong(value: string, bytes: number, unit: "bytes" | "characters" = "characters"): string[] {
  return value.length > bytes ? [`must be no more than ${bytes} ${unit}`] : [];
}

/** The odd commas are apimachinery's. */
function regexFault(text: string, format: string, examples: readonly string[]): string {
  const list = examples.map((example) => `'${example}', `).join(" or ");
  return `${text} (e.g. ${list}regex used for validation is '${format}')`;
}
