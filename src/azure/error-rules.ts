import type { AzureErrorDetails, ExitReason } from "../errors.js";
import { faultCodes } from "../errors.js";
import { defaultRuntime } from "../runtimes/index.js";

/** How one kind of Azure's errors is told to a user. */
export interface ErrorRule {
  /** Azure's codes or subcodes, in lower case; undefined = any. */
  readonly azureCodes?: readonly string[];
  /** HTTP status; undefined = any, also an operation that failed after it was accepted. */
  readonly status?: (status: number) => boolean;
  /** Only where the codes cannot tell (see `faultCodes`). */
  readonly text?: RegExp;
  readonly code: string;
  readonly exitReason: ExitReason;
  readonly hint: (details: AzureErrorDetails) => string;
}

const is =
  (...wanted: readonly number[]) =>
  (status: number) =>
    wanted.includes(status);
const says = (hint: string) => () => hint;

/**
 * The first row that fits decides. Codes and texts of the busy, quota, capacity and Kata rows were collected from AKS's
 * documentation and public reports (2026-11); the other codes, and which exit code a row has, are assumed. A row chooses
 * words, cure and exit code; Azure's own code and message are always shown beside it.
 */
export const errorRules: readonly ErrorRule[] = [
  // One code, two meanings: AKS sends OperationNotAllowed for a busy cluster and for a missing quota.
  {
    azureCodes: ["operationnotallowed"],
    text: /another (agentpool |managed cluster )?operation|is in progress|in progress on|since deletion was issued/i,
    code: faultCodes.anotherOperation,
    exitReason: "conflict",
    hint: says("Wait for the other operation to end, then run the same command again: it goes on with what is there"),
  },
  {
    azureCodes: ["operationnotallowed"],
    text: /quota/i,
    code: "QuotaExceeded",
    exitReason: "quota",
    hint: says("Ask for more quota (portal: Quotas), or choose another --node-vm-size, --location or a smaller count"),
  },
  {
    azureCodes: [
      "aksoperationpreempted",
      "aksoperationpreemptedbydelete",
      "operationpreempted",
      "retryneeded",
      "retryableerrorduetoanotheroperation",
      "anotheroperationinprogress",
    ],
    code: faultCodes.anotherOperation,
    exitReason: "conflict",
    hint: says("Run the same command again: it goes on with what is there"),
  },
  {
    azureCodes: [
      "errcode_insufficientvcpuquota",
      "insufficientvcpuquota",
      "quotaexceeded",
      "managedclustercountexceedsquotalimit",
      "maxagentpoolcountreached",
      "agentpoolmaxcountexceeded",
    ],
    code: "QuotaExceeded",
    exitReason: "quota",
    hint: says("Ask for more quota (portal: Quotas), or choose another --node-vm-size, --location or a smaller count"),
  },
  {
    azureCodes: [
      "akscapacityerror",
      "akscapacityheavyusage",
      "skunotavailable",
      "allocationfailed",
      "zonalallocationfailed",
      "overconstrainedallocationrequest",
      "overconstrainedzonalallocationrequest",
    ],
    code: "NoCapacity",
    exitReason: "quota",
    hint: says("Choose another --node-vm-size, --zones or --location, or try again later"),
  },
  {
    text: /VM size of .+ is not allowed in your subscription/i,
    code: "VmSizeNotAvailable",
    exitReason: "quota",
    hint: vmSizeHint,
  },
  {
    azureCodes: ["authorizationfailed", "linkedauthorizationfailed"],
    code: "NotAllowed",
    exitReason: "notAllowed",
    hint: authorizationHint,
  },
  {
    azureCodes: ["invalidauthenticationtokentenant"],
    code: "WrongTenant",
    exitReason: "notAllowed",
    hint: says("The subscription belongs to another tenant than the sign-in: name it with --tenant"),
  },
  {
    azureCodes: ["requestdisallowedbypolicy"],
    code: "PolicyDenied",
    exitReason: "notAllowed",
    hint: says(
      "Change the request as the named policy asks (tags, region, size ...), or ask its owner for an exemption",
    ),
  },
  {
    azureCodes: ["scopelocked"],
    code: "ScopeLocked",
    exitReason: "notAllowed",
    hint: says("List the locks with: az lock list --output table"),
  },
  {
    azureCodes: ["readonlydisabledsubscription", "subscriptionnotregistered"],
    code: "SubscriptionDisabled",
    exitReason: "notAllowed",
    hint: says("Choose another one with --subscription, or have its state restored"),
  },
  {
    azureCodes: ["subscriptionnotfound", "invalidsubscriptionid"],
    code: "SubscriptionNotFound",
    exitReason: "notFound",
    hint: says("List those that you can see with: az account list --output table; --tenant chooses the directory"),
  },
  {
    azureCodes: [
      "locationnotavailableforresourcegroup",
      "locationnotavailableforresourcetype",
      "noregisteredproviderfound",
      "regionnotsupported",
      "invalidlocation",
    ],
    code: "LocationNotAvailable",
    exitReason: "usage",
    hint: says("Choose another --location: az account list-locations --query [].name"),
  },
  {
    azureCodes: ["missingsubscriptionregistration", "subscriptionnotregisteredforfeature"],
    code: "ProviderNotRegistered",
    exitReason: "refused",
    hint: says("Register it once with: az provider register --namespace Microsoft.ContainerService --wait"),
  },
  {
    azureCodes: ["previewfeaturenotregistered", "featurenotregistered"],
    code: "FeatureNotRegistered",
    exitReason: "refused",
    hint: says(
      `Use the present-day runtime, which needs no feature: --workload-runtime ${defaultRuntime.pool.workloadRuntime}`,
    ),
  },
  {
    azureCodes: ["invalidworkloadruntimesettingerror"],
    code: "RuntimeNotPossible",
    exitReason: "failed",
    hint: says("Choose a generation 2 size with nested virtualization, e.g. --node-vm-size Standard_D4s_v5"),
  },
  {
    azureCodes: ["etagmismatch", "preconditionfailed"],
    code: "ChangedMeanwhile",
    exitReason: "conflict",
    hint: says("Somebody else changed it at the same time; run the same command again"),
  },
  {
    status: is(412),
    code: "ChangedMeanwhile",
    exitReason: "conflict",
    hint: says("Somebody else changed it at the same time; run the same command again"),
  },
  {
    azureCodes: ["resourcegroupnotfound"],
    code: "ResourceGroupNotFound",
    exitReason: "notFound",
    hint: says("List yours with: az group list --output table"),
  },
  {
    azureCodes: ["resourcenotfound", "parentresourcenotfound", "notfound"],
    code: "NotFound",
    exitReason: "notFound",
    hint: says("Check --resource-group, --cluster and the name: aks-sandbox cluster list"),
  },
  { status: is(404), code: "NotFound", exitReason: "notFound", hint: says("Check the names and the subscription") },
  {
    status: is(401),
    code: "NotSignedIn",
    exitReason: "notAllowed",
    hint: says("Sign in again, e.g. with: az login; --tenant and --cloud say where"),
  },
  { status: is(403), code: "NotAllowed", exitReason: "notAllowed", hint: authorizationHint },
  {
    status: is(429),
    code: "Throttled",
    exitReason: "failed",
    hint: says("Wait a minute, then run the same command again"),
  },
  {
    status: (status) => status >= 500,
    code: "AzureUnavailable",
    exitReason: "failed",
    hint: says("Run the same command again: it goes on with what is there"),
  },
  {
    status: is(409),
    code: "Conflict",
    exitReason: "conflict",
    hint: says("Look at its state with: aks-sandbox cluster show"),
  },
  {
    status: (status) => status >= 400,
    code: "RequestRefused",
    exitReason: "failed",
    hint: says("Change what the message names, then run the command again"),
  },
];

