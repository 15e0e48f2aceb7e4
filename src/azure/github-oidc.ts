import { CliError } from "../errors.js";
import { stringAt } from "../json.js";
import type { SimpleSend } from "./http-client.js";

/**
 * A callback that fetches a workflow's OIDC token anew each time: GitHub's tokens live for minutes, Azure operations for
 * longer. Throws a CliError `NotSignedIn` when GitHub refuses.
 */
export function createGithubAssertion(
  requestUrl: string,
  requestToken: string,
  audience: string,
  send: SimpleSend,
): () => Promise<string> {
  const url = new URL(requestUrl);
  url.searchParams.set("audience", audience);
  return async () => {
    const reply = await send(url, { accept: "application/json", authorization: `Bearer ${requestToken}` });
    const token = reply.status === 200 ? stringAt(parsed(reply.body), "value") : undefined;
    if (token !== undefined) return token;
    throw new CliError("NotSignedIn", `GitHub gave no OIDC token: HTTP ${reply.status} from ${url.host}`, {
      exitReason: "notAllowed",
      hint: "Give the job `permissions: id-token: write`, and run the step in the job that signs in",
    });
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
