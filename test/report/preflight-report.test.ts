import assert from "node:assert/strict";
import { it } from "node:test";
import { preflightReport } from "../../src/report/preflight-report.js";
import { createStyle } from "../../src/terminal/style.js";
import { recordedStream } from "../helpers/context.js";

const finding = {
  id: "fips",
  title: "FIPS",
  exit: "refused",
  reason: "enableFIPS cannot be combined with pod-sandboxing: the service refuses FIPS together with it",
  cure: "leave enableFIPS out of --set-pool",
  source: "https://example.com/why",
} as const;

it("a preflight breaks its lines between words at a terminal, and not at all in a log", () => {
  const report = preflightReport(
    {
      verdict: "refused",
      findings: [
        { ...finding, severity: "refuse" },
        { ...finding, severity: "warn", reason: "short" },
      ],
      applied: ["fips"],
      unknown: [{ fact: "clusters of the subscription", reason: "a preflight sends 8 requests at most" }],
    },
    { isOffline: false },
  );
  assert.equal(
    report.table(createStyle(recordedStream({ isTTY: true, columns: 50 }), {}, false)),
    [
      "refused fips: enableFIPS cannot be combined with",
      "  pod-sandboxing: the service refuses FIPS",
      "  together with it",
      "  next: leave enableFIPS out of --set-pool",
      "  source: https://example.com/why",
      "advisory fips: short",
      "  next: leave enableFIPS out of --set-pool",
      "  source: https://example.com/why",
      "not looked at: clusters of the subscription (a",
      "  preflight sends 8 requests at most)",
      "preflight refuses; 1 checks applied, nothing was changed",
      "",
    ].join("\n"),
  );
  assert.match(report.table(createStyle(recordedStream(), {}, true)), /^refused fips: .* together with it\n {2}next: /);
});
