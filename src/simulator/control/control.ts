import { timingSafeEqual } from "node:crypto";
import type { EventQueue } from "../clock.js";
import type { ArmedFault, Faults } from "../faults/faults.js";
import { checkFault, FaultError, parseFault } from "../faults/parse.js";
import { headerOf, type HttpRequest, type Reply } from "../http/exchange.js";
import { isObject } from "../json.js";

export interface ControlParts {
  /** What the header `x-local-azure-secret` has to say: the service principal's secret. */
  readonly secret: string;
  readonly clock: EventQueue;
  /** Simulated time moves by `POST /control/advance` only. */
  readonly isManual: boolean;
  readonly faults: Faults;
  /** The document of `GET /control/state`. */
  readonly state: () => object;
}

/** A year of simulated time at once is the most that can be asked for. */
const longestAdvanceMs = 366 * 24 * 3600_000;

export function isControlPath(path: string): boolean {
  return path === "/control" || path.startsWith("/control/");
}

/**
 * What a test from outside the process steers the simulator with; no part of any Azure API. Faults: `GET`, `POST` (a
 * fault as JSON, or `{"fault": "throttled,on=poll"}`), `DELETE /control/faults[/ID]`; `GET /control/state`; `POST
 * /control/advance` with `{"ms": 60000}`.
 *
 * Each request carries the secret in a header of our own. A page of another origin cannot send such a header (its
 * browser asks first, by OPTIONS, and is refused), and does not know the secret.
 */
export function handleControl(parts: ControlParts, request: HttpRequest): Reply {
  if (!isSecret(headerOf(request, "x-local-azure-secret"), parts.secret)) {
    return refusal(401, "the header x-local-azure-secret has to carry the secret of the service principal");
  }
  const { method, path } = request;
  const [, , what = "", id, ...more] = path.split("/");
  const isFaults = what === "faults" && more.length === 0;
  if (isFaults && id === undefined && method === "GET") {
    return { status: 200, headers, body: { faults: parts.faults.list().map(shown) } };
  }
  if (isFaults && id === undefined && method === "POST") return addFault(parts.faults, request);
  if (isFaults && method === "DELETE") {
    if (id === undefined) parts.faults.clear();
    else if (!parts.faults.remove(Number(id))) return refusal(404, `no fault has the id ${id}`);
    return { status: 204, headers };
  }
  if (id === undefined && what === "state" && method === "GET") return { status: 200, headers, body: parts.state() };
  if (id === undefined && what === "advance" && method === "POST") return advance(parts, request);
  return refusal(404, `${method} ${path} is not part of /control: see src/simulator/README.md`);
}

function addFault(faults: Faults, request: HttpRequest): Reply {
  try {
    const body = parseBody(request);
    const text = isObject(body) ? body["fault"] : undefined;
    return {
      status: 201,
      headers,
      body: shown(faults.arm(typeof text === "string" ? parseFault(text) : checkFault(body))),
    };
  } catch (error) {
    if (error instanceof FaultError) return refusal(400, error.message);
    throw error;
  }
}

function advance({ clock, isManual }: ControlParts, request: HttpRequest): Reply {
  if (!isManual) return refusal(409, "simulated time follows the wall here; it can be advanced with manual speed only");
  const body = parseBody(request);
  const ms = isObject(body) ? body["ms"] : undefined;
  if (typeof ms !== "number" || !Number.isSafeInteger(ms) || ms < 0 || ms > longestAdvanceMs) {
    return refusal(400, `ms is a whole number from 0 to ${longestAdvanceMs}`);
  }
  clock.advanceTo(clock.now() + ms);
  return { status: 200, headers, body: { time: new Date(clock.now()).toISOString() } };
}

/** JSON has no Infinity: what strikes without end has no `left`. */
function shown({ id, fault, left, untilMs }: ArmedFault): object {
  const { times, ...rest } = fault;
  return {
    id,
    ...rest,
    ...(times === undefined || times === Infinity ? {} : { times }),
    ...(left === Infinity ? {} : { left }),
    ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
  };
}

function parseBody(request: HttpRequest): unknown {
  try {
    return JSON.parse(request.bodyText) as unknown;
  } catch {
    return undefined;
  }
}

function isSecret(given: string | undefined, secret: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

function refusal(status: number, message: string): Reply {
  return { status, headers, body: { error: { code: "Control", message } } };
}
