import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { signInError } from "../../src/azure/sign-in-error.js";

const used = {
  credential: { getToken: () => Promise.resolve(null) },
  method: "default credential chain",
  tenantId: undefined,
  authorityHost: "https://login.microsoftonline.com",
  lastFault: () => undefined,
  lastRefusal: () => undefined,
};

/** Texts of @azure/identity 4.13. */
const texts = {
  environment:
    "EnvironmentCredential is unavailable. No underlying credential could be used. To troubleshoot, visit https://aka.ms/azsdk/js/identity/environmentcredential/troubleshoot.",
  workload:
    "WorkloadIdentityCredential: is unavailable. tenantId, clientId, and federatedTokenFilePath are required parameters. \n      In DefaultAzureCredential and ManagedIdentityCredential, these can be provided as environment variables",
  managed:
    "ManagedIdentityCredential: Network unreachable. Message: network_error: See https://aka.ms/msal.js.errors#network_error for details",
  code: "Visual Studio Code Authentication is not available. Ensure you have have Azure Resources Extension installed in VS Code, signed into Azure via VS Code, installed the @azure/identity-vscode package, and properly configured the extension.",
  noCli:
    "Azure CLI could not be found. Please visit https://aka.ms/azure-cli for installation instructions and then, once installed, authenticate to your Azure account using 'az login'.",
  cli: "Please run 'az login' from a command prompt to authenticate before using this credential.",
  powershell:
    "Error: Unable to execute PowerShell. Ensure that it is installed in your system. To troubleshoot, visit https://aka.ms/azsdk/js/identity/powershellcredential/troubleshoot.",
  azd: "Azure Developer CLI couldn't be found. To mitigate this issue, see the troubleshooting guidelines at https://aka.ms/azsdk/js/identity/azdevclicredential/troubleshoot.",
};

function failure(...reasons: readonly string[]): Error {
  return new AggregateError(
    reasons.map((text) => new Error(text)),
    "ChainedTokenCredential authentication failed.",
  );
}

describe("no way to sign in", () => {
  it("names each credential with a short reason", () => {
    const { environment, workload, managed, code, cli, powershell, azd } = texts;
    const error = signInError(failure(environment, workload, managed, code, cli, powershell, azd), used);
    assert.deepEqual([error.code, error.exitReason], ["NotSignedIn", "notAllowed"]);
    assert.deepEqual(error.message.split("\n"), [
      "Signing in to Azure failed: no way of the default credential chain worked",
      "Tried:",
      "  - EnvironmentCredential: No underlying credential could be used",
      "  - WorkloadIdentityCredential: tenantId, clientId, and federatedTokenFilePath are required parameters",
      "  - ManagedIdentityCredential: Network unreachable",
      "  - VisualStudioCodeCredential: Visual Studio Code Authentication is not available",
      "  - AzureCliCredential: not signed in",
      "  - AzurePowerShellCredential: Unable to execute PowerShell",
      "  - AzureDeveloperCliCredential: Azure Developer CLI couldn't be found",
    ]);
  });

  it("has one cure: az login where az is there, else the list of the ways", () => {
    assert.equal(signInError(failure(texts.environment, texts.cli), used).hint, "Sign in with: az login");
    assert.equal(
      signInError(failure(texts.environment, texts.noCli), used).hint,
      "Choose a way to sign in: aks-sandbox help authentication",
    );
  });

  it("of one credential tells its own reason", () => {
    const error = signInError(new Error("the token was empty\nand more"), { ...used, method: "workload identity" });
    assert.equal(error.message, "Signing in to Azure failed (workload identity): the token was empty");
    assert.equal(error.hint, "Check its settings: aks-sandbox help authentication");
  });
});
