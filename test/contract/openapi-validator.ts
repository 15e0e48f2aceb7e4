import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Exchange } from "../helpers/exchange-log.js";
import { specPath } from "../helpers/specs.js";

/** The part of `oav` that is used. */
interface Oav {
  readonly LiveValidator: new (options: object, log: (message: string) => void) => Validator;
}
interface Validator {
  initialize(): Promise<void>;
  validateLiveRequestResponse(pair: object): Promise<{
    readonly requestValidationResult: Result;
    readonly responseValidationResult: Result;
  }>;
}
interface Result {
  readonly operationInfo: { readonly operationId: string };
  readonly errors: readonly { readonly code: string; readonly pathsInPayload: readonly string[] }[];
  readonly runtimeException?: { readonly message: string };
}

/** `OPERATION: request|reply CODE path`, list indexes as `*`. */
export type Finding = string;

/**
 * Microsoft's validator over the OpenAPI documents of AKS 2024-05-01, Resources, Features and Compute SKUs; no network. It takes the last
 * provider of a path for the path's own, and so cannot judge a provider's own state and features.
 */
export async function openApiValidator(): Promise<(exchange: Exchange) => Promise<readonly Finding[]>> {
  const folder = fileURLToPath(new URL("../../../tools/openapi/", import.meta.url));
  const { LiveValidator } = createRequire(folder)("oav") as Oav;
  const validator = new LiveValidator(
    {
      directory: specPath(),
      git: { shouldClone: false },
      swaggerPathsPattern: ["specification/**/stable/*/*.json"],
      isPathCaseSensitive: false,
      isArmCall: true,
    },
    () => undefined,
  );
  await validator.initialize();
  return async ({ method, url, requestHeaders, requestBody, status, headers, body }) => {
    const result = await validator.validateLiveRequestResponse({
      liveRequest: { method, url, headers: requestHeaders, body: requestBody },
      liveResponse: { statusCode: String(status), headers, body },
    });
    return [
      ...findings(`${method} ${url}`, "request", result.requestValidationResult),
      ...findings(`${method} ${url}`, "reply", result.responseValidationResult),
    ];
  };
}

function findings(
  asked: string,
  side: string,
  { operationInfo, errors, runtimeException }: Result,
): readonly Finding[] {
  if (runtimeException !== undefined) return [`${asked}: ${side} ${runtimeException.message}`];
  return errors.flatMap(({ code, pathsInPayload }) =>
    (pathsInPayload.length === 0 ? [""] : pathsInPayload).map(
      (path) =>
        `${operationInfo.operationId}: ${side} ${code} ${path.replace(/\/\d+/g, "/*").replace(/\[\d+\]/g, "[*]")}`,
    ),
  );
}
