import type { KubectlResult } from "../helpers/kubectl.js";

/** Of one exchange with an API server; `body` is parsed JSON where the answer is JSON, else its text. */
export interface ApiAnswer {
  readonly status: number;
  /** Texts of the `Warning` headers. */
  readonly warnings: readonly string[];
  readonly body: unknown;
  /** Of the header `Retry-After`; undefined where there is none. */
  readonly retryAfter?: string | undefined;
}

export interface OpenWatch {
  /** What came so far, one parsed line each. */
  readonly events: readonly unknown[];
  /** Waits until as many events came, or the server ended the watch. */
  readonly until: (count: number) => Promise<void>;
  readonly close: () => void;
}

/** A cluster that a scenario is played on, as its administrator: a real one, or the local Azure's. */
export interface TestedCluster {
  /** A node that is ready. */
  readonly nodeName: string;
  /** Of the administrator's kubeconfig. */
  readonly kubeconfigPath: string;
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ApiAnswer>;
  readonly watch: (path: string) => Promise<OpenWatch>;
  readonly kubectl: (args: readonly string[], input?: string) => Promise<KubectlResult>;
  readonly close: () => Promise<void>;
}
