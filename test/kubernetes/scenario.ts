import { stringify } from "yaml";
import { isJsonObject, jsonAt } from "../../src/json.js";
import type { KubectlResult } from "../helpers/kubectl.js";
import { comparable } from "./comparable.js";
import type { ApiAnswer, OpenWatch, TestedCluster } from "./tested-cluster.js";

/** What a scenario does is written down, with every answer; what differs from cluster to cluster is given names. */
export interface Stage {
  readonly cluster: TestedCluster;
  /** A namespace of its own, with its service account; it is deleted afterwards. */
  readonly namespace: string;
  /** A line of its own in the transcript. */
  readonly note: (text: string) => void;
  /** Writes `name` for the text wherever it stands in the transcript, e.g. a generated name. */
  readonly name: (text: string | undefined, name: string) => void;
  /** One exchange, written down; `NS` in the path stands for `/namespaces/<own namespace>`. */
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ApiAnswer>;
  /** Same, of which only the parts at these paths of the body are written down (`metadata.labels`). */
  readonly sendFor: (
    paths: readonly string[],
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ApiAnswer>;
  /** Same, not written down. */
  readonly quietly: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ApiAnswer>;
  /** Asks until the answer is as wanted, at most 30 s; nothing is written down. */
  readonly until: (path: string, isWanted: (answer: ApiAnswer) => boolean) => Promise<ApiAnswer>;
  /** kubectl in the own namespace, written down; words are parted at spaces unless a list is given. */
  readonly kubectl: (line: string | readonly string[], input?: string) => Promise<KubectlResult>;
  readonly watch: (path: string) => Promise<OpenWatch>;
  /** Writes any value down. */
  readonly record: (title: string, value: unknown) => void;
}

export interface Scenario {
  /** Kebab-case, as its transcript in test/golden/kubernetes is called. */
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

/** Plays a scenario and returns what was said and answered, in a form in which two clusters can be compared. */
export async function play(scenario: Scenario, cluster: TestedCluster): Promise<string> {
  const namespace = `t-${Math.random().toString(36).slice(2, 10)}`;
  const made = await cluster.call("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const lines: string[] = [];
  const named: (readonly [string, string])[] = [
    [namespace, "<namespace>"],
    [cluster.nodeName, "<node>"],
  ];
  const stage = stageOn(cluster, namespace, lines, named);
  try {
    await stage.until("/api/v1NS/serviceaccounts/default", ({ status }) => status === 200);
    await stage.until("/api/v1NS/configmaps/kube-root-ca.crt", ({ status }) => status === 200);
    await scenario.run(stage);
  } finally {
    await cluster.call("DELETE", `/api/v1/namespaces/${namespace}`);
  }
  return comparable(lines.join("\n") + "\n", named);
}

function stageOn(
  cluster: TestedCluster,
  namespace: string,
  lines: string[],
  named: (readonly [string, string])[],
): Stage {
  const full = (path: string) => path.replace("NS", `/namespaces/${namespace}`);
  const write = (title: string, answer: ApiAnswer, body: unknown) => {
    const headers = [
      ...answer.warnings.map((text) => `warning: ${text}`),
      ...(answer.retryAfter === undefined ? [] : [`retry-after: ${answer.retryAfter}`]),
    ];
    lines.push(`## ${title}: ${answer.status}`, ...headers, asYaml(body));
  };
  const quietly: Stage["quietly"] = (method, path, body, headers) => cluster.call(method, full(path), body, headers);
  return {
    cluster,
    namespace,
    note: (text) => {
      lines.push(`# ${text}`, "");
    },
    name: (text, name) => {
      if (text !== undefined && text !== "") named.unshift([text, name]);
    },
    async send(method, path, body, headers) {
      const answer = await quietly(method, path, body, headers);
      write(`${method} ${path}`, answer, answer.body);
      return answer;
    },
    async sendFor(paths, method, path, body, headers) {
      const answer = await quietly(method, path, body, headers);
      const failed = answer.status >= 400;
      const parts = Object.fromEntries(paths.map((part) => [part, jsonAt(answer.body, ...part.split("."))]));
      write(`${method} ${path}`, answer, failed ? answer.body : parts);
      return answer;
    },
    quietly,
    async until(path, isWanted) {
      const deadlineMs = performance.now() + 30_000;
      for (;;) {
        const answer = await cluster.call("GET", full(path));
        if (isWanted(answer)) return answer;
        if (performance.now() > deadlineMs)
          throw new Error(`waited in vain at ${path}: ${JSON.stringify(answer.body)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async kubectl(line, input) {
      const args = typeof line === "string" ? line.split(" ") : line;
      const result = await cluster.kubectl(["-n", namespace, ...args], input);
      lines.push(`## kubectl ${args.join(" ")}${result.code === 0 ? "" : `: code ${result.code}`}`);
      lines.push(result.stdout + result.stderr);
      return result;
    },
    watch: (path) => cluster.watch(full(path)),
    record: (title, value) => {
      lines.push(`## ${title}`, asYaml(value));
    },
  };
}

function asYaml(value: unknown): string {
  if (value === undefined || value === "") return "";
  if (typeof value === "string") return `${value.trimEnd()}\n`;
  return stringify(inOneOrder(value), { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

/** Owners lie in the order of their seconds, conflicts in that of a Go map: neither says anything. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isLoose =
        key === "managedFields" || (key === "causes" && JSON.stringify(member).includes("FieldManagerConflict"));
      const inner = inOneOrder(member);
      return [key, isLoose && Array.isArray(inner) ? sorted(inner) : inner];
    }),
  );
}

const sorted = (items: readonly unknown[]) =>
  items
    .map((item) => [JSON.stringify(item, ["manager", "subresource", "operation", "field", "message"]), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
