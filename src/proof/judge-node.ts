import type { NodeEvidence, NodeVerdict, Signal, Verdict } from "./proof.js";
import { readSignals } from "./signals.js";

/** Signals that have to speak for a kernel of its own besides a boot id that differs. */
const besidesBootId = 1;
/** And where the runtime hides the boot id. */
const withoutBootId = 2;

/**
 * The verdict on one node. `isolated` needs all of: both logs counted, the control on the node's own kernel, the same
 * node and handler before and after, no signal that speaks for the node's kernel, a boot id that differs and one more signal (or two others where the boot id is hidden). An equal
 * boot id is `not isolated`, whatever else is missing. Everything else is `not proven`.
 */
export function judgeNode(evidence: NodeEvidence): NodeVerdict {
  const { sandbox, control } = evidence;
  if (sandbox.reading === undefined) {
    return verdict(evidence, "not proven", [], sandbox.problem ?? nothingRead("the pod with the class"));
  }
  const signals = readSignals(evidence, sandbox.reading, control.reading);
  const bootId = signals.find(({ name }) => name === "boot id");
  if (bootId?.says === "node's kernel") {
    return verdict(evidence, "not isolated", signals, sharedKernel(evidence, bootId));
  }
  const missing = whatIsMissing(evidence, signals, bootId?.says === "own kernel");
  if (missing !== undefined) return verdict(evidence, "not proven", signals, missing);
  const names = signals.filter(({ says }) => says === "own kernel").map(({ name }) => name);
  return verdict(evidence, "isolated", signals, {
    cause: `a kernel of its own, by ${listed(names)}; the control ran on the node's`,
    event: undefined,
    cure: undefined,
  });
}

interface Because {
  readonly cause: string;
  readonly event: string | undefined;
  readonly cure: string | undefined;
}

function sharedKernel({ sandbox, runtimeClassName, handler, node }: NodeEvidence, bootId: Signal): Because {
  const cause = `the pod runs on the node's own kernel: boot id ${bootId.sandbox ?? ""} is the node's`;
  if (sandbox.runtimeClassName === runtimeClassName) {
    const cure = `look up handler ${handler} in the configuration of ${node.name}'s containerd: it starts an ordinary runtime`;
    return { cause, event: undefined, cure };
  }
  const why = `it ran with ${classOf(sandbox.runtimeClassName)}, not with ${runtimeClassName}`;
  return { cause: `${cause}; ${why}`, event: undefined, cure: webhookCure };
}

const webhookCure = "look for a mutating admission webhook that sets runtimeClassName";

function whatIsMissing(evidence: NodeEvidence, signals: readonly Signal[], hasOwnBootId: boolean): Because | undefined {
  const { node, after, sandbox, control, runtimeClassName, handler, handlerAfter } = evidence;
  const missing = (cause: string, cure: string): Because => ({ cause, event: undefined, cure });
  if (sandbox.runtimeClassName !== runtimeClassName) {
    return missing(
      `the pod ran with ${classOf(sandbox.runtimeClassName)}, not with ${runtimeClassName}: something in the cluster changed it`,
      webhookCure,
    );
  }
  if (handlerAfter !== handler) {
    const cause =
      handlerAfter === undefined
        ? `RuntimeClass ${runtimeClassName} was deleted while its nodes were looked at`
        : `RuntimeClass ${runtimeClassName} meant handler ${handler}, and ${handlerAfter} at the end`;
    return missing(cause, "run verify again");
  }
  if (after === undefined || after.uid !== node.uid) {
    return missing(`node ${node.name} was gone when its boot id was read again`, "run verify again");
  }
  if (after.bootId !== node.bootId) {
    return missing(`node ${node.name} was restarted while it was looked at`, "run verify again");
  }
  if (control.reading === undefined) {
    const { cause, event, cure } = control.problem ?? nothingRead("the control");
    return { cause: `the control told nothing, so there is nothing to compare with: ${cause}`, event, cure };
  }
  if (control.runtimeClassName !== undefined) {
    return missing(
      `the control got RuntimeClass ${control.runtimeClassName}: something in the cluster gives it to every pod`,
      "run verify in a namespace where that does not happen: --namespace NAME",
    );
  }
  if (control.reading.bootId !== node.bootId.toLowerCase()) {
    return missing(
      `the control is no comparison: its boot id (${control.reading.bootId ?? "unreadable"}) is not the node's (${node.bootId}), so it does not run on the node's kernel`,
      "check the default runtime of the node's containerd: it has to be an ordinary one",
    );
  }
  const others = signals.filter(({ name, says }) => name !== "boot id" && says === "own kernel").length;
  const isEnough = others >= (hasOwnBootId ? besidesBootId : withoutBootId);
  const shared = signals.find(({ says }) => says === "node's kernel");
  if (isEnough && shared !== undefined) {
    return missing(
      `the signals contradict each other: the ${shared.name} (${shared.sandbox ?? ""}) is the node's (${shared.node ?? ""})`,
      "run verify again; if it stays so, the runtime cannot be told apart",
    );
  }
  if (isEnough) return undefined;
  return missing(
    hasOwnBootId
      ? "the boot id differs from the node's, and nothing else does: one signal is not enough"
      : `the pod shows no boot id, and of the other signals only ${others} tell of a kernel of its own`,
    "run verify again when the node has been up for some minutes; if it stays so, the runtime cannot be told apart",
  );
}

function verdict(
  evidence: NodeEvidence,
  result: Verdict,
  signals: readonly Signal[],
  { cause, event, cure }: Because,
): NodeVerdict {
  return { node: evidence.node.name, verdict: result, reason: cause, event, cure, signals, evidence };
}

function nothingRead(what: string): Because {
  return { cause: `${what} told nothing`, event: undefined, cure: "run verify again" };
}

function classOf(name: string | undefined): string {
  return name === undefined ? "no RuntimeClass" : `RuntimeClass ${name}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
