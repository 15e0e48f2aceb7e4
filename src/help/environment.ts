import { breakLines, twoColumns } from "./columns.js";
import { markdownTable } from "./markdown-table.js";

/** An environment variable that the program, or a library inside it, obeys. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly meaning: string;
  /** The flag that goes before it, where there is one. */
  readonly flag?: string;
}

export interface EnvironmentGroup {
  readonly title: string;
  readonly variables: readonly EnvironmentVariable[];
}

/** Every variable that is read. A test holds this list against the sources and the flags. */
export const environmentGroups: readonly EnvironmentGroup[] = [
  {
    title: "Our own settings",
    variables: [
      { name: "AKS_SANDBOX_RESOURCE_GROUP", flag: "--resource-group", meaning: "Resource group of the cluster." },
      { name: "AKS_SANDBOX_CLUSTER", flag: "--cluster", meaning: "Name of the cluster." },
      { name: "AKS_SANDBOX_RUNTIME_CLASS", flag: "--runtime-class", meaning: "Name of the RuntimeClass to write." },
      { name: "AKS_SANDBOX_LOCATION", flag: "--location", meaning: "Azure region, e.g. westus3." },
      { name: "AKS_SANDBOX_CLOUD", flag: "--cloud", meaning: "Azure cloud: public, usgov or china." },
      { name: "AKS_SANDBOX_TIMEOUT", flag: "--timeout", meaning: "How long to wait, e.g. 90s, 30m, 1h30m." },
      { name: "AKS_SANDBOX_OUTPUT", flag: "--output", meaning: "Form of the result: table, json or yaml." },
      {
        name: "AKS_SANDBOX_PROGRESS",
        flag: "--progress",
        meaning: "Form of the progress: auto, tty, plain, json or none.",
      },
      {
        name: "AKS_SANDBOX_ARM_ENDPOINT",
        meaning: "URL of Azure Resource Manager, instead of the cloud's own; for a local Azure or a private cloud.",
      },
      {
        name: "AKS_SANDBOX_TIME_SCALE",
        meaning:
          "How many times faster than the clock every wait passes, a positive number. For a local Azure only: refused unless AKS_SANDBOX_ARM_ENDPOINT is on this machine.",
      },
    ],
  },
  {
    title: "Azure",
    variables: [
      { name: "AZURE_SUBSCRIPTION_ID", flag: "--subscription", meaning: "Subscription to work in." },
      { name: "AZURE_TENANT_ID", flag: "--tenant", meaning: "Entra ID tenant to sign in to." },
      {
        name: "AZURE_CONFIG_DIR",
        meaning: "Folder of az's settings (default: ~/.azure): its default subscription and cloud.",
      },
      { name: "AZURE_CLOUD_NAME", meaning: "Name of the cloud as az has it, instead of az's setting." },
      { name: "AZURE_AUTHORITY_HOST", meaning: "URL of Entra ID, instead of the cloud's own." },
      { name: "AZURE_CLIENT_ID", meaning: "Application (client) id of a service principal or a managed identity." },
      { name: "AZURE_CLIENT_SECRET", meaning: "Secret of the service principal. Never printed." },
      { name: "AZURE_CLIENT_CERTIFICATE_PATH", meaning: "File with the service principal's certificate and key." },
      { name: "AZURE_FEDERATED_TOKEN_FILE", meaning: "File with the token of a workload identity." },
      { name: "AZURE_TOKEN_CREDENTIALS", meaning: "Which credentials of the Azure SDK's default chain are tried." },
    ],
  },
  {
    title: "CI systems, set by them",
    variables: [
      {
        name: "ACTIONS_ID_TOKEN_REQUEST_URL",
        meaning: "GitHub Actions: where the job gets its OIDC token. Set in jobs with `permissions: id-token: write`.",
      },
      { name: "ACTIONS_ID_TOKEN_REQUEST_TOKEN", meaning: "GitHub Actions: what the job shows for it. Never printed." },
      { name: "GITHUB_ACTIONS", meaning: "GitHub Actions: the job runs there; verdicts become annotations." },
      { name: "GITHUB_STEP_SUMMARY", meaning: "GitHub Actions: file that the verdicts' summary is added to." },
      { name: "GITHUB_OUTPUT", meaning: "GitHub Actions: file that the step's outputs are added to." },
      { name: "TF_BUILD", meaning: "Azure Pipelines: the job runs there; verdicts become issues and variables." },
      { name: "AGENT_TEMPDIRECTORY", meaning: "Azure Pipelines: folder for the summary, which the agent reads." },
      { name: "SYSTEM_ACCESSTOKEN", meaning: "Azure Pipelines: has to be mapped into the step. Never printed." },
      { name: "SYSTEM_OIDCREQUESTURI", meaning: "Azure Pipelines: where the job gets its OIDC token." },
      {
        name: "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
        meaning: "Azure Pipelines: the service connection of an AzureCLI task.",
      },
      { name: "AZURESUBSCRIPTION_CLIENT_ID", meaning: "Azure Pipelines: its client id." },
      { name: "AZURESUBSCRIPTION_TENANT_ID", meaning: "Azure Pipelines: its tenant." },
      { name: "CI", meaning: "When set (and not 0 or false), progress is lines for a log instead of a spinner." },
    ],
  },
  {
    title: "Kubernetes and network",
    variables: [
      {
        name: "KUBECONFIG",
        flag: "--kubeconfig",
        meaning: "Kubeconfig files; the one that kubectl would write is merged into.",
      },
      {
        name: "HTTPS_PROXY",
        meaning: "Proxy for Azure, Entra ID and Kubernetes; also in lower case. Not used for this machine.",
      },
      { name: "HTTP_PROXY", meaning: "The same for addresses that begin with http:." },
      { name: "ALL_PROXY", meaning: "The proxy where the two above are not set." },
      { name: "NO_PROXY", meaning: "Hosts that are reached without the proxy." },
      {
        name: "NODE_EXTRA_CA_CERTS",
        meaning: "File with further certificate authorities, e.g. of a proxy that opens TLS. Read by Node.js.",
      },
      { name: "HOME", meaning: "Where .azure and .kube are looked for; without it USERPROFILE." },
      { name: "USERPROFILE", meaning: "The home folder on Windows." },
    ],
  },
  {
    title: "Terminal",
    variables: [
      { name: "NO_COLOR", flag: "--no-color", meaning: "No colours, when set to anything but the empty text." },
      { name: "FORCE_COLOR", meaning: "Colours even where the output is no terminal; 0 or false: none." },
      { name: "TERM", meaning: "dumb: no colours and no spinner." },
    ],
  },
];

const introduction =
  "A flag goes before its environment variable, and the variable before the default. An empty variable counts as not set.";

export function environmentText(): string {
  const parts = environmentGroups.map(({ title, variables }) => {
    const rows = variables.map((variable) => [variable.name, withFlag(variable)] as const);
    return `${title}:\n${twoColumns(rows)}\n`;
  });
  return `${breakLines(introduction, 100).join("\n")}\n\n${parts.join("\n")}`;
}

/** The same as a page of the documentation. */
export function environmentPage(): string {
  const parts = environmentGroups.map(({ title, variables }) => {
    const rows = variables.map(({ name, meaning, flag }) => [
      `\`${name}\``,
      meaning,
      flag === undefined ? "" : `\`${flag}\``,
    ]);
    return `## ${title}\n\n${markdownTable(["variable", "meaning", "flag"], rows)}\n`;
  });
  return ["# Environment variables", "", introduction, "", parts.join("\n")].join("\n");
}

function withFlag({ meaning, flag }: EnvironmentVariable): string {
  return flag === undefined ? meaning : `${meaning} Flag: ${flag}.`;
}
