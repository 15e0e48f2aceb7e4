import { join } from "node:path";
import type { Simulator } from "../../simulator/simulator.js";

/** Files beside a running simulator, which the variables point to. */
export interface RunFolder {
  /** PEM of the simulator's own CA. */
  readonly caPath: string;
  /** The same with the public roots, for programs whose variable replaces their roots. */
  readonly caBundlePath: string;
  /** az's settings, so that the user's own stay as they are. */
  readonly azureConfigPath: string;
  readonly kubeconfigPath: string;
  readonly readyPath: string;
}

export function runFolder(folder: string): RunFolder {
  return {
    caPath: join(folder, "ca.pem"),
    caBundlePath: join(folder, "ca-bundle.pem"),
    azureConfigPath: join(folder, "azure"),
    kubeconfigPath: join(folder, "kubeconfig"),
    readyPath: join(folder, "ready.json"),
  };
}

/** Where these files are for a state file: beside it, and kept, for shells of before still point to them. */
export function stateFolder(stateFile: string): string {
  return `${stateFile}.d`;
}

type Environment = Readonly<Record<string, string>>;

/**
 * The variables that lead aks-sandbox, the Azure SDKs, az and kubectl to a local Azure, and keep them off the user's own
 * settings. `given`: the environment that they will be added to; where it names a proxy, loopback is excepted from it.
 */
export function environmentOf(
  simulator: Simulator,
  files: RunFolder,
  speed: number,
  given: Readonly<Record<string, string | undefined>>,
): Environment {
  return {
    AKS_SANDBOX_ARM_ENDPOINT: simulator.url,
    AKS_SANDBOX_TIME_SCALE: String(speed),
    AKS_SANDBOX_SIMULATOR_PID: String(process.pid),
    AZURE_AUTHORITY_HOST: simulator.url,
    AZURE_SUBSCRIPTION_ID: simulator.subscriptionId,
    AZURE_TENANT_ID: simulator.tenantId,
    AZURE_CLIENT_ID: simulator.clientId,
    AZURE_CLIENT_SECRET: simulator.clientSecret,
    AZURE_CONFIG_DIR: files.azureConfigPath,
    AZURE_CORE_COLLECT_TELEMETRY: "false",
    NODE_EXTRA_CA_CERTS: files.caPath,
    REQUESTS_CA_BUNDLE: files.caBundlePath,
    KUBECONFIG: files.kubeconfigPath,
    ...noProxy(given),
  };
}

/** az's HTTP library asks a proxy for 127.0.0.1 too, unless it is told not to. */
function noProxy(given: Readonly<Record<string, string | undefined>>): Environment {
  const isSet = (name: string) => (given[name] ?? given[name.toLowerCase()] ?? "") !== "";
  if (!["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"].some(isSet)) return {};
  const before = given["NO_PROXY"] ?? given["no_proxy"] ?? "";
  const hosts = before.split(",").filter((host) => host.trim() !== "");
  const value = [...new Set([...hosts, "127.0.0.1", "localhost"])].join(",");
  return { NO_PROXY: value, no_proxy: value };
}

/** `export NAME='value'`, a line each, for POSIX shells. */
export function exportLines(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`)
    .join("");
}

export function shellQuoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

const cloudName = "aks-sandbox-local";

/**
 * The commands that lead az to it, once per `AZURE_CONFIG_DIR`; the variables have to be set. Tried with azure-cli 2.91.0,
 * which takes the address of Microsoft Graph from a JSON document alone, and asks nobody anything about roles without one.
 */
export function azCommands(port: number): readonly string[] {
  // By name: az's sign-in library was tried with that.
  const url = `https://localhost:${port}/`;
  const endpoints = {
    resourceManager: url,
    management: url,
    activeDirectory: `${url}adfs`,
    activeDirectoryResourceId: url,
    activeDirectoryGraphResourceId: url,
    microsoftGraphResourceId: url,
  };
  const config = shellQuoted(JSON.stringify({ endpoints }));
  return [
    `az cloud register --name ${cloudName} --skip-endpoint-discovery --cloud-config ${config}`,
    `az cloud set --name ${cloudName}`,
    `az login --service-principal --username "$AZURE_CLIENT_ID" --password "$AZURE_CLIENT_SECRET" --tenant adfs`,
  ];
}
