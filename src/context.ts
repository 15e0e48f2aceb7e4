import { randomUUID } from "node:crypto";
import type { AzureConnection } from "./azure/azure.js";
import { createClock, type Clock } from "./clock.js";
import { usageError } from "./errors.js";
import type { KubernetesConnection } from "./kubernetes/kubernetes.js";

/** A stream as we use it: text out, and whether a person sits behind it. */
export interface TextStream {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; 80 where unknown. */
  readonly columns: number;
}

/** Where and as whom to work in Azure, after flags and environment were read. */
export interface AzureSettings {
  readonly subscriptionId: string | undefined;
  readonly tenantId: string | undefined;
  readonly cloud: "public" | "usgov" | "china" | undefined;
  /** Write each HTTP exchange, without its secrets, to stderr (`--debug`). */
  readonly debug: boolean;
}

/** A kubeconfig in memory and the context of it to use. */
export interface KubernetesTarget {
  /** YAML text of a kubeconfig. */
  readonly kubeconfig: string;
  /** Undefined = its current-context. */
  readonly contextName: string | undefined;
  /** For Entra clusters: our own bearer token instead of what the kubeconfig's user says. */
  readonly token: (() => Promise<string>) | undefined;
}

/**
 * Everything that reaches outside the process, given to each command as one argument; a function asks for the part it
 * needs. There is one real instance, made by `createContext`.
 */
export interface Context {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Current folder, absolute. */
  readonly cwd: string;
  readonly clock: Clock;
  /** A new random GUID. */
  readonly uuid: () => string;
  /** Aborted with a CliError `Interrupted` by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Asks nobody anything yet: the connection signs in with its first request. */
  connectAzure(settings: AzureSettings): Promise<AzureConnection>;
  connectKubernetes(target: KubernetesTarget): Promise<KubernetesConnection>;
}

/** What a context is made of; any context is one, so that `createContext({ ...context, env })` makes a changed copy. */
export type ContextParts = Pick<Context, "stdout" | "stderr" | "stdin" | "env" | "cwd" | "signal">;

/** What the two borders get of the context. */
export type ConnectionParts = Pick<Context, "stderr" | "env" | "cwd" | "clock" | "uuid">;

/** The parts that belong to this process: its streams, a snapshot of its environment, its folder. */
export function processParts(signal: AbortSignal): ContextParts {
  return {
    stdout: textStream(process.stdout),
    stderr: textStream(process.stderr),
    stdin: process.stdin,
    env: { ...process.env },
    cwd: process.cwd(),
    signal,
  };
}

/**
 * The real context: the machine's clock (scaled by `AKS_SANDBOX_TIME_SCALE`), random ids, real connections.
 * Throws a usage error when the scale is no positive number, or is set while the ARM endpoint is not on this machine.
 */
export function createContext(parts: ContextParts): Context {
  const { stdout, stderr, stdin, env, cwd, signal } = parts;
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
  return {
    write: (text) => {
      stream.write(text);
    },
    // The types say otherwise, but it is undefined where the stream is a file or a pipe.
    isTTY: Object.is(stream.isTTY, true),
    get columns() {
      return stream.columns || 80;
    },
  };
}
