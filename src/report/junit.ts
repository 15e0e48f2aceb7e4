import XMLBuilder from "fast-xml-builder";
import type { Proof } from "../proof/prove.js";
import type { NodeVerdict } from "../proof/proof.js";
import { proofScope } from "./proof-scope.js";

/**
 * A proof as JUnit XML: one suite, a test case for each node and one for the total. What is not isolated is a failure,
 * its type the verdict; times are of the whole, for nodes are looked at side by side.
 */
export function junit(proof: Proof, server: string): string {
  const { verdict, reason, event, cure, runtimeClassName, nodes, startedAt, endedAt } = proof;
  const seconds = ((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(3);
  const cases = [
    ...nodes.map((node) => testcase(runtimeClassName, node.node, "0", node, evidenceOf(node))),
    testcase(runtimeClassName, "total", seconds, { verdict, reason, event, cure }, `this ${proofScope}`),
  ];
  const skipped = proof.skippedPools.map((pool) => skippedCase(runtimeClassName, pool));
  const failures = nodes.filter((node) => node.verdict !== "isolated").length + (verdict === "isolated" ? 0 : 1);
  const counts = {
    "@tests": String(cases.length + skipped.length),
    "@failures": String(failures),
    "@errors": "0",
    "@time": seconds,
  };
  const known = {
    server,
    "kubernetes-version": proof.kubernetesVersion,
    nonce: proof.nonce,
    "sandbox-nodes": String(proof.of),
  };
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", format: true });
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "aks-sandbox verify",
      ...counts,
      testsuite: {
        "@name": "aks-sandbox verify",
        ...counts,
        "@skipped": String(skipped.length),
        // XML Schema's dateTime as the JUnit schemas restrict it: no fraction, no zone.
        "@timestamp": startedAt.slice(0, 19),
        properties: {
          property: Object.entries(known).map(([name, value]) => ({ "@name": name, "@value": text(value) })),
        },
        testcase: [...cases, ...skipped],
      },
    },
  });
}

type Judged = Pick<NodeVerdict, "verdict" | "reason" | "event" | "cure">;

function testcase(className: string, name: string, seconds: string, judged: Judged, output: string): object {
  const { verdict, reason, event, cure } = judged;
  const more = [reason, event, cure === undefined ? undefined : `do next: ${cure}`].filter(
    (line) => line !== undefined,
  );
  return {
    "@classname": text(`aks-sandbox.${className}`),
    "@name": text(name),
    "@time": seconds,
    ...(verdict === "isolated"
      ? {}
      : { failure: { "@type": verdict, "@message": text(reason), "#text": text(more.join("\n")) } }),
    "system-out": text(output),
  };
}

function skippedCase(className: string, pool: string): object {
  return {
    "@classname": text(`aks-sandbox.${className}`),
    "@name": text(`pool ${pool}`),
    "@time": "0",
    skipped: { "@message": "virtual: no real node to look at" },
  };
}

function evidenceOf({ reason, signals, evidence }: NodeVerdict): string {
  const { sandbox, control, node } = evidence;
  const lines = signals.map(
    ({ name, says, sandbox: own, node: nodes }) => `${name}: ${says} (pod: ${own ?? "-"}; node: ${nodes ?? "-"})`,
  );
  const pods = [sandbox, control].map(
    ({ role, pod, podUid, imageId }) => `${role}: pod ${pod} (${podUid ?? "not admitted"}), image ${imageId ?? "-"}`,
  );
  return [
    reason,
    ...lines,
    ...pods,
    `node ${node.name} (${node.uid}), kubelet ${node.kubeletVersion}, ${node.containerRuntimeVersion}`,
  ].join("\n");
}

/** Without the characters that XML 1.0 cannot carry (its production `Char`). */
function text(value: string): string {
  return Array.from(value, (char) => (isXmlCharacter(char.codePointAt(0) ?? 0) ? char : "?")).join("");
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
}
