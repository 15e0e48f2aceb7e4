import type { EventQueue } from "../clock.js";
import type { Tokens } from "../entra/tokens.js";
import type { Faults } from "../faults/faults.js";
import { connectionReset, parseRequest, type HttpRequest, type Outcome } from "../http/exchange.js";
import type { KubernetesBackend } from "../kubernetes/backend.js";
import type { EventHash } from "./event-hash.js";
import { repeatExchange } from "./kubernetes-exchange.js";
import type { RecordedRequest, StateEntry } from "./state-entry.js";
import { StateError } from "./state-error.js";

export interface ReplayParts {
  readonly path: string;
  readonly clock: EventQueue;
  readonly faults: Faults;
  readonly tokens: Tokens;
  readonly kubernetes: KubernetesBackend;
  readonly events: EventHash;
  readonly serveArm: (request: HttpRequest) => Outcome;
}

/**
 * Brings a new simulator to where a state file ends: the same requests at the same simulated times. After each one its
 * status and the event log so far have to be those of then; else a StateError says where they part.
 */
export async function replay(parts: ReplayParts, entries: readonly StateEntry[]): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    const { clock } = parts;
    if (entry.a || entry.t !== clock.now()) clock.advanceTo(entry.t);
    const status = await repeat(parts, entry);
    const [count, hash] = parts.events.value;
    const expected = "arm" in entry ? entry.arm.status : "kubernetes" in entry ? entry.kubernetes.status : undefined;
    if (status === expected && count === entry.e[0] && hash === entry.e[1]) continue;
    throw new StateError(
      "StateFileDiverged",
      `${parts.path}, line ${index + 2}, does not lead to what it led to when it was written` +
        `${status === expected ? "" : ` (answer ${status ?? "none"}, then ${expected ?? "none"})`}: ` +
        "another version of this program wrote it. It was not changed",
      "go on with the version that wrote it, or name another file with --state",
    );
  }
}

async function repeat(parts: ReplayParts, entry: StateEntry): Promise<number | undefined> {
  if ("arm" in entry) {
    const { arm } = entry;
    const outcome = parts.serveArm(parseRequest({ ...arm, headers: headersOf(parts.tokens, arm), bodyText: arm.body }));
    return outcome === connectionReset ? 0 : outcome.status;
  }
  if ("kubernetes" in entry) {
    const { kubernetes } = entry;
    return await repeatExchange(parts.kubernetes, { ...kubernetes, headers: headersOf(parts.tokens, kubernetes) });
  }
  if ("fault" in entry) parts.faults.arm(entry.always ? { ...entry.fault, times: Infinity } : entry.fault);
  if ("unfault" in entry) {
    if (entry.unfault === "all") parts.faults.clear();
    else parts.faults.remove(entry.unfault);
  }
  if ("struck" in entry) for (const { id, path } of entry.struck) parts.faults.strike(id, path);
  return undefined;
}

/** Tokens of then have expired: their holders get new ones. */
function headersOf(tokens: Tokens, { headers, as }: RecordedRequest): Readonly<Record<string, string>> {
  return as === undefined ? headers : { ...headers, authorization: `Bearer ${tokens.issue(as, "").token}` };
}
