import type { judgeNode } from "../../src/proof/judge-node.js";
import type { obstacleOf, refusedProblem } from "../../src/proof/problems.js";
import type { NodeEvidence, Probe, Problem, Reading, Verdict } from "../../src/proof/proof.js";
import type { parseProbeLog } from "../../src/proof/reading.js";
import { evidence, goodNode, guestReading, nodeReading, probe } from "./evidence.js";

/** What pods of a runtime read where all is well, and its handler. gVisor's was read on a real cluster; the other runtimes' texts are assumed. */
export interface RuntimeSample {
  readonly name: string;
  readonly handler: string;
  readonly guest: Reading;
}

const kataGuest: Reading = { ...guestReading, kernel: "6.12.42", banner: "Linux version 6.12.42 (kata)" };

export const samples: readonly RuntimeSample[] = [
  { name: "pod-sandboxing", handler: "kata", guest: guestReading },
  { name: "pod-sandboxing-preview", handler: "kata", guest: { ...guestReading, kernel: "6.1.58.mshv4" } },
  {
    name: "gVisor",
    handler: "runsc",
    // As of `runsc` of 2026-02 (systrap): CPUs and memory are the node's.
    guest: {
      bootId: "16095533-1ae1-4ef7-9d4c-899688653acd",
      kernel: "4.4.0",
      banner: "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016",
      commandLine: "BOOT_IMAGE=/vmlinuz-4.4.0-gvisor quiet",
      uptimeSeconds: 0.76,
      cpus: nodeReading.cpus,
      memoryKib: nodeReading.memoryKib,
    },
  },
  { name: "Kata (upstream)", handler: "kata-qemu", guest: kataGuest },
  { name: "Kata with Firecracker", handler: "kata-fc", guest: { ...kataGuest, commandLine: "console=off pci=off" } },
];

/** The functions that the table is about; a mutation check hands in others. */
export interface Judges {
  readonly judgeNode: typeof judgeNode;
  readonly parseProbeLog: typeof parseProbeLog;
  readonly obstacleOf: typeof obstacleOf;
  readonly refusedProblem: typeof refusedProblem;
}

export interface Case {
  readonly what: string;
  readonly verdict: Verdict;
  /** Evidence as it comes of the cluster's answers, the judges' own reading of logs and events included. */
  readonly evidence: (runtime: RuntimeSample, judges: Judges) => NodeEvidence;
}

const nonce = "nonce-of-this-run";
const other = "eeeeeeee-0000-4000-8000-000000000005";

/** A probe's log, as `templates/probe-pod.yaml` prints it. */
function log(role: Probe["role"], reading: Reading): string {
  return [
    `aks-sandbox-probe 1 ${nonce}`,
    `pod-uid uid-${role}`,
    `node ${goodNode.name}`,
    `node-uid ${goodNode.uid}`,
    `boot-id ${reading.bootId ?? ""}`,
    `kernel ${reading.kernel ?? ""}`,
    `banner ${reading.banner ?? ""}`,
    `command-line ${reading.commandLine ?? ""}`,
    `uptime ${reading.uptimeSeconds === undefined ? "" : `${reading.uptimeSeconds} 0.00`}`,
    `cpus ${reading.cpus ?? ""}`,
    `MemTotal: ${reading.memoryKib ?? ""} kB`,
    `end ${nonce}`,
  ].join("\n");
}

interface Happening {
  readonly sandbox?: (good: Reading) => Reading;
  readonly control?: (good: Reading) => Reading;
  readonly sandboxLog?: (good: string) => string;
  readonly more?: Partial<NodeEvidence>;
  readonly controlClass?: string;
  readonly runtime?: (sample: RuntimeSample) => RuntimeSample;
}

const read =
  (happening: Happening): Case["evidence"] =>
  (sample, judges) => {
    const { guest, handler } = sample;
    const origin = (role: Probe["role"]) => ({
      nonce,
      podUid: `uid-${role}`,
      nodeName: goodNode.name,
      nodeUid: goodNode.uid,
    });
    const parsed = (role: Probe["role"], text: string): Partial<Probe> => {
      const result = judges.parseProbeLog(text, origin(role));
      if ("reading" in result) return { reading: result.reading };
      const kind = result.isStale ? "stale-log" : "log-unreadable";
      return { reading: undefined, problem: { kind, cause: result.fault, event: undefined, cure: "run verify again" } };
    };
    const own = (happening.sandbox ?? ((good) => good))(guest);
    const nodes = (happening.control ?? ((good) => good))(nodeReading);
    return evidence({
      sandbox: probe("sandbox", parsed("sandbox", (happening.sandboxLog ?? ((good) => good))(log("sandbox", own)))),
      control: probe("control", {
        ...parsed("control", log("control", nodes)),
        runtimeClassName: happening.controlClass,
      }),
      handler,
      handlerAfter: handler,
      ...happening.more,
    });
  };

