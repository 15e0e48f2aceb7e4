import type { JsonObject } from "../json.js";

export interface NodeLabel {
  readonly key: string;
  readonly value: string;
}

/** What puts a runtime on the nodes of an ordinary pool. It makes objects and texts; steps apply them. */
export interface RuntimeInstaller {
  /** Stable name, for JSON. */
  readonly id: string;
  /** A few words: "kata-deploy's Helm chart". */
  readonly title: string;
  /** `run`: the run applies the objects itself. `user`: the run names the command, and goes on once nodes have the handler. */
  readonly appliedBy: "run" | "user";
  /** The program that takes `RenderedInstaller.text` where the user applies it, in a word: "helm". */
  readonly appliedWith: string;
  /** Where it is described, and how an image of it is made: a page of this program's docs, or a link. */
  readonly documentation: string;
  /** Whether it needs an image of the user's (`--installer-image`). */
  readonly needsImage: boolean;
  /** A label that a node gets last, when the handler is there: the class selects it besides our mark. Undefined: none. */
  readonly readyLabel: NodeLabel | undefined;
  /** A taint that it removes when the handler is there, wherever a node begins with it (`nodeInitializationTaints`). Undefined: none. */
  readonly startTaint: string | undefined;
  /** What `--installer-setting name=value` may change. */
  readonly settings: readonly InstallerSetting[];
  /** The installer's code and templates, loaded only when something is rendered. */
  load(): Promise<InstallerContent>;
}

export interface InstallerSetting {
  readonly name: string;
  readonly what: string;
  readonly default: string;
}

export interface InstallerContent {
  render(request: InstallRequest): Promise<RenderedInstaller>;
  /** How to take it off again without being told how it was put on; absent where the user does that. */
  readonly live?: LiveInstaller;
}

/** The DaemonSet of an installer in a cluster. */
export interface LiveInstaller {
  readonly daemonSet: { readonly namespace: string; readonly name: string };
  /** What it was applied with. */
  choiceOf(daemonSet: JsonObject): Pick<InstallRequest, "image" | "settings">;
}

export interface InstallRequest {
  /** Id of the runtime's row: the value of our node label and taint, which the objects select and tolerate. */
  readonly runtimeId: string;
  /** containerd's handler that nodes shall have. */
  readonly handler: string;
  /** `--installer-image`; undefined: not given. */
  readonly image: string | undefined;
  /** `uninstall`: the same objects, which take everything off the nodes again. */
  readonly job: "install" | "uninstall";
  /** Values of `settings` other than their defaults, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface RenderedInstaller {
  /** What the run applies, in order, and removes in the reverse order; empty where the user installs. */
  readonly objects: readonly JsonObject[];
  /** The same for people, comments included: manifests, or a chart's values. */
  readonly text: string;
  /** Whose pods do the work on the nodes; undefined where the user installs. */
  readonly daemonSet: { readonly namespace: string; readonly name: string } | undefined;
  /** The command that takes `text` on its standard input and installs it. */
  readonly install: string;
  /** The command that takes it away again. */
  readonly uninstall: string;
}
