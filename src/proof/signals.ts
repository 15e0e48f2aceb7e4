import type { NodeEvidence, Reading, Signal } from "./proof.js";

/** Times of the API server and of nodes are whole seconds, and their clocks may differ by about as much. */
const slackSeconds = 3;
/** A node that has been up for less than this beside the pod's own age cannot be told from a fresh guest by its uptime. */
const clearlyOlderSeconds = 30;

/**
 * What each property of the sandbox pod's kernel says, against the node's status and the control pod. They are counted as
 * independent of each other; release and banner are one property. `control` undefined: what needs it is unknown.
 */
export function readSignals(evidence: NodeEvidence, sandbox: Reading, control: Reading | undefined): readonly Signal[] {
  // A control on another kernel tells nothing of the node's.
  const host = control?.bootId === evidence.node.bootId.toLowerCase() ? control : undefined;
  return [
    bootIdSignal(evidence, sandbox, control),
    kernelSignal(evidence, sandbox, host),
    uptimeSignal(evidence, sandbox, host),
    commandLineSignal(sandbox, host),
  ];
}

/** Equal to the node's or to the control's: one kernel, proven. */
function bootIdSignal({ node, after }: NodeEvidence, sandbox: Reading, control: Reading | undefined): Signal {
  const known = [node.bootId, after?.bootId, control?.bootId].map((id) => id?.toLowerCase());
  const own = sandbox.bootId;
  const says = own === undefined ? "unknown" : known.includes(own) ? "node's kernel" : "own kernel";
  return { name: "boot id", says, sandbox: own, node: node.bootId };
}

/** Equal strings tell nothing: a guest may run the very kernel of its host. */
function kernelSignal({ node }: NodeEvidence, sandbox: Reading, control: Reading | undefined): Signal {
  const isOther = sandbox.kernel !== undefined && ![node.kernelVersion, control?.kernel].includes(sandbox.kernel);
  const isOtherBanner =
    sandbox.banner !== undefined && control?.banner !== undefined && sandbox.banner !== control.banner;
  const says = isOther || isOtherBanner ? "own kernel" : "unknown";
  if (!isOther && isOtherBanner) return { name: "kernel", says, sandbox: sandbox.banner, node: control.banner };
  return { name: "kernel", says, sandbox: sandbox.kernel, node: node.kernelVersion };
}

/**
 * A kernel of its own started with its pod, while the node's, as the control sees it, has long been up. Both clocks tell the same:
 * it is one kernel.
 */
function uptimeSignal({ sandbox: probe }: NodeEvidence, sandbox: Reading, control: Reading | undefined): Signal {
  const [own, nodes, age] = [sandbox.uptimeSeconds, control?.uptimeSeconds, probe.ageSeconds];
  const says = (): Signal["says"] => {
    if (own === undefined || nodes === undefined || age === undefined) return "unknown";
    if (nodes < age + clearlyOlderSeconds) return "unknown";
    if (own <= age + slackSeconds) return "own kernel";
    return Math.abs(nodes - own) <= age + slackSeconds ? "node's kernel" : "unknown";
  };
  return { name: "uptime", says: says(), sandbox: seconds(own), node: seconds(nodes) };
}

/** Equal command lines tell nothing, as equal kernels do. */
function commandLineSignal(sandbox: Reading, control: Reading | undefined): Signal {
  const isOther =
    sandbox.commandLine !== undefined &&
    control?.commandLine !== undefined &&
    sandbox.commandLine !== control.commandLine;
  return {
    name: "command line",
    says: isOther ? "own kernel" : "unknown",
    sandbox: sandbox.commandLine,
    node: control?.commandLine,
  };
}

function seconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value} s`;
}
