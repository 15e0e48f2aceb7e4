import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { usageError } from "../errors.js";
import { jsonAt, stringAt, isJsonObject } from "../json.js";

type Env = Readonly<Record<string, string | undefined>>;

/** One entry of `azureProfile.json`. */
export interface AzSubscription {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string | undefined;
  readonly isDefault: boolean;
  /** Name of az's cloud, e.g. `AzureCloud`. */
  readonly environmentName: string;
  /** `user` or `servicePrincipal`. */
  readonly userType: string | undefined;
}

/** A cloud that was registered with `az cloud register`; undefined where az has no value. */
export interface AzCustomCloud {
  readonly resourceManager: string | undefined;
  readonly activeDirectory: string | undefined;
  readonly activeDirectoryResourceId: string | undefined;
}

/** What the Azure CLI remembers on this machine, read from `$AZURE_CONFIG_DIR` (default `~/.azure`). */
export interface AzConfig {
  readonly folder: string;
  readonly subscriptions: readonly AzSubscription[];
  /** `AZURE_CLOUD_NAME`, else `[cloud] name`; undefined where none was set, which az takes as `AzureCloud`. */
  readonly cloudName: string | undefined;
  readonly customClouds: ReadonlyMap<string, AzCustomCloud>;
}

/** Reads az's files; one that is missing counts as empty, one that cannot be read or parsed is a usage error. */
export async function readAzConfig(env: Env): Promise<AzConfig> {
  const folder = env["AZURE_CONFIG_DIR"] ?? join(env["HOME"] ?? homedir(), ".azure");
  const [profile, config, clouds] = await Promise.all([
    readIfThere(join(folder, "azureProfile.json")),
    readIfThere(join(folder, "config")),
    readIfThere(join(folder, "clouds.config")),
  ]);
  const customClouds = new Map<string, AzCustomCloud>();
  for (const [name, section] of parseIni(clouds)) {
    customClouds.set(name.toLowerCase(), {
      resourceManager: section.get("endpoint_resource_manager"),
      activeDirectory: section.get("endpoint_active_directory"),
      activeDirectoryResourceId: section.get("endpoint_active_directory_resource_id"),
    });
  }
  return {
    folder,
    subscriptions: parseProfile(profile, join(folder, "azureProfile.json")),
    cloudName: env["AZURE_CLOUD_NAME"] ?? parseIni(config).get("cloud")?.get("name"),
    customClouds,
  };
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return "";
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(path: string, why: string): Error {
  return usageError("UnreadableAzureConfig", `${path} cannot be read: ${why}`, "Sign in again with: az login");
}

/** The file starts with a byte-order mark, as az writes it. */
function parseProfile(text: string, path: string): readonly AzSubscription[] {
  const json = text.replace(/^\uFEFF/, "").trim();
  if (json === "") return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  const list = jsonAt(parsed, "subscriptions");
  return (Array.isArray(list) ? list : []).filter(isJsonObject).flatMap((entry) => {
    const id = stringAt(entry, "id");
    if (id === undefined) return [];
    return [
      {
        id,
        name: stringAt(entry, "name") ?? id,
        tenantId: stringAt(entry, "tenantId"),
        isDefault: jsonAt(entry, "isDefault") === true,
        environmentName: stringAt(entry, "environmentName") ?? "AzureCloud",
        userType: stringAt(entry, "user", "type"),
      },
    ];
  });
}

/** Sections and keys of an ini file as Python's configparser reads az's: keys in lower case, `=` or `:` between. */
function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const raw of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = new Map();
      sections.set(heading, section);
      continue;
    }
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
    if (pair?.[1] !== undefined) section.set(pair[1].toLowerCase(), pair[2] ?? "");
  }
  return sections;
}
