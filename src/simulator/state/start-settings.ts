import { randomBytes } from "node:crypto";
import { createServerCertificate } from "../certificates.js";
import type { SimulatorOptions } from "../simulator.js";
import { stateVersion, type StateHeader } from "./state-entry.js";
import type { SavedState } from "./state-file.js";
import { StateError } from "./state-error.js";

/**
 * What a simulator starts with: what its state file says, else what was asked for. Throws a StateError where both say
 * something, and not the same.
 */
export async function startSettings(options: SimulatorOptions, saved: SavedState | undefined): Promise<StateHeader> {
  if (saved !== undefined) {
    refuseOther(options, saved.header);
    return saved.header;
  }
  const { port: _port, seed: _seed, startMs: _start, speed: _speed, ...more } = options;
  const { onRequest: _onRequest, onDefect: _onDefect, kubernetes: _kubernetes, stateFile, ...kept } = more;
  if (stateFile !== undefined && Object.values(kept).some((value) => typeof value === "function")) {
    throw new Error("a function cannot be kept in a state file");
  }
  const wallMs = Date.now();
  return {
    kind: "aks-sandbox simulator state",
    version: stateVersion,
    port: options.port ?? 0,
    seed: String(options.seed ?? "1"),
    startMs: Math.round(options.startMs ?? wallMs),
    options: kept,
    certificate: await createServerCertificate(wallMs),
    tokenKey: randomBytes(32).toString("base64"),
  };
}

function refuseOther(options: SimulatorOptions, header: StateHeader): void {
  const { port = 0, seed, stateFile = "" } = options;
  const [kept, asked] = [header.options.kubernetesName, options.kubernetesName].map(
    (name) => name ?? "none of its own",
  );
  if (kept !== asked) {
    throw new StateError(
      "StateFileMismatch",
      `${stateFile} is of a local Azure whose real cluster is: ${kept}; not: ${asked}`,
      "start it as it was started first, or name another file with --state",
    );
  }
  const differing =
    port !== 0 && port !== header.port
      ? `port ${header.port}, not ${port}`
      : seed !== undefined && String(seed) !== header.seed
        ? `seed ${header.seed}, not ${seed}`
        : undefined;
  if (differing === undefined) return;
  throw new StateError(
    "StateFileMismatch",
    `${stateFile} has ${differing}: kubeconfigs and ids hang on it`,
    "leave the flag out, or name another file with --state",
  );
}