/** For an operation that failed with a code that no row knows. */
export const otherError: ErrorRule = {
  code: "AzureError",
  exitReason: "failed",
  hint: says("Look at the resource's state, and name the request id when you ask Azure's support"),
};

/** Not every size that the message lists can carry sandboxes; this one is known to. */
function vmSizeHint({ message }: AzureErrorDetails): string {
  const [, available = ""] = message.split(/is not allowed in your subscription/i);
  return /\bstandard_d4s_v5\b/i.test(available)
    ? "Use a size that is offered there and can carry sandboxes: --node-vm-size Standard_D4s_v5"
    : "Choose another --location: az vm list-skus --size Standard_D4s_v5 --output table";
}

/** ARM's sentence names the action and the scope; the role is the smallest built-in one that AKS documents for it. */
function authorizationHint(details: AzureErrorDetails): string {
  const action = /perform action '([^']+)'/.exec(details.message)?.[1];
  const scope = /over scope '([^']+)'/.exec(details.message)?.[1];
  if (action === undefined || scope === undefined)
    return "Ask an owner of the subscription for the role that allows it";
  return `${action} is missing; an owner can give it: az role assignment create --assignee ${details.principal ?? "<you>"} --role "${roleFor(action)}" --scope ${scope}`;
}

/** Built-in roles by their well-known names; assumed, not re-read. */
function roleFor(action: string): string {
  if (/\/listClusterUserCredential\//i.test(action)) return "Azure Kubernetes Service Cluster User Role";
  if (/^Microsoft\.ContainerService\//i.test(action)) return "Azure Kubernetes Service Contributor Role";
  return "Contributor";
}
