import type { CommandContext } from "../commands/command.js";
import type { AzureSettings } from "../context.js";
import type { ExitReason } from "../errors.js";
import { followKubernetes } from "../facts/follow-kubernetes.js";
import { noKubernetesFacts, toUnknown, type StatusFacts } from "../facts/status-facts.js";
import { resultDocument } from "../report/result-document.js";
import { statusReport } from "../report/status-report.js";
import type { StatusSpec } from "../spec/resolve-status.js";
import { statusView } from "../status/status-view.js";
import { clearScreen } from "../terminal/clear-screen.js";
import { getCluster } from "./show.js";
import { connectStatus, type StatusConnections } from "./status.js";

/** ARM has nothing to watch: the cluster is read anew so often, service time. */
const azureEveryMs = 30_000;
/** Changes of so short a time are shown together. */
const drawEveryMs = 1_000;

/**
 * Shows the status, then again whenever it changed: on a terminal in place of the last one; else, or with `-o json`, after
 * it, a JSON document a line. Kubernetes is listed once and then watched. Ends with `interrupted` (130, as a shell reports
 * a kubectl that Ctrl-C ended), or quietly when nobody reads any more.
 */
export async function watchStatus(
  context: CommandContext,
  settings: AzureSettings,
  spec: StatusSpec,
  format: "table" | "json" | "yaml",
): Promise<ExitReason | undefined> {
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  try {
    const connections = await connectStatus(context, settings, spec);
    const shown = latest<StatusFacts>(signal);
    const parts = [
      follow(connections, { ...context, signal }, spec, shown.set),
      draw(context, shown.next, spec.where, format, signal),
    ];
    await Promise.race(parts);
    ended.abort();
    await Promise.allSettled(parts);
    return undefined;
  } catch (error) {
    if (context.signal.aborted) return "interrupted";
    throw error;
  } finally {
    ended.abort();
  }
}

/** Never ends by itself. */
async function follow(
  { azure, cluster, kubernetes, unknown }: StatusConnections,
  { clock, signal }: Pick<CommandContext, "clock" | "signal">,
  { target }: StatusSpec,
  onChange: (facts: StatusFacts) => void,
): Promise<void> {
  let facts: StatusFacts | undefined;
  let azureHalf: Pick<StatusFacts, "cluster" | "unknown"> = { cluster, unknown };
  let kubernetesHalf = kubernetes === undefined ? noKubernetesFacts : undefined;
  const join = () => {
    if (kubernetesHalf === undefined) return;
    facts = { ...kubernetesHalf, ...azureHalf, unknown: [...azureHalf.unknown, ...kubernetesHalf.unknown] };
    onChange(facts);
  };
  const readAzure = async () => {
    if (azure === undefined || target === undefined) return;
    for (;;) {
      await clock.sleep(azureEveryMs, signal);
      try {
        azureHalf = { cluster: await getCluster(azure, target, signal), unknown };
      } catch (error) {
        // What was seen last stays, with a word that it is old.
        azureHalf = { ...azureHalf, unknown: [...unknown, toUnknown("cluster", error, signal)] };
      }
      join();
    }
  };
  join();
  await Promise.all([
    readAzure(),
    kubernetes === undefined
      ? undefined
      : followKubernetes(
          kubernetes,
          (seen) => {
            kubernetesHalf = seen;
            join();
          },
          signal,
        ),
  ]);
}

/** Ends when nobody reads any more. */
async function draw(
  context: CommandContext,
  next: () => Promise<StatusFacts>,
  where: string,
  format: "table" | "json" | "yaml",
  signal: AbortSignal,
): Promise<void> {
  const { stdout, clock } = context;
  let last = "";
  while (stdout.isClosed !== true) {
    const result = statusReport(statusView(await next(), where, context.runtimes));
    const document = JSON.stringify(resultDocument(result));
    if (document !== last) {
      if (format === "json") stdout.write(`${document}\n`);
      else {
        stdout.write(separator(format, stdout.isTTY, last === ""));
        await context.print(result);
      }
    }
    last = document;
    await clock.sleep(drawEveryMs, signal);
  }
}

function separator(format: "table" | "yaml", isTTY: boolean, isFirst: boolean): string {
  if (format === "yaml") return "---\n";
  if (isTTY) return clearScreen;
  return isFirst ? "" : "\n";
}

/** The newest of the values given, each taken at most once; a wait for one ends with the signal. */
function latest<T>(signal: AbortSignal): { readonly set: (value: T) => void; readonly next: () => Promise<T> } {
  let kept: { readonly value: T } | undefined;
  let wake: (() => void) | undefined;
  signal.addEventListener("abort", () => wake?.(), { once: true });
  return {
    set: (value) => {
      kept = { value };
      wake?.();
    },
    next: async () => {
      while (kept === undefined) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const { value } = kept;
      kept = undefined;
      return value;
    },
  };
}
