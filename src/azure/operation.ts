import { CliError } from "../errors.js";
import { isJsonObject, stringAt, type JsonObject } from "../json.js";
import type { ArmClient, ArmReply } from "./arm-client.js";
import type { ArmOperation, OperationStatus } from "./azure.js";
import { operationErrorDetails } from "./error.js";

/** The first reply of a long operation. */
export interface FirstReply {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: JsonObject | undefined;
}

/** What the SDK calls back with once the first reply is there, as far as we read it. */
export interface SdkResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
  readonly request: { readonly url: string; readonly method: string };
  readonly parsedBody?: unknown;
}

/** The SDK's poller, without its `then`: it is never returned from an async function. */
interface Submittable {
  submitted(): Promise<void>;
}

/**
 * Starts a long operation with the SDK and answers with its first reply. The SDK's poller sends the request, and is then
 * left: its `poll` takes one 5xx for the end of the operation, asks for the resource too, and takes any status text that
 * contains "fail" for a failure.
 */
export async function submit(start: (onResponse: (response: SdkResponse) => void) => Submittable): Promise<FirstReply> {
  const seen: SdkResponse[] = [];
  await start((response) => seen.push(response)).submitted();
  const first = seen[0];
  if (first === undefined) throw new CliError("AzureError", "Azure's first reply to a long operation was not seen");
  return {
    url: first.request.url,
    method: first.request.method,
    status: first.status,
    header: (name) => first.headers.get(name),
    body: isJsonObject(first.parsedBody) ? first.parsedBody : undefined,
  };
}

/**
 * Where to ask: `Azure-AsyncOperation`, else `Location` (202 = running), else the resource itself (`provisioningState`).
 * The address is signed and stays in here.
 */
export function createOperation<T>(arm: ArmClient, first: FirstReply, accepted: T): ArmOperation<T> {
  const statusUrl = first.header("azure-asyncoperation");
  const location = first.header("location");
  const url = statusUrl ?? location ?? first.url;
  const byStatus = statusUrl !== undefined;
  const byResource = !byStatus && location === undefined;
  // A 200 or 204 to a DELETE without an address to ask at: there was nothing to delete.
  const over = byResource && first.method === "DELETE" && first.status !== 202;
  return {
    id: /\/operations(?:results|tatuses)?\/([^/?]+)/i.exec(url)?.[1],
    accepted,
    async poll(signal) {
      if (over) return { state: "succeeded", status: "Succeeded", error: undefined };
      const reply = await arm.send("GET", url, signal);
      const status = byStatus ? stringAt(reply.body, "status") : byResource ? stateOf(reply) : undefined;
      return statusOf(arm, reply, url, status ?? (reply.status === 202 ? "InProgress" : "Succeeded"));
    },
  };
}

function stateOf(reply: ArmReply): string | undefined {
  return stringAt(reply.body, "properties", "provisioningState");
}

const ends: Readonly<Record<string, OperationStatus["state"]>> = {
  succeeded: "succeeded",
  failed: "failed",
  canceled: "canceled",
};

function statusOf(arm: ArmClient, reply: ArmReply, url: string, status: string): OperationStatus {
  const state = ends[status.toLowerCase()] ?? "running";
  if (state === "running" || state === "succeeded") return { state, status, error: undefined };
  const context = arm.errorContext(reply, "GET", url);
  return { state, status, error: operationErrorDetails({ status, ...reply.body }, context) };
}
