import { randomUUID } from "node:crypto";
import { createClock } from "./clock.js";
import type { ConnectionParts, Context, ContextParts, TextStream } from "./context.js";
import { usageError } from "./errors.js";
import { runtimes as standardRuntimes } from "./runtimes/index.js";

/** The parts that belong to this process: its streams, a snapshot of its environment, its folder. */
export function processParts(signal: AbortSignal): ContextParts {
  return {
    stdout: textStream(process.stdout),
    stderr: textStream(process.stderr),
    // Opened when it is read, which most runs never do.
    get stdin() {
      return process.stdin;
    },
    env: { ...process.env },
    cwd: process.cwd(),
    signal,
  };
}

/**
 * The real context: our runtimes where `parts` has no others, the machine's clock (scaled by `AKS_SANDBOX_TIME_SCALE`), random ids, real connections.
 * Throws a usage error when the scale is no positive number, or is set while the ARM endpoint is not on this machine.
 */
export function createContext(parts: ContextParts): Context {
  const { stdout, stderr, stdin, env, cwd, signal, runtimes = standardRuntimes } = parts;
  const clock = createClock(timeScale(env));
  const uuid = () => randomUUID();
  const connectionParts: ConnectionParts = { stderr, env, cwd, clock, uuid };
  return {
    stdout,
    stderr,
    stdin,
    env,
    cwd,
    clock,
    uuid,
    runtimes,
    signal,
    connectAzure: async (settings) => {
      const { connectAzure } = await import("./azure/connect.js");
      return connectAzure(settings, connectionParts);
    },
    connectKubernetes: async (target) => {
      const { connectKubernetes } = await import("./kubernetes/connect.js");
      return connectKubernetes(target, connectionParts);
    },
  };
}

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

function timeScale(env: Context["env"]): number {
  const text = env["AKS_SANDBOX_TIME_SCALE"];
  if (text === undefined || text === "") return 1;
  const scale = Number(text);
  if (!Number.isFinite(scale) || scale <= 0) {
    throw usageError("InvalidTimeScale", `AKS_SANDBOX_TIME_SCALE is "${text}", which is no positive number.`);
  }
  const endpoint = env["AKS_SANDBOX_ARM_ENDPOINT"] ?? "";
  if (scale !== 1 && !(URL.canParse(endpoint) && loopbackHosts.has(new URL(endpoint).hostname))) {
    throw usageError(
      "TimeScaleOnRealCloud",
      `AKS_SANDBOX_TIME_SCALE is ${text}, but time can be scaled only against a local Azure (AKS_SANDBOX_ARM_ENDPOINT on this machine).`,
      "unset AKS_SANDBOX_TIME_SCALE",
    );
  }
  return scale;
}

function textStream(stream: NodeJS.WriteStream): TextStream {
  // Node makes its standard streams usable again after an error, so that they do not tell by themselves.
  let isClosed = false;
  stream.once("error", () => {
    isClosed = true;
  });
  return {
    write: (text) => {
      stream.write(text);
    },
    // The types say otherwise, but it is undefined where the stream is a file or a pipe.
    isTTY: Object.is(stream.isTTY, true),
    get columns() {
      return stream.columns || 80;
    },
    get isClosed() {
      return isClosed;
    },
  };
}
