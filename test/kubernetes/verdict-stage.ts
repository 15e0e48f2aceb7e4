import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { runCli } from "../helpers/run-cli.js";
import type { CallApi } from "./contract.js";

/**
 * What containerd on a node does with the handler of the case's class: starts sandboxes; starts ordinary containers; does
 * not know it; starts sandboxes, and does so for pods without a class, too.
 */
export type NodeKind = "sandbox" | "silent fallback" | "no handler" | "sandbox by default";

export interface StagedNode {
  readonly name: string;
  readonly handler: string;
}

/** A cluster that cases are played on: a real one, or the local Azure's. Cases are played one after the other. */
export interface Stage {
  /** As the administrator. */
  readonly call: CallApi;
  /** File of the administrator. */
  readonly kubeconfig: string;
  /** Of the program, besides KUBECONFIG. */
  readonly env: Readonly<Record<string, string>>;
  /** Of `verify`, where the case names no image. */
  readonly image: readonly string[];
  /** A reference that no registry answers for. */
  readonly missingImage: string;
  /** Of service time: long enough for a scheduler to say what it does not like, no longer than a test may take. */
  readonly shortWait: string;
  /** Makes a node such, or names one that is. */
  node(kind: NodeKind): Promise<StagedNode>;
  /**
   * Calls `verify`, and restarts the node's containerd while both probes run, so that their containers are lost; `args` are
   * for `verify`.
   */
  loseContainers<T>(node: StagedNode, verify: (args: readonly string[]) => Promise<T>): Promise<T>;
  /** Makes the node as it was, after a case. */
  restore(): Promise<void>;
}

export interface VerifyOutcome {
  readonly exitCode: number | undefined;
  readonly document: unknown;
  readonly stderr: string;
  /** `tests` and `failures` of the JUnit file; undefined where there are none. */
  readonly junit: string | undefined;
}

export const labelSelector = "app.kubernetes.io%2Fname%3Daks-sandbox-probe";

/** The built program as a process that knows nothing but a kubeconfig, with JUnit and JSON as a pipeline asks for them. */
export async function verify(stage: Stage, args: readonly string[], kubeconfig: string): Promise<VerifyOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-verdict-"));
  try {
    const file = join(folder, "junit.xml");
    const context = stringAt(parse(await readFile(kubeconfig, "utf8")), "current-context") ?? "";
    const command = ["verify", "--context", context, "-o", "json", "--junit", file, ...args];
    const env = { ...stage.env, KUBECONFIG: kubeconfig };
    const { exitCode, stdout, stderr } = await runCli(command, { env, timeoutMs: 120_000 });
    const junit = /<testsuite [^>]*tests="(\d+)" failures="(\d+)"/.exec(await readFile(file, "utf8").catch(() => ""));
    return {
      exitCode,
      document: JSON.parse(stdout) as unknown,
      stderr,
      junit: junit === null ? undefined : `${junit[1] ?? ""} tests, ${junit[2] ?? ""} failures`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A kubeconfig of the same cluster with a token in place of the administrator's certificate; removed after `use`. */
export async function withToken<T>(stage: Stage, token: string, use: (kubeconfig: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-verdict-"));
  try {
    const config = parse(await readFile(stage.kubeconfig, "utf8")) as object;
    const name = stringAt(listOf(jsonAt(config, "users"))[0], "name");
    const path = join(folder, "kubeconfig");
    await writeFile(path, stringify({ ...config, users: [{ name, user: { token } }] }), { mode: 0o600 });
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sends it, and fails unless the answer's status is one of these. */
export async function must(
  stage: Stage,
  method: string,
  path: string,
  body?: unknown,
  allowed: readonly number[] = [200, 201, 202],
): Promise<unknown> {
  const headers = method === "PATCH" ? { "content-type": "application/merge-patch+json" } : {};
  const answer = await stage.call(method, path, body, headers);
  assert.ok(allowed.includes(answer.status), `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function probePods(stage: Stage): Promise<readonly string[]> {
  const body = await must(stage, "GET", `/api/v1/pods?labelSelector=${labelSelector}`);
  return listOf(jsonAt(body, "items")).map((pod) => stringAt(pod, "metadata", "name") ?? "");
}
