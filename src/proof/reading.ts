import type { Reading } from "./proof.js";

/** Whom a log has to come from, to count. */
export interface Origin {
  readonly nonce: string;
  readonly podUid: string;
  readonly nodeName: string;
  readonly nodeUid: string;
}

/** The reading, or why the log does not count. */
export type ParsedLog = { readonly reading: Reading } | { readonly fault: string; readonly isStale: boolean };

/**
 * Reads the log that `templates/probe-pod.yaml` prints. It counts only whole, with the nonce of this run, and from the pod
 * and the node that it was asked of.
 */
export function parseProbeLog(log: string, origin: Origin): ParsedLog {
  const lines = log.split("\n").map((line) => line.trim());
  const begin = lines.indexOf(`aks-sandbox-probe 1 ${origin.nonce}`);
  const end = lines.indexOf(`end ${origin.nonce}`);
  if (begin === -1) {
    const other = lines.find((line) => line.startsWith("aks-sandbox-probe "));
    return other === undefined
      ? { fault: `the log does not begin as a probe's: ${excerpt(log)}`, isStale: false }
      : { fault: `the log carries the nonce of another run (${other.split(" ").at(-1) ?? ""})`, isStale: true };
  }
  if (end < begin) return { fault: "the log ends early: its last line is missing", isStale: false };
  const value = (key: string): string | undefined => {
    const line = lines.slice(begin, end).find((each) => each.startsWith(`${key} `));
    const text = line?.slice(key.length + 1).trim();
    return text === "" ? undefined : text;
  };
  const wanted = { "pod-uid": origin.podUid, node: origin.nodeName, "node-uid": origin.nodeUid };
  for (const [key, expected] of Object.entries(wanted)) {
    const found = value(key);
    if (found !== expected) {
      return { fault: `the log is of ${key} ${found ?? "unknown"}, not of ${expected}`, isStale: true };
    }
  }
  return {
    reading: {
      bootId: bootId(value("boot-id")),
      kernel: value("kernel"),
      banner: value("banner"),
      commandLine: value("command-line"),
      uptimeSeconds: figure(value("uptime")?.split(" ")[0]),
      cpus: figure(value("cpus")),
      memoryKib: figure(/^(\d+) kB$/.exec(value("MemTotal:") ?? "")?.[1]),
    },
  };
}

/** A GUID, or nothing: an error text in its place is no boot id. */
function bootId(text: string | undefined): string | undefined {
  const isGuid = text !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
  return isGuid ? text.toLowerCase() : undefined;
}

function figure(text: string | undefined): number | undefined {
  const isFigure = text !== undefined && /^\d+(\.\d+)?$/.test(text);
  return isFigure ? Number(text) : undefined;
}

function excerpt(log: string): string {
  return log === "" ? "it is empty" : JSON.stringify(log.slice(0, 200));
}