/** The pod did not come to run: what the cluster says of it. */
const stopped =
  (role: Probe["role"], problemOf: (judges: Judges, sample: RuntimeSample) => Problem | undefined): Case["evidence"] =>
  (sample, judges) => {
    const good = read({})(sample, judges);
    return { ...good, [role]: { ...good[role], reading: undefined, problem: problemOf(judges, sample) } };
  };

const warned =
  (text: string, untolerated: readonly string[] = []) =>
  ({ obstacleOf: obstacle }: Judges) => {
    const [reason = "", ...message] = text.split(": ");
    return obstacle(undefined, [{ podUid: "uid", type: "Warning", reason, message: message.join(": ") }], {
      untolerated,
      closed: undefined,
    })?.problem;
  };

const rebooted = { ...goodNode, bootId: "dddddddd-0000-4000-8000-000000000004" };

export const cases: readonly Case[] = [
  { what: "a kernel of its own", verdict: "isolated", evidence: read({}) },
  {
    what: "equal kernel strings, independent uptime",
    verdict: "isolated",
    evidence: read({
      sandbox: (good) => {
        const { kernel, banner, commandLine } = nodeReading;
        return { ...good, kernel, banner, commandLine };
      },
    }),
  },
  {
    what: "no boot id, and more than one other signal",
    verdict: "isolated",
    evidence: read({ sandbox: (good) => ({ ...good, bootId: undefined }) }),
  },
  { what: "silent fallback to runc", verdict: "not isolated", evidence: read({ sandbox: () => nodeReading }) },
  {
    what: "equal boot ids, whatever the other signals say",
    verdict: "not isolated",
    evidence: read({ sandbox: (good) => ({ ...good, bootId: nodeReading.bootId }) }),
  },
  {
    what: "a boot id of its own, and nothing else",
    verdict: "not proven",
    evidence: read({ sandbox: () => ({ ...nodeReading, bootId: other, uptimeSeconds: undefined }) }),
  },
  {
    what: "no boot id, and one other signal",
    verdict: "not proven",
    evidence: read({
      sandbox: () => ({ ...nodeReading, bootId: undefined, kernel: "4.4.0", uptimeSeconds: undefined }),
    }),
  },
  {
    what: "signals that contradict each other",
    verdict: "not proven",
    evidence: read({ sandbox: (good) => ({ ...good, uptimeSeconds: nodeReading.uptimeSeconds }) }),
  },
  {
    what: "handler missing",
    verdict: "not proven",
    evidence: stopped("sandbox", (judges, { handler }) =>
      warned(`FailedCreatePodSandBox: no runtime for "${handler}" is configured`)(judges),
    ),
  },
  {
    what: "class missing",
    verdict: "not proven",
    evidence: stopped("sandbox", (judges) =>
      judges.refusedProblem("aks-sandbox", 'pod rejected: RuntimeClass "aks-sandbox" not found'),
    ),
  },
  {
    what: "selector matches no node",
    verdict: "not proven",
    evidence: stopped(
      "sandbox",
      warned("FailedScheduling: 0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."),
    ),
  },
  {
    what: "taint not tolerated",
    verdict: "not proven",
    evidence: stopped(
      "sandbox",
      warned("FailedScheduling: 0/2 nodes are available: 1 node(s) had untolerated taint(s).", ["a=b:NoSchedule"]),
    ),
  },
  {
    what: "control cannot run",
    verdict: "not proven",
    evidence: stopped("control", warned("FailedScheduling: 0/2 nodes are available: 1 Insufficient memory.")),
  },
  {
    what: "control sandboxed: the node's default runtime was changed",
    verdict: "not proven",
    evidence: read({ control: () => ({ ...guestReading, bootId: other }) }),
  },
  {
    what: "control sandboxed: somebody gives it a class",
    verdict: "not proven",
    evidence: read({ controlClass: "gvisor" }),
  },
  {
    what: "probe killed half-way, its log cut off",
    verdict: "not proven",
    evidence: read({ sandboxLog: (good) => good.slice(0, good.lastIndexOf("end ")) }),
  },
  { what: "log unreadable", verdict: "not proven", evidence: read({ sandboxLog: () => "" }) },
  {
    what: "nonce of another run",
    verdict: "not proven",
    evidence: read({ sandboxLog: (good) => good.replaceAll(nonce, "another") }),
  },
  {
    what: "log of another pod",
    verdict: "not proven",
    evidence: read({ sandboxLog: (good) => good.replace("uid-sandbox", other) }),
  },
  { what: "node rebooted", verdict: "not proven", evidence: read({ more: { after: rebooted } }) },
  { what: "node gone", verdict: "not proven", evidence: read({ more: { after: undefined } }) },
  {
    what: "class means another handler at the end",
    verdict: "not proven",
    evidence: read({ more: { handlerAfter: "runc" } }),
  },
];
