import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeNode } from "../../src/proof/judge-node.js";
import { obstacleOf, refusedProblem } from "../../src/proof/problems.js";
import type { Proof } from "../../src/proof/prove.js";
import { parseProbeLog } from "../../src/proof/reading.js";
import { printDocument } from "../../src/report/print-document.js";
import { proofReport } from "../../src/report/proof-report.js";
import { resultDocument } from "../../src/report/result-document.js";
import { createStyle } from "../../src/terminal/style.js";
import { recordedStream } from "../helpers/context.js";
import { cases, samples } from "../proof/cases.js";

const judges = { judgeNode, obstacleOf, parseProbeLog, refusedProblem };
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** A proof of one node, as `verify` hands it to the report. */
function proofOf(each: (typeof cases)[number], sample: (typeof samples)[number]): Proof {
  const node = judgeNode(each.evidence(sample, judges));
  const { verdict, reason, event, cure } = node;
  return {
    verdict,
    reason,
    event,
    cure,
    runtimeClassName: "aks-sandbox",
    runtimeClass: undefined,
    nodes: [node],
    of: 1,
    skippedPools: [],
    warnings: [],
    nonce: "00000000-0000-4000-8000-00000000000a",
    kubernetesVersion: "v1.35.4",
    startedAt: "2026-11-02T08:00:00.000Z",
    endedAt: "2026-11-02T08:00:12.500Z",
  };
}

describe("every case of the table, with every runtime", () => {
  for (const each of cases) {
    it(`${each.what}: the same verdict at a terminal, in a log, as JSON, and by the exit code`, () => {
      for (const sample of samples) {
        const proof = proofOf(each, sample);
        const report = proofReport(proof, "https://tenants.example:443");
        assert.equal(report.exitReason, each.verdict === "isolated" ? "done" : "notProven", sample.name);
        assert.equal(report.changed, false);

        const stdout = recordedStream();
        printDocument(resultDocument(report), "json", stdout);
        const document = JSON.parse(stdout.text()) as Record<string, unknown>;
        const { kind, verdict, reason, event, cure } = document;
        assert.deepEqual(
          { kind, verdict, reason, event, cure },
          {
            kind: "VerifyResult",
            verdict: each.verdict,
            reason: proof.reason,
            event: proof.event ?? null,
            cure: proof.cure ?? null,
          },
        );

        const log = report.table(createStyle(recordedStream(), {}, true));
        const terminal = report.table(createStyle(recordedStream({ isTTY: true, columns: 1_000 }), {}, true));
        assert.match(log, new RegExp(`^${each.verdict}  RuntimeClass aks-sandbox`, "m"));
        assert.doesNotMatch(log, escapes);
        assert.match(terminal, escapes);
        const words = (text: string) => text.replace(escapes, "").split(/\s+/).join(" ");
        assert.equal(words(terminal), words(log));
        assert.ok(words(log).includes(words(proof.reason)), log);
        if (proof.cure !== undefined) assert.ok(words(log).includes(words(proof.cure)), log);
        const narrow = report.table(createStyle(recordedStream({ isTTY: true, columns: 80 }), {}, true));
        for (const line of narrow.replace(escapes, "").split("\n")) assert.ok(line.length <= 80, line);
        // No other verdict is to be read there.
        const others = ["isolated", "not isolated", "not proven"].filter((other) => other !== each.verdict);
        for (const other of others) assert.doesNotMatch(log, new RegExp(`^${other}  `, "m"));
      }
    });
  }
});
