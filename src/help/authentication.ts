import { breakLines, twoColumns } from "./columns.js";

/** A way to sign in to Azure and what makes the program take it, in the order in which they are looked at. */
interface WayToSignIn {
  readonly name: string;
  readonly when: string;
}

const ways: readonly WayToSignIn[] = [
  {
    name: "GitHub OIDC",
    when: "ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN (the job has `permissions: id-token: write`), AZURE_CLIENT_ID and a tenant are set, and none of AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_TOKEN_CREDENTIALS. The assertion is fetched again at each refresh.",
  },
  {
    name: "Azure Pipelines",
    when: "TF_BUILD is set, with SYSTEM_ACCESSTOKEN mapped into the step and the AZURESUBSCRIPTION_* variables of an AzureCLI task: its service connection.",
  },
  {
    name: "Default chain",
    when: "Otherwise the DefaultAzureCredential of the Azure SDK: a service principal (AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH), workload identity, managed identity, az login, and the other tools' sign-ins that it knows. AZURE_TOKEN_CREDENTIALS narrows it.",
  },
];

const paragraphs = [
  "The subscription is --subscription, else AZURE_SUBSCRIPTION_ID, else the default of az (azureProfile.json in AZURE_CONFIG_DIR). The cloud is --cloud, else the one that az is set to. AKS_SANDBOX_ARM_ENDPOINT and AZURE_AUTHORITY_HOST point elsewhere.",
  "Every error of Azure shows who was signed in, and the ids that Azure's support asks for. When signing in fails, the error lists what was tried; the exit code is 4.",
];

/** The topic `authentication`. */
export function authenticationText(): string {
  const rows = ways.map(({ name, when }) => [name, when] as const);
  return [
    "How the program signs in to Azure: the first of these that applies.",
    "",
    twoColumns(rows),
    "",
    ...paragraphs.flatMap((text) => [...breakLines(text, 100), ""]),
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}
