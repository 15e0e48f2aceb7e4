import type { AzureConnection } from "./azure/azure.js";
import type { Clock } from "./clock.js";
import type { KubernetesConnection } from "./kubernetes/kubernetes.js";
import type { RuntimeTable } from "./runtimes/runtime.js";

/** A stream as we use it: text out, and whether a person sits behind it. */
export interface TextStream {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; 80 where unknown. */
  readonly columns: number;
  /** The reader went away: nothing that is written arrives any more. */
  readonly isClosed?: boolean;
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
 * needs. There is one real instance, made by `createContext` in `create-context.ts`.
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
  /** The sandbox runtimes there are, the default first. */
  readonly runtimes: RuntimeTable;
  /** Aborted with a CliError `Interrupted` by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Asks nobody anything yet: the connection signs in with its first request. */
  connectAzure(settings: AzureSettings): Promise<AzureConnection>;
  connectKubernetes(target: KubernetesTarget): Promise<KubernetesConnection>;
}

/** What a context is made of; any context is one, so that `createContext({ ...context, env })` makes a changed copy. */
export type ContextParts = Pick<Context, "stdout" | "stderr" | "stdin" | "env" | "cwd" | "signal"> &
  Partial<Pick<Context, "runtimes">>;

/** What the two borders get of the context. */
export type ConnectionParts = Pick<Context, "stderr" | "env" | "cwd" | "clock" | "uuid">;
