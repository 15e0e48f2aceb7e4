import type { FaultName } from "./fault.js";

/** What a fault's setting has to be. `count`: above 0; `signed`: any whole number. */
export type KeyKind = "count" | "signed" | "text" | readonly (string | number)[];

const common = { times: "count", forMs: "count", path: "text" } as const;
const onRequest = { ...common, on: ["put", "delete", "post", "get", "poll", "token"] } as const;
const failing = { ...onRequest, status: [500, 502, 503, 504] } as const;
const withError = { ...common, code: "text", message: "text" } as const;

/** The settings that each fault takes, besides its name. */
export const faultKeys: Readonly<Record<FaultName, Readonly<Record<string, KeyKind>>>> = {
  throttled: { ...onRequest, retryAfterSeconds: "count" },
  "server-error": failing,
  "server-error-after-write": failing,
  "connection-reset": onRequest,
  "connection-reset-after-write": onRequest,
  forbidden: onRequest,
  "token-expired": onRequest,
  "etag-mismatch": common,
  "another-operation": { ...common, verb: "text" },
  "operation-lost": common,
  "operation-fails": withError,
  "capacity-gone": common,
  "pool-failed": common,
  "error-while-running": withError,
  "stuck-operation": common,
  "slow-nodes": { ...common, delayMs: "count" },
  "node-never-ready": common,
  "handler-missing": common,
  "silent-runc": common,
  "kata-by-default": common,
  "containers-lost": common,
  "runtimeclass-reverted": { ...common, delayMs: "count" },
  "api-server-unreachable": common,
  "clock-skew": { ...common, skewMs: "signed" },
};

export const faultNames: readonly string[] = Object.keys(faultKeys);
